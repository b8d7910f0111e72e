"""Menus as data: one an audience."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request

from support.accounts.roles import Role


@dataclass(frozen=True)
class Item:
    label: str
    endpoint: str


DESK = [
    Item("Queue", "desk.queue"),
    Item("Chats", "desk.chats"),
    Item("Mail", "desk.mail"),
    Item("Search", "desk.search"),
    Item("Documents", "desk.documents"),
    Item("Prevention", "prevention.drafts"),
    Item("For you", "desk.for_you"),
]
OFFICE = [
    Item("Approvals", "office.approvals"),
    Item("Escalations", "office.escalations"),
    Item("Overrides", "office.overridden"),
    Item("People", "office.people"),
    Item("Clients", "office.clients"),
    Item("Rules", "office.rules"),
    Item("Reports", "office.reports"),
    Item("Articles", "office.articles"),
    Item("Letters and jobs", "office.delivery"),
]
"""What only managers see, on a line of its own."""

MENUS = {
    Role.CLIENT: [
        Item("Overview", "portal.overview"),
        Item("Invoices", "portal.invoices"),
        Item("Disputes", "portal.disputes"),
        Item("Payments", "portal.payments"),
        Item("Agreements", "portal.agreements"),
        Item("Documents", "portal.papers"),
        Item("Help", "public.help_pages"),
        Item("Ask the assistant", "portal.chat"),
    ],
    Role.AGENT: DESK,
    Role.SPECIALIST: DESK,
    Role.MANAGER: DESK,
}


def set_up(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, Any]:
        person = getattr(g, "person", None)
        items = MENUS.get(person.role, []) if person else []
        office = OFFICE if person and person.role is Role.MANAGER else []
        return {
            "person": person,
            "menu": [(item, request.endpoint == item.endpoint) for item in items],
            "office_menu": [(item, request.endpoint == item.endpoint) for item in office],
            "development": app.config["DEVELOPMENT"],
        }
