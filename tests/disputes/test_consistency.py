"""Whatever people do, in whatever order: the record stays one that can be true."""

from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.balance import invoice_balance
from support.billing.credit import creditable_of
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind, Outcome, RemedyKind, RemedyStatus, RootCause
from support.disputes.states import DECIDED, OPEN, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import SupportError
from support.kernel.money import Money
from support.sla.models import Clock
from support.sla.services import recompute
from support.sla.timeline import clocks_from_history
from tests import factories
from tests.databases import empty
from tests.disputes.truths import try_sequences

AMOUNTS = st.sampled_from([1, 500, 4000, 5000, 5001, 9000, 100000])
PEOPLE = st.sampled_from(["owner", "owner", "owner", "client", "client", "other", "manager", "boss", "stranger"])
"""Mostly somebody who may: a search among refusals finds little."""


DEEDS = [
    "take", "look_into", "correct", "refuse", "offer", "approve", "accept", "decline", "expire", "send_back",
    "reopen", "escalate", "withdraw", "reject", "ask", "end", "dispute_again",
]  # fmt: skip
BEGIN = [("look_into", "owner"), ("look_into", "owner"), ("escalate", "client"), ("withdraw", "client")]
AFTER = [("reject", "client"), ("reject", "client"), ("reopen", "owner"), ("end", "owner"), ("dispute_again", "client")]
LIKELY = {
    Status.RECEIVED: BEGIN,
    Status.ACKNOWLEDGED: BEGIN,
    Status.INVESTIGATING: [
        ("look_into", "owner"), ("correct", "owner"), ("correct", "owner"), ("refuse", "owner"), ("offer", "owner"), ("ask", "owner"),
    ],
    Status.AWAITING_CLIENT: [("ask", "owner")],
    Status.AWAITING_APPROVAL: [("approve", "manager"), ("approve", "boss"), ("send_back", "boss")],
    Status.OFFERED: [("accept", "client"), ("decline", "client"), ("expire", "boss")],
    **dict.fromkeys(DECIDED, AFTER),
    Status.WITHDRAWN: [("reopen", "client")],
}  # fmt: skip
"""What would come next in each status, so that the search gets somewhere; `anything` does the rest."""


