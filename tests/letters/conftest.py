"""One dispute, lived through by the real verbs; and letters compared with what a person should read."""

import os
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.correspondence import figures
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import Channel, CheckKind, Reason, RemedyKind, RootCause
from support.extensions import db
from support.kernel.money import Money
from tests import factories

SNAPSHOTS = Path(__file__).parent / "snapshots"


class Story:
    """Maria's espresso beans, billed twice; Ana is the agent, Sofia the specialist, Grace the manager."""

    def __init__(self) -> None:
        self.harbour = factories.make_organisation(name="Harbour Café Group", ref="CL-0001")
        self.maria = factories.make_person(
            Role.CLIENT, organisation=self.harbour, name="Maria Santos", email="maria.santos@harbour-cafe.example"
        )
        self.ana = factories.make_person(Role.AGENT, name="Ana Ruiz", email="ana.ruiz@lumen-larder.example")
        self.sofia = factories.make_person(Role.SPECIALIST, name="Sofia Lindqvist", email="sofia@lumen-larder.example")
        self.grace = factories.make_person(Role.MANAGER, name="Grace Adeyemi", email="grace@lumen-larder.example")
        self.invoice = self._invoice()

    def _invoice(self) -> Invoice:
        lines = [
            {"name": "Coffee machine rental", "unit_price": "30"},
            {"name": "Espresso bean delivery", "unit_price": "120"},
            {"name": "Espresso bean delivery", "unit_price": "120"},
        ]
        return factories.make_invoice(
            self.harbour, lines, number="INV-2026-0042", issued_on=date(2026, 3, 3), due_on=date(2026, 4, 2)
        )

    def opened(self, **more: object) -> Dispute:
        arguments = {
            "by": self.maria,
            "invoice": self.invoice,
            "lines": [self.invoice.lines[2]],
            "reason": Reason.DUPLICATE,
            "statement": "Why was I charged twice on my March invoice?\nThere was one delivery.",
            "claimed": Money.zero("EUR"),
            "channel": Channel.CHAT,
            "key": None,
            **more,
        }
        dispute, _ = services.open_dispute(**arguments)  # type: ignore[arg-type]
        return dispute

    def taken(self, by: Person | None = None) -> Dispute:
        return services.take(self.opened(), by=by or self.ana)

    def investigated(self, by: Person | None = None, *, passed: bool = False) -> Dispute:
        actor = by or self.ana
        dispute = self.taken(actor)
        findings = {
            CheckKind.BILLING: "Two lines rest on delivery DLV-00311.",
            CheckKind.AGREEMENT: "The agreement has one delivery a month.",
            CheckKind.DOCUMENTS: "There is one signed delivery note.",
        }
        for kind, finding in findings.items():
            services.record_check(dispute, kind=kind, finding=finding, evidence="DLV-00311", passed=passed, by=actor)
        cause = RootCause.CLIENT_MISUNDERSTANDING if passed else RootCause.SOFTWARE_GLITCH
        services.record_cause(dispute, root_cause=cause, by=actor)
        services.attach_document(dispute, kind="record", ref="DLV-00311", title="Delivery note DLV-00311", by=actor)
        return dispute

    def resolved(
        self, by: Person | None = None, amount: str = "120.00", kind: RemedyKind = RemedyKind.CREDIT
    ) -> Dispute:
        actor = by or self.sofia
        dispute = self.investigated(actor)
        services.resolve_with_correction(
            dispute,
            kind=kind,
            amounts={self.invoice.lines[2].id: Money.of(amount, "EUR")},
            explanation="One delivery was billed twice, because its record was imported a second time.",
            by=actor,
        )
        return dispute

    def not_upheld(self) -> Dispute:
        dispute = self.investigated(passed=True)
        words = "Both deliveries were made: one on 2 March to Quay, one on 9 March to Market."
        services.resolve_not_upheld(dispute, explanation=words, by=self.ana)
        return dispute

    def offered(self, amount: str = "40.00") -> Remedy:
        return services.offer_settlement(
            self.investigated(),
            kind=RemedyKind.GOODWILL,
            amount=Money.of(amount, "EUR"),
            words="We could have told you about the second delivery.",
            by=self.ana,
        )


@pytest.fixture
def story(app: Flask, calendar) -> Story:
    calendar.set("2026-03-16T09:00+00:00")
    return Story()


def letters(kind: str) -> list[OutgoingLetter]:
    return list(
        db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == kind).order_by(OutgoingLetter.id))
    )


def _readable(letter: OutgoingLetter) -> str:
    """What a person reads; what changes with every run is named instead."""
    text = f"To: {letter.to_name}\nSubject: {letter.subject}\n\n{letter.text}"
    text = re.sub(r"/survey/[A-Za-z0-9_-]+", "/survey/<token>", text)
    text = re.sub(r"/sign-in/link/[A-Za-z0-9_-]+", "/sign-in/link/<token>", text)
    text = re.sub(r"/(drafts|notices|incidents)/[0-9a-f-]{36}", r"/\1/<id>", text)
    text = re.sub(r"/(findings|notices)/[0-9]+", r"/\1/1", text)
    return re.sub(r"/desk/chats/[0-9a-f-]+", "/desk/chats/<conversation>", text)


def _page_says_no_more(letter: OutgoingLetter) -> None:
    """It is the text whose figures are looked up: a page with one of its own would leave unseen."""
    page = unescape(re.sub(r"<[^>]+>", "", letter.html))
    said, locale = f"{letter.subject} {letter.text}", letter.person.locale if letter.person else "en_GB"
    assert set(figures.amounts(page, locale).values()) <= set(figures.amounts(said, locale).values())


@pytest.fixture
def snapshot() -> Callable[[str], OutgoingLetter]:
    """`snapshot(kind)`: the one letter of that kind reads as tests/letters/snapshots/<kind>.txt says.

    UPDATE_SNAPSHOTS=1 writes the file anew.
    """

    def compare(kind: str, name: str = "") -> OutgoingLetter:
        found = letters(kind)
        assert found, f"no letter {kind} was written"
        path = SNAPSHOTS / f"{name or kind}.txt"
        read = _readable(found[-1])
        assert found[-1].status is not LetterStatus.HELD, found[-1].last_error
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(read)
        assert path.exists(), f"run with UPDATE_SNAPSHOTS=1, read {path.name}, and commit it"
        assert read == path.read_text()
        _page_says_no_more(found[-1])
        return found[-1]

    return compare
