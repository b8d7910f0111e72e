"""Clocks that jump, and workers that die where nobody can know what the server did."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from support.correspondence import claiming, outbox
from support.correspondence.delivery import NotNow
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from tests.correspondence.conftest import Postman

Posted = Callable[..., OutgoingLetter]


def _states(*columns: str) -> list[tuple[object, ...]]:
    db.session.rollback()
    rows = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id))
    return [tuple(getattr(row, column) for column in columns) for row in rows]


# Clocks that jump


def test_a_clock_that_is_set_back_leaves_no_letter_waiting(posted: Posted, postman: Postman, calendar) -> None:
    posted("written by a clock that ran ahead")
    calendar.forward(days=-3)
    assert outbox.deliver_due() == 1


def test_a_clock_that_is_set_back_after_a_failure_leaves_no_letter_waiting(
    posted: Posted, postman: Postman, calendar
) -> None:
    calendar.forward(days=-4)
    posted()
    calendar.forward(days=4)
    postman.trouble = NotNow("busy")
    outbox.deliver_due()
    postman.trouble = None
    calendar.forward(days=-3)
    assert outbox.deliver_due() == 1


def test_a_lease_given_by_a_clock_that_ran_ahead_holds_nobody_up(posted: Posted, postman: Postman, calendar) -> None:
    posted()
    calendar.forward(days=2)
    assert claiming.claim("a worker that died") is not None
    calendar.forward(days=-2)
    assert outbox.deliver_due() == 1


def test_a_worker_that_dies_after_its_clock_was_set_back_leaves_no_letter_waiting(
    posted: Posted, postman: Postman, calendar
) -> None:
    """The failure was written down by a clock three days ahead, the try after it by the right one."""
    posted()
    calendar.forward(days=3)
    postman.trouble = NotNow("busy")
    outbox.deliver_due()
    postman.trouble = None
    calendar.forward(days=-3)
    assert claiming.claim("a worker that died") is not None
    calendar.forward(minutes=4)
    assert outbox.deliver_due() == 1


def test_a_clock_that_jumps_ahead_while_a_letter_is_being_sent_sends_it_once(
    app: Flask, posted: Posted, postman: Postman, calendar
) -> None:
    """The second worker takes over a lease that seems to have run out; the first sees it at its last look."""
    posted()
    taken_over: list[int | None] = []

    def jump() -> None:
        postman.meanwhile = lambda: None
        calendar.forward(hours=1)
        taken_over.append(outbox.deliver_due())

    postman.meanwhile = jump
    assert outbox.deliver_due() == 0
    assert taken_over == [1]
    assert len(postman.taken) == 1


# What nobody can know


def test_who_dies_before_the_server_has_the_mail_leaves_no_doubt(posted: Posted, postman: Postman, calendar) -> None:
    posted()
    assert claiming.claim("a worker that died") is not None
    calendar.forward(minutes=4)
    assert outbox.deliver_due() == 1
    assert _states("unsure", "offered_at") == [(0, None)]


def test_who_dies_while_the_server_answers_leaves_a_doubt_that_is_counted(
    posted: Posted, postman: Postman, calendar
) -> None:
    posted()
    letter_id = claiming.claim("a worker that died")
    assert letter_id is not None
    claiming.offer(letter_id, "a worker that died")
    calendar.forward(minutes=4)
    assert outbox.deliver_due() == 1
    assert _states("unsure", "offered_at") == [(1, None)]


def test_a_worker_whose_lease_was_taken_over_does_not_offer_the_mail(posted: Posted, postman: Postman) -> None:
    posted()
    letter_id = claiming.claim("first")
    assert letter_id is not None
    with pytest.raises(claiming.LeaseLost):
        claiming.offer(letter_id, "second")
