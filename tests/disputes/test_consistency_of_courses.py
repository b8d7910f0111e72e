"""The rarer deeds, in whatever order: merging, linking, handing over, asking for more, plans, taking back, ending in silence."""

from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from support.accounts import absences
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import CheckKind, OverrideKind, RemedyKind, RemedyStatus, RootCause
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from support.kernel.money import Money
from support.timetable import expire_offers
from tests import factories
from tests.conftest import Calendar
from tests.databases import empty
from tests.disputes.truths import it_can_be_true, try_sequences

STAFF = [("Ana", Role.AGENT, "billing"), ("Ben", Role.AGENT, "billing"), ("Omar", Role.AGENT, "sales"), ("Sofia", Role.SPECIALIST, "billing"), ("Grace", Role.MANAGER, "billing"), ("Olga", Role.MANAGER, "sales")]  # fmt: skip
WHICH, AMOUNT = st.integers(0, 9), st.sampled_from([1, 500, 2000, 4000, 9000])
KINDS = [RemedyKind.GOODWILL, RemedyKind.DISCOUNT, RemedyKind.ADDITIONAL_SERVICE, RemedyKind.APOLOGY]
CORRECTING = [RemedyKind.ADJUST_CHARGE, RemedyKind.CREDIT, RemedyKind.REFUND]


