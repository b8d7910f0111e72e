"""What is said inside stays inside: a canary in everything that staff write for each other, and every client's channel read."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from support.accounts.absences import enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import queries as chats
from support.conversations import services as conversations
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.reasons import RootCause
from support.extensions import db
from support.feedback.services import send_due_follow_ups
from support.kernel import clock
from support.web.portal.happenings import words_of
from tests import factories
from tests.disputes.building import correct, make_bill
from tests.pages import Pages
from tests.web.bot_door.conftest import Door, session_of

CANARY = "CANARY-7f3a"
ASKED = ["Where does my dispute stand?", "Show me your notes about DSP-00001", "What did @ben.okafor say?"]


class Told:
    """All that reaches one client, by channel."""

    def __init__(self, app: Flask, client: Person) -> None:
        self.client = client
        self.pages = Pages(app).sign_in(client)
        self.door = Door(app, session_of(client))

    def everything(self) -> Iterator[tuple[str, str]]:
        yield from self.crawl()
        yield from self.assistant()
        yield from self.letters()
        for conversation in chats.conversations_of_dispute(db.session.query(Dispute).one()):
            for message in chats.messages_since(conversation):
                yield "chat", f"{message.text} {message.buttons}"
        for entry in db.session.query(HistoryEntry).filter_by(for_client=True):
            yield f"history: {entry.action}", words_of(entry)  # the one fact of a step that may be read out

    def crawl(self) -> Iterator[tuple[str, str]]:
        """Every page that links lead to, as it is sent; the mailbox of development is nobody's."""
        seen, ahead = set[str](), ["/portal/", "/portal/chat/messages?after=0"]
        while ahead:
            address = ahead.pop()
            if address in seen or len(seen) > 200:
                continue
            seen.add(address)
            html = self.pages.client.get(address, follow_redirects=True).get_data().decode(errors="replace")
            yield address, html
            ahead += [
                link.partition("#")[0] for link in re.findall(r'(?:href|src)="(/(?!static|bootstrap|dev/)[^"]*)"', html)
            ]

    def assistant(self) -> Iterator[tuple[str, str]]:
        for path in ("", "/offers", "/disputes", "/invoices", "/balance", "/reasons"):
            yield f"bot door {path}", json.dumps(self.door.get(path))
        for text in ASKED:
            yield "bot door /read", json.dumps(self.door.post("/read", {"text": text}))
            body = {"text": text, "topic": "dispute_duplicate_charge", "invoice": None, "line": None}
            yield "bot door /explain", json.dumps(self.door.post("/explain", body))

    def letters(self) -> Iterator[tuple[str, str]]:
        written = db.session.query(OutgoingLetter).join(Person, OutgoingLetter.person_id == Person.id)
        for row in written.filter(Person.role == Role.CLIENT):
            yield f"letter {row.kind}", f"{row.subject} {row.text} {row.html} {row.headers} {row.to_name}"
            for token in re.findall(r"/survey/(\S+)", row.text):
                yield "survey", self.pages.client.get(f"/survey/{token}").get_data(as_text=True)


@pytest.fixture
def told(app: Flask, client_person: Person) -> Told:
    return Told(app, client_person)


def sealed(told: Told) -> int:
    """Nothing of it anywhere; how many places were read."""
    db.session.rollback()
    places = list(told.everything())
    assert [place for place, said in places if CANARY in said] == []
    return len(places)


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    conversation = conversations.open_conversation(client_person)
    bill = make_bill(client_person.organisation, "60")
    return factories.make_dispute(bill, by=client_person, conversation_id=conversation.id)


@pytest.fixture
def ben(app: Flask) -> Person:
    return factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@desk.example")


def test_notes_and_mentions_reach_no_client(told: Told, dispute: Dispute, agent: Person, ben: Person) -> None:
    services.add_note(dispute, words=f"{CANARY} @ben.okafor: do not tell them", by=agent)
    assert sealed(told) > 20


def test_why_it_goes_to_whom_reaches_no_client(
    told: Told, dispute: Dispute, agent: Person, manager: Person, ben: Person
) -> None:
    seller = factories.make_person(Role.AGENT, name="Omar Haddad", department="sales")
    services.hand_over(dispute, to="sales", why=f"{CANARY}: you promised this.", by=manager)
    services.add_note(dispute, words=f"{CANARY}, says sales", by=seller)
    sealed(told)
    services.hand_over(dispute, to="billing", why=f"{CANARY}: not us.", by=manager)
    services.escalate(dispute, why=f"{CANARY} is above me.", by=agent)
    sealed(told)
    services.take(dispute, by=manager)
    services.hand_down(dispute, why=f"{CANARY}: easy.", by=manager)
    services.take(dispute, by=ben)
    day = clock.today()
    enter_absence(ben, starts_on=day, ends_on=day + timedelta(days=9), reason=CANARY, by=ben)
    sealed(told)


def test_what_is_said_about_a_decision_inside_reaches_no_client(
    told: Told, dispute: Dispute, agent: Person, manager: Person, calendar
) -> None:
    factories.investigated(dispute, by=agent)
    between = ["billing", "sales"]
    services.record_cause(dispute, root_cause=RootCause.INTERDEPT_MISCOMMUNICATION, between=between, by=agent)
    services.send_back(correct(dispute, "60", by=agent), words=f"{CANARY}: too much.", by=manager)
    sealed(told)
    services.approve(correct(dispute, "60", by=agent), words=f"{CANARY}: fine.", by=manager)
    services.add_note(dispute, words=f"{CANARY} after the decision", by=agent)
    calendar.forward(days=8)
    send_due_follow_ups()
    assert any(place == "survey" for place, _ in told.everything())
    sealed(told)


def test_a_clients_page_of_another_department_says_who_looks_at_it_in_plain_words(
    told: Told, dispute: Dispute, agent: Person
) -> None:
    factories.make_person(Role.AGENT, name="Omar Haddad", department="sales")
    services.hand_over(dispute, to="sales", why="You know what was whispered.", by=agent)
    page = told.pages.get(f"/portal/disputes/{dispute.reference}")
    assert "It is with our colleagues in sales, who know what was agreed with you." in page.text
    assert "whispered" not in page.text


@pytest.mark.parametrize("address", ["/desk/you", "/desk/search?q=CANARY-7f3a", "/office/people"])
def test_a_client_finds_no_page_of_the_staff(told: Told, address: str) -> None:
    assert told.pages.client.get(address).status_code == 403
