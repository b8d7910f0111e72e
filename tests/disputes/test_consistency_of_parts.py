"""Splitting, deeds done to several at once and undone, credit for now: in whatever order, among all the other deeds."""

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import rule

from support.disputes import in_bulk, services
from support.disputes.in_bulk import Deed, Wish
from support.disputes.reasons import Reason
from tests.conftest import Calendar
from tests.disputes.test_consistency_of_courses import WHICH, Courses
from tests.disputes.truths import try_sequences


class Parts(Courses):
    """Everything of the courses, and the deeds that take a dispute or a batch apart."""

    @rule(which=WHICH, reason=st.sampled_from([None, Reason.DUPLICATE, Reason.NOT_RENDERED]))
    def split(self, which: int, reason: Reason | None) -> None:
        dispute = self._dispute(which)
        going = [row.line_id for row in dispute.lines][1:]
        self._try(services.split, dispute, going, why="They are two things.", by=self._boss(), reason=reason)

    @rule(first=WHICH, second=WHICH, into=WHICH)
    def merge_and_split(self, first: int, second: int, into: int) -> None:
        self._try(services.merge, self._dispute(first), into=self._dispute(into), by=self._boss())
        self._try(services.merge, self._dispute(second), into=self._dispute(into), by=self._boss())
        self.split(into, None)

    @rule(which=WHICH, deed=st.sampled_from(Deed), wait=st.sampled_from([0, 30, 90]), touch=st.booleans())
    def several_at_once_and_undone(self, which: int, deed: Deed, wait: int, touch: bool) -> None:
        boss, some = self._boss(), self._all()[which % 3 :: 2]
        if not some:
            return
        wish = Wish(deed, self._owner(some[-1]) if deed is Deed.ASSIGN else None, ["beans"])
        bulk, _ = in_bulk.run(some, wish, by=boss)
        number = bulk.public_id
        if touch:
            self._try(services.share_progress, some[0], words="We are at it.", by=self._owner(some[0]))
        self.calendar.forward(seconds=wait)
        self._try(in_bulk.undo, number, by=boss)


@pytest.mark.usefixtures("app")
def test_no_sequence_of_splits_and_batches_leads_to_a_record_that_cannot_be_true(
    app: Flask, calendar: Calendar
) -> None:
    Parts.calendar = calendar
    try_sequences(Parts, examples=8)