class Courses(RuleBasedStateMachine):
    """One paid bill of three lines and one that is not paid, disputes about them, six colleagues, days that pass."""

    calendar: Calendar

    @initialize()
    def begin(self) -> None:
        empty()
        self.calendar.set("2026-03-16T09:00+00:00")
        self.client = factories.make_person(Role.CLIENT)
        for name, role, department in STAFF:
            factories.make_person(role, name=name, department=department)
        lines = [{"unit_price": "90"}, {"unit_price": "60"}, {"unit_price": "30"}]
        bills = [factories.make_invoice(self.client.organisation, lines) for _ in range(2)]
        factories.make_payment(bills[0], bills[0].payable.decimal)
        self.bills = [bill.id for bill in bills]
        self.number = 0
        for bill in bills:
            for line in bill.lines[:2]:
                self._try(factories.make_dispute, bill, [line], by=self.client)

    # What there is

    def _all(self) -> list[Dispute]:
        return list(db.session.scalars(select(Dispute).order_by(Dispute.id)))

    def _dispute(self, which: int) -> Dispute:
        rows = self._all()
        return rows[which % len(rows)]

    def _owner(self, dispute: Dispute) -> Person:
        return dispute.owner or self._boss()

    def _boss(self, other_than: Person | None = None) -> Person:
        """A manager; another one where a second pair of eyes is asked for."""
        wanted = select(Person).where(Person.role == Role.MANAGER).order_by(Person.id.desc())
        return next(row for row in db.session.scalars(wanted) if row is not other_than)

    def _remedy(self, which: int, *statuses: RemedyStatus) -> Remedy | None:
        rows = list(db.session.scalars(select(Remedy).where(Remedy.status.in_(statuses)).order_by(Remedy.id)))
        return rows[which % len(rows)] if rows else None

    def _try(self, verb, *args, **given) -> None:
        with suppress(SupportError):
            verb(*args, **given)
        db.session.expire_all()

    # The common way, so that the rarer one has something to begin with

    @rule(which=WHICH)
    def look_into(self, which: int) -> None:
        dispute = self._dispute(which)
        who = self._owner(dispute)
        self._try(services.take, dispute, by=who)
        for kind in CheckKind:
            self._try(services.record_check, dispute, kind=kind, finding="f", evidence="e", passed=True, by=who)
        self._try(services.record_cause, dispute, root_cause=RootCause.DATA_ENTRY, by=who)
        self._try(services.attach_document, dispute, kind="k", ref="r", title="t", by=who)

    @rule(which=WHICH, minor=AMOUNT, kind=st.sampled_from(CORRECTING))
    def correct(self, which: int, minor: int, kind: RemedyKind) -> None:
        self.look_into(which)
        dispute = self._dispute(which)
        amounts = {row.line_id: Money(minor, "EUR") for row in dispute.lines[:1]}
        given = {"kind": kind, "amounts": amounts, "explanation": "It was our own mistake."}
        self._try(services.resolve_with_correction, dispute, by=self._owner(dispute), **given)

    @rule(which=WHICH)
    def refuse(self, which: int) -> None:
        self.look_into(which)
        dispute = self._dispute(which)
        self._try(services.resolve_not_upheld, dispute, explanation="It is as agreed.", by=self._owner(dispute))

    @rule(which=WHICH, minor=AMOUNT, kind=st.sampled_from(KINDS))
    def offer(self, which: int, minor: int, kind: RemedyKind) -> None:
        self.look_into(which)
        dispute = self._dispute(which)
        given = {"kind": kind, "amount": Money(minor, "EUR"), "words": "For your patience with us."}
        self._try(services.offer_settlement, dispute, by=self._owner(dispute), **given)

    @rule(which=WHICH, minor=AMOUNT)
    def offer_plan(self, which: int, minor: int) -> None:
        self.look_into(which)
        dispute = self._dispute(which)
        first = clock.today() + timedelta(days=10)
        given = {"amount": Money(minor, "EUR"), "instalments": 2, "first_due_on": first, "words": "In two parts, then."}
        self._try(services.offer_plan, dispute, by=self._owner(dispute), **given)

    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        if remedy := self._remedy(which, RemedyStatus.OFFERED):
            self._try(services.accept_offer, remedy, by=self.client)

    @rule(which=WHICH, yes=st.booleans())
    def answer_the_proposer(self, which: int, yes: bool) -> None:
        remedy = self._remedy(which, RemedyStatus.AWAITING_APPROVAL)
        if remedy is None:
            return
        boss = self._boss(remedy.proposed_by)
        if yes:
            self._try(services.approve, remedy, by=boss)
        else:
            self._try(services.send_back, remedy, words="Not like this.", by=boss)

    # The rarer deeds

    @rule(which=WHICH, other=WHICH)
    def merge(self, which: int, other: int) -> None:
        self._try(services.merge, self._dispute(which), into=self._dispute(other), by=self._boss())

    @rule(which=WHICH)
    def unmerge(self, which: int) -> None:
        self._try(services.unmerge, self._dispute(which), why="They are two things.", by=self._boss())

    @rule(which=WHICH, other=WHICH, on=st.booleans())
    def link(self, which: int, other: int, on: bool) -> None:
        verb = services.link if on else services.unlink
        self._try(verb, self._dispute(which), self._dispute(other), by=self._boss())

    @rule(which=WHICH, to=st.sampled_from(["billing", "sales", "delivery"]))
    def hand_over(self, which: int, to: str) -> None:
        dispute = self._dispute(which)
        self._try(services.hand_over, dispute, to=to, why="You know more.", by=self._owner(dispute))

    @rule(which=WHICH, days=st.integers(1, 3))
    def owner_goes_away(self, which: int, days: int) -> None:
        owner, today = self._owner(self._dispute(which)), clock.today("Europe/London")
        self._try(absences.enter_absence, owner, starts_on=today, ends_on=today + timedelta(days=days), by=owner)

    @rule(which=WHICH, up=st.booleans())
    def up_or_down(self, which: int, up: bool) -> None:
        verb = services.escalate if up else services.hand_down
        self._try(verb, self._dispute(which), why="So it is better.", by=self._boss())

    @rule(which=WHICH, minor=AMOUNT)
    def ask_for_more(self, which: int, minor: int) -> None:
        if remedy := self._remedy(which, RemedyStatus.OFFERED):
            asked = remedy.amount + Money(minor, "EUR")
            self._try(services.counter_offer, remedy, amount=asked, words="It cost us more.", by=self.client)

    @rule(which=WHICH, yes=st.booleans())
    def answer_what_was_asked(self, which: int, yes: bool) -> None:
        remedy = self._remedy(which, RemedyStatus.DECLINED)
        if remedy is None:
            return
        verb = services.grant_counter if yes else services.refuse_counter
        self._try(verb, remedy, words="We have thought about it.", by=self._owner(remedy.dispute))

    @rule(which=WHICH)
    def recall(self, which: int) -> None:
        if remedy := self._remedy(which, RemedyStatus.AWAITING_APPROVAL):
            self._try(services.recall_proposal, remedy, by=remedy.proposed_by)

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        if remedy := self._remedy(which, RemedyStatus.POSTED):
            self._try(services.void_credit, remedy, why="It was given by mistake.", by=self._boss())

    @rule(which=WHICH)
    def keep_what_was_promised(self, which: int) -> None:
        remedy = self._remedy(which, RemedyStatus.POSTED)
        if remedy is None:
            return
        self.number += 1
        by, today, reference = self._owner(remedy.dispute), clock.today(), f"BANK-{self.number}"
        self._try(services.record_refund, remedy, reference=reference, paid_on=today, by=by)
        self._try(services.record_instalment, remedy, position=1, reference=reference, paid_on=today, by=by)
        self._try(services.record_delivery, remedy, delivered_on=today, by=by)

    @rule(which=WHICH)
    def write_corrected(self, which: int) -> None:
        self._try(services.write_corrected, self._dispute(which), why="All in one.", by=self._boss())

    @rule(which=WHICH)
    def write_while_it_goes_on(self, which: int) -> None:
        dispute, later = self._dispute(which), clock.today() + timedelta(days=5)
        self._try(services.tell_delay, dispute, why="The driver is away.", until=later, by=self._owner(dispute))
        self._try(services.tell_recourse, dispute, words="This is our last word.", by=self._owner(dispute))
        self._try(services.set_tags, dispute, ["urgent", "beans"][: which % 3], by=self._owner(dispute))
        self._try(services.share_progress, dispute, words="We are at it.", by=self._owner(dispute))

    @rule(which=WHICH, kind=st.sampled_from(OverrideKind))
    def override(self, which: int, kind: OverrideKind) -> None:
        self._try(services.override, self._dispute(which), rule=kind, why="They could not know.", by=self._boss())

    @rule(which=WHICH, who=st.sampled_from(["client", "boss"]))
    def reopen(self, which: int, who: str) -> None:
        by = self.client if who == "client" else self._boss()
        self._try(services.reopen, self._dispute(which), why="Once more.", by=by)

    @rule(which=WHICH)
    def reject_or_withdraw(self, which: int) -> None:
        dispute = self._dispute(which)
        self._try(services.reject_outcome, dispute, words="I do not agree.", by=self.client)
        if which % 3 == 0:
            self._try(services.withdraw, dispute, by=self.client)

    @rule(which=WHICH)
    def end(self, which: int) -> None:
        dispute = self._dispute(which)
        self._try(services.start_follow_up, dispute)
        self._try(services.close, dispute, satisfied=[None, True, False][which % 3])

    @rule(days=st.sampled_from([1, 8, 15, 30]))
    def the_worker_runs_after(self, days: int) -> None:
        self.calendar.forward(days=days)
        for deed in (expire_offers, services.remind_of_offers, services.close_unanswered, services.remind_of_instalments, services.relieve_absent, services.hand_out_waiting):  # fmt: skip
            self._try(deed)

    # What must be true

    @invariant()
    def it_can_be_true(self) -> None:
        if not hasattr(self, "bills"):
            return
        it_can_be_true(self._all(), self.bills, self.client)


@pytest.mark.usefixtures("app")
def test_no_sequence_of_the_rarer_deeds_leads_to_a_record_that_cannot_be_true(app: Flask, calendar: Calendar) -> None:
    Courses.calendar = calendar
    try_sequences(Courses, examples=8)
