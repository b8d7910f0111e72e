"""Whoever comes and goes, in whatever order: every dispute has one owner who may have it, or waits in its department."""

from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from support.accounts import absences, staffing
from support.accounts.models import Absence, Person
from support.accounts.roles import Role
from support.disputes import services
from support.disputes.assignment import may_own
from support.disputes.models import Dispute
from support.disputes.states import OPEN
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from tests import factories
from tests.conftest import Calendar
from tests.databases import empty
from tests.disputes.truths import try_sequences

STAFF = [
    ("Ana", Role.AGENT, "billing"),
    ("Ben", Role.AGENT, "billing"),
    ("Omar", Role.AGENT, "sales"),
    ("Sofia", Role.SPECIALIST, "billing"),
    ("Grace", Role.MANAGER, "billing"),
    ("Olga", Role.MANAGER, "sales"),
]
WHO = st.integers(0, len(STAFF) - 1)
WHICH = st.integers(0, 9)


class Office(RuleBasedStateMachine):
    """Six people, up to ten disputes, days that pass."""

    calendar: Calendar

    @initialize()
    def begin(self) -> None:
        empty()
        self.client = factories.make_person(Role.CLIENT)
        self.people = [factories.make_person(role, name=name, department=where) for name, role, where in STAFF]
        self.boss = factories.make_person(Role.MANAGER, name="Boss")
        self.disputes: list[int] = []
        self.given_to_somebody_away: list[str] = []

    def _try(self, verb, *args, **given) -> None:
        """Nobody is given a dispute by it who is away; somebody who takes one has come in for it."""
        before = {row.id: row.owner_id for row in db.session.query(Dispute)}
        with suppress(SupportError):
            verb(*args, **given)
        db.session.expire_all()
        absent = absences.away()
        for row in db.session.query(Dispute):
            if verb is not services.take and row.owner_id != before.get(row.id) and row.owner_id in absent:
                self.given_to_somebody_away.append(row.reference)

    def _dispute(self, which: int) -> Dispute | None:
        return db.session.get(Dispute, self.disputes[which % len(self.disputes)]) if self.disputes else None

    @rule()
    def opens(self) -> None:
        if len(self.disputes) < 10:
            bill = factories.make_invoice(self.client.organisation)
            absent = absences.away()
            dispute = factories.make_dispute(bill, by=self.client)
            assert dispute.owner_id not in absent
            self.disputes.append(dispute.id)

    @rule(who=WHO, first=st.integers(0, 2), days=st.integers(1, 5), which=WHICH)
    def goes_away(self, who: int, first: int, days: int, which: int) -> None:
        day = clock.today("Europe/London") + timedelta(days=first)
        given = {"starts_on": day, "ends_on": day + timedelta(days=days - 1)}
        self._try(absences.enter_absence, self.people[who], by=self.people[who], **given)

    @rule(which=WHICH)
    def comes_back(self, which: int) -> None:
        entered = db.session.query(Absence).order_by(Absence.id).all()
        if entered:
            self._try(absences.end_absence, entered[which % len(entered)], by=self.boss)

    @rule(who=WHO)
    def leaves(self, who: int) -> None:
        self._try(staffing.close_account, self.people[who], by=self.boss)

    @rule(who=WHO)
    def returns(self, who: int) -> None:
        self._try(staffing.open_again, self.people[who], by=self.boss)

    @rule(who=WHO, role=st.sampled_from([Role.AGENT, Role.SPECIALIST, Role.MANAGER]))
    def becomes(self, who: int, role: Role) -> None:
        self._try(staffing.change_role, self.people[who], role, by=self.boss)

    @rule(who=WHO, where=st.sampled_from(["billing", "sales"]))
    def moves(self, who: int, where: str) -> None:
        self._try(staffing.change_department, self.people[who], where, by=self.boss)

    @rule(who=WHO, which=WHICH)
    def takes(self, who: int, which: int) -> None:
        if dispute := self._dispute(which):
            self._try(services.take, dispute, by=self.people[who])

    @rule(which=WHICH, to=st.sampled_from(["billing", "sales", "delivery"]))
    def hands_over(self, which: int, to: str) -> None:
        if dispute := self._dispute(which):
            self._try(services.hand_over, dispute, to=to, why="You know more.", by=dispute.owner or self.boss)

    @rule(which=WHICH)
    def escalates(self, which: int) -> None:
        if dispute := self._dispute(which):
            self._try(services.escalate, dispute, why="It is difficult.", by=self.boss)

    @rule(which=WHICH)
    def hands_down(self, which: int) -> None:
        if dispute := self._dispute(which):
            self._try(services.hand_down, dispute, why="It is easy.", by=self.boss)

    @rule(days=st.integers(0, 3))
    def the_worker_runs_after(self, days: int) -> None:
        self.calendar.forward(days=days)
        self._try(services.relieve_absent)
        self._try(services.hand_out_waiting)
        self._nothing_waits_that_need_not()

    def _nothing_waits_that_need_not(self) -> None:
        """After the worker's round nobody who is there and may have it is passed over."""
        there = absences.present(db.session.query(Person).filter(Person.active, Person.role != Role.CLIENT).all())
        for row in db.session.query(Dispute).filter(Dispute.owner_id.is_(None), Dispute.status.in_(OPEN)):
            assert not any(may_own(person, row) for person in there if person.role is not Role.MANAGER), row.reference

    @invariant()
    def it_can_be_true(self) -> None:
        if not hasattr(self, "disputes"):
            return
        assert self.given_to_somebody_away == []
        for row in db.session.query(Dispute):
            assert verify(row) == []
            assert row.owner is None or row.owner.active, f"{row.reference} belongs to somebody who has left"
            assert row.owner is None or row.owner.role.is_staff


@pytest.mark.usefixtures("app")
def test_whoever_comes_and_goes_no_dispute_is_lost_or_given_to_who_is_away(app: Flask, calendar: Calendar) -> None:
    Office.calendar = calendar
    try_sequences(Office, examples=10)
