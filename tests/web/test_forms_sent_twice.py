"""Double clicks, and “back” and again: one outcome, and the second press is told so."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations.models import Message
from support.disputes.models import Dispute, HistoryEntry
from support.extensions import db
from support.prevention.models import Task
from tests import factories
from tests.pages import Page, Pages


@pytest.fixture
def portal(pages: Pages, client_person: Person) -> Pages:
    return pages.sign_in(client_person)


def count(model) -> int:
    return db.session.scalar(select(func.count(model.id)))


def summary(portal: Pages, page: Page, words: str = "It was billed twice.") -> Page:
    given = {"lines": "*", "reason": "duplicate", "statement": words, "check": "yes"}
    return portal.submit(page, "/portal/disputes/new", **given)


@pytest.fixture
def question(portal: Pages, client_person: Person) -> Page:
    bill = factories.make_invoice(client_person.organisation, [{"unit_price": "60"}])
    return portal.get(f"/portal/disputes/new?invoice={bill.number}")


def test_a_dispute_opened_with_two_presses_is_one_and_nothing_is_said_to_be_added(
    portal: Pages, question: Page
) -> None:
    page = summary(portal, question)
    assert "is open." in portal.submit(page, "/portal/disputes/new", open="yes").text
    entries = count(HistoryEntry)
    again = portal.submit(page, "/portal/disputes/new", open="yes")
    assert again.heading == "Dispute DSP-00001"
    assert "was opened with your first press. Nothing was done twice." in again.text
    assert count(Dispute) == 1
    assert count(HistoryEntry) == entries


def test_who_goes_back_and_writes_something_else_is_heard(portal: Pages, question: Page) -> None:
    portal.submit(summary(portal, question), "/portal/disputes/new", open="yes")
    other = summary(portal, question, "And the delivery was late.")
    said = portal.submit(other, "/portal/disputes/new", open="yes")
    assert "these words have been added to it" in said.text
    assert "And the delivery was late." in said.text
    assert count(Dispute) == 1


def test_a_chat_message_sent_twice_is_one_and_another_one_after_back_is_another(
    portal: Pages, client_person: Person
) -> None:
    page = portal.get("/portal/chat")
    for _ in range(2):
        portal.submit(page, "Send", text="What do I owe?")
    mine = select(func.count(Message.id)).where(Message.person_id == client_person.id)
    assert db.session.scalar(mine) == 1
    portal.submit(page, "Send", text="And when?")
    assert db.session.scalar(mine) == 2


def test_a_dispute_opened_for_a_client_with_two_presses_is_one(pages: Pages, agent: Person) -> None:
    bill = factories.make_invoice(factories.make_organisation(), [{"unit_price": "60"}])
    pages.sign_in(agent)
    page = pages.get(f"/desk/disputes/new?invoice={bill.number}")
    given = {"channel": "phone", "statement": "They called: billed twice.", "lines": "*", "reason": "duplicate"}
    pages.submit(page, "/desk/disputes/new", **given)
    again = pages.submit(page, "/desk/disputes/new", **given)
    assert "DSP-00001 was opened with your first press." in again.text
    assert count(Dispute) == 1


def test_a_task_planned_twice_is_planned_once_and_its_page_comes_back(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent)
    page = pages.get("/prevention/tasks")
    given = {"title": "Look into the tariff", "due_on": "2026-04-01"}
    pages.submit(page, "Plan it", **given)
    first = count(Task)
    again = pages.submit(page, "Plan it", **given)
    assert "That was done already, with your first press." in again.text
    assert count(Task) == first


def test_a_colleague_added_twice_is_added_once_and_the_page_is_the_same(pages: Pages, app: Flask) -> None:
    pages.sign_in(factories.make_person(Role.MANAGER))
    page = pages.get("/office/people")
    for _ in range(2):
        said = pages.submit(page, "/office/people", name="Ben Ito", email="ben@desk.example", role="agent")
    assert "That was done already, with your first press." in said.text