class Life(RuleBasedStateMachine):
    """One dispute, and everybody at once."""

    @initialize()
    def begin(self) -> None:
        empty()
        organisation = factories.make_organisation()
        staff = {"agent": Role.AGENT, "other": Role.AGENT, "specialist": Role.SPECIALIST, "manager": Role.MANAGER, "boss": Role.MANAGER}  # fmt: skip
        self.people = {name: factories.make_person(role) for name, role in staff.items()}
        self.people["client"] = factories.make_person(Role.CLIENT, organisation=organisation)
        self.people["stranger"] = factories.make_person(Role.CLIENT)
        self.bill = factories.make_invoice(organisation, [{"unit_price": "90"}, {"unit_price": "60"}])
        self.dispute = factories.make_dispute(self.bill, by=self.people["client"])
        recompute(self.dispute.id)

    def _person(self, who: str) -> Person:
        return self.dispute.owner if who == "owner" else self.people[who]

    def _try(self, verb, *args, **given) -> None:
        with suppress(SupportError):
            verb(*args, **given)
        db.session.expire_all()
        recompute(self.dispute.id)

    # What people do

    def take(self, who: Person, minor: int, line: int) -> None:
        self._try(services.take, self.dispute, by=who)

    def look_into(self, who: Person, minor: int, line: int) -> None:
        self._try(services.take, self.dispute, by=who)
        for kind in CheckKind:
            self._try(services.record_check, self.dispute, kind=kind, finding="f", evidence="e", passed=True, by=who)
        self._try(services.record_cause, self.dispute, root_cause=RootCause.DATA_ENTRY, by=who)
        self._try(services.attach_document, self.dispute, kind="k", ref="r", title="t", by=who)

    def correct(self, who: Person, minor: int, line: int) -> None:
        amounts = {self.bill.lines[line].id: Money(minor, "EUR")}
        given = {"kind": RemedyKind.CREDIT, "amounts": amounts, "explanation": "It was our mistake."}
        self._try(services.resolve_with_correction, self.dispute, by=who, **given)

    def refuse(self, who: Person, minor: int, line: int) -> None:
        self._try(services.resolve_not_upheld, self.dispute, explanation="It is as agreed.", by=who)

    def offer(self, who: Person, minor: int, line: int) -> None:
        given = {"kind": RemedyKind.GOODWILL, "amount": Money(minor, "EUR"), "words": "For your patience."}
        self._try(services.offer_settlement, self.dispute, by=who, **given)

    def _answer(self, verb, who: Person, **given) -> None:
        for remedy in list(self.dispute.remedies):
            self._try(verb, remedy, by=who, **given)

    def approve(self, who: Person, minor: int, line: int) -> None:
        self._answer(services.approve, who)

    def accept(self, who: Person, minor: int, line: int) -> None:
        self._answer(services.accept_offer, who)

    def decline(self, who: Person, minor: int, line: int) -> None:
        self._answer(services.decline_offer, who)

    def expire(self, who: Person, minor: int, line: int) -> None:
        self._answer(services.expire_offer, who)

    def send_back(self, who: Person, minor: int, line: int) -> None:
        self._answer(services.send_back, who, words="Not like this.")

    def reopen(self, who: Person, minor: int, line: int) -> None:
        self._try(services.reopen, self.dispute, why="Because.", by=who)

    def escalate(self, who: Person, minor: int, line: int) -> None:
        self._try(services.escalate, self.dispute, why="Because.", by=who)

    def withdraw(self, who: Person, minor: int, line: int) -> None:
        self._try(services.withdraw, self.dispute, why="Because.", by=who)

    def reject(self, who: Person, minor: int, line: int) -> None:
        self._try(services.reject_outcome, self.dispute, words="I do not agree.", by=who)

    def ask(self, who: Person, minor: int, line: int) -> None:
        self._try(services.ask_client, self.dispute, question="Which?", by=who)
        self._try(services.client_answers, self.dispute, words="That.", by=self.people["client"])

    def end(self, who: Person, minor: int, line: int) -> None:
        self._try(services.start_follow_up, self.dispute)
        self._try(services.close, self.dispute, satisfied=[None, True, False][minor % 3])

    def dispute_again(self, who: Person, minor: int, line: int) -> None:
        self._try(factories.make_dispute, self.bill, by=self.people["client"])

    @rule(who=PEOPLE, deed=st.sampled_from(DEEDS), minor=AMOUNTS, line=st.integers(0, 1))
    def anything(self, who: str, deed: str, minor: int, line: int) -> None:
        getattr(self, deed)(self._person(who), minor, line)

    @rule(pick=st.integers(0, 100), minor=AMOUNTS, line=st.integers(0, 1))
    def likely(self, pick: int, minor: int, line: int) -> None:
        deed, who = LIKELY[self.dispute.status][pick % len(LIKELY[self.dispute.status])]
        getattr(self, deed)(self._person(who), minor, line)

    @invariant()
    def it_can_be_true(self) -> None:
        if not hasattr(self, "dispute"):
            return
        for dispute in db.session.query(Dispute).all():
            self._one(dispute)
        balance = invoice_balance(self.bill)
        assert balance.credited <= balance.payable
        assert creditable_of(self.bill).minor >= 0
        open_ones = [dispute for dispute in db.session.query(Dispute).all() if dispute.status in OPEN]
        assert bool(balance.on_hold) <= bool(open_ones), "held back without an open dispute"
        lines = [row.line_id for dispute in open_ones for row in dispute.lines if row.open]
        assert len(lines) == len(set(lines)), "one line in two open disputes"

    def _one(self, dispute: Dispute) -> None:
        assert verify(dispute) == []
        assert dispute.owner is not None
        assert dispute.owner.tier >= dispute.tier or dispute.tier == 3
        is_open = dispute.status in OPEN
        assert all(row.open is is_open for row in dispute.lines)
        live = [r for r in dispute.remedies if r.status in (RemedyStatus.AWAITING_APPROVAL, RemedyStatus.OFFERED)]
        assert len(live) == (dispute.status in (Status.AWAITING_APPROVAL, Status.OFFERED))
        if dispute.status in DECIDED:
            assert {check.kind for check in dispute.checks} == set(CheckKind), "a decision without checks"
            assert dispute.root_cause
            assert dispute.explanation
            assert dispute.outcome
        assert (dispute.outcome is None) == is_open
        assert (dispute.outcome is Outcome.WITHDRAWN) == (dispute.status is Status.WITHDRAWN)
        for remedy in dispute.remedies:
            assert remedy.approved_by_id != remedy.proposed_by_id
            assert (remedy.credit_note_id is not None) == (remedy.status is RemedyStatus.POSTED)
        self._clocks(dispute)

    def _clocks(self, dispute: Dispute) -> None:
        """What is stored is what the history says, read afresh."""
        if not db.session.query(Clock).filter_by(dispute_id=dispute.id).count():
            return
        stored = {(row.name, row.started_at, row.due_at, row.ending) for row in db.session.query(Clock).filter_by(dispute_id=dispute.id)}  # fmt: skip
        fresh = {(row.due.name, row.due.started_at, row.due.due_at, row.due.ending) for row in clocks_from_history(dispute)}  # fmt: skip
        assert stored == fresh


@pytest.mark.usefixtures("app")
def test_no_sequence_of_actions_leads_to_a_record_that_cannot_be_true(app: Flask) -> None:
    try_sequences(Life, examples=10)
