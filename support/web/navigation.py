"""Menus as data: one an audience."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request

from support.accounts.roles import Role
from support.kernel.sayings import N_


@dataclass(frozen=True)
class Item:
    label: str
    endpoint: str


DESK = [
    Item(N_("Queue"), "desk.queue"),
    Item(N_("Chats"), "desk.chats"),
    Item(N_("Mail"), "desk.mail"),
    Item(N_("Search"), "desk.search"),
    Item(N_("Documents"), "desk.documents"),
    Item(N_("Prevention"), "prevention.drafts"),
    Item(N_("For you"), "desk.for_you"),
]
OFFICE = [
    Item(N_("Now"), "office.now"),
    Item(N_("Approvals"), "office.approvals"),
    Item(N_("Escalations"), "office.escalations"),
    Item(N_("Overrides"), "office.overridden"),
    Item(N_("People"), "office.people"),
    Item(N_("Clients"), "office.clients"),
    Item(N_("Rules"), "office.rules"),
    Item(N_("Reports"), "office.reports"),
    Item(N_("Feedback"), "office.voices"),
    Item(N_("Articles"), "office.articles"),
    Item(N_("Letters and jobs"), "office.delivery"),
]
"""What only managers see, on a line of its own."""

MENUS = {
    Role.CLIENT: [
        Item(N_("Overview"), "portal.overview"),
        Item(N_("Invoices"), "portal.invoices"),
        Item(N_("Disputes"), "portal.disputes"),
        Item(N_("Payments"), "portal.payments"),
        Item(N_("Agreements"), "portal.agreements"),
        Item(N_("Documents"), "portal.papers"),
        Item(N_("Help"), "public.help_pages"),
        Item(N_("Ask the assistant"), "portal.chat"),
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
