"""No letter is lost, and none is sent twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from support.correspondence import outbox, queries
from support.correspondence.delivery import Never, NotNow, Nowhere
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.transaction import transaction
from tests.correspondence.conftest import Postman

Posted = Callable[..., OutgoingLetter]


def _again(letter: OutgoingLetter) -> OutgoingLetter:
    return db.session.get_one(OutgoingLetter, letter.id, populate_existing=True)


def test_a_letter_is_sent_once(posted: Posted, postman: Postman) -> None:
    letter = posted()
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert [message.recipients for message in postman.taken] == [[(letter.to_name, letter.to_email)]]
    assert _again(letter).status is LetterStatus.SENT
    assert _again(letter).sent_at is not None
    assert _again(letter).claimed_by is None


def test_letters_leave_in_the_order_they_were_written(posted: Posted, postman: Postman) -> None:
    for number in range(5):
        posted(str(number), subject=f"Number {number}")
    assert outbox.deliver_due() == 5
    assert [message.subject for message in postman.taken] == [f"Number {number}" for number in range(5)]


def test_the_same_event_for_the_same_person_is_one_letter(posted: Posted) -> None:
    assert posted("1").id == posted("1", subject="Another subject").id
    assert len(db.session.scalars(select(OutgoingLetter)).all()) == 1


def test_an_event_with_a_very_long_name_is_still_one_letter(posted: Posted) -> None:
    assert posted("x" * 500).id == posted("x" * 500).id
    assert posted("x" * 500).id != posted("x" * 501).id


def test_a_change_that_fails_takes_its_letter_with_it(posted: Posted, postman: Postman) -> None:
    with pytest.raises(RuntimeError), transaction():
        posted()
        raise RuntimeError
    assert outbox.deliver_due() == 0
    assert postman.taken == []


def test_nothing_is_sent_inside_a_transaction(posted: Posted, postman: Postman) -> None:
    posted()
    open_while_sending: list[bool] = []
    postman.meanwhile = lambda: open_while_sending.append(db.session().in_transaction())
    outbox.deliver_due()
    assert open_while_sending == [False]


def test_a_failure_is_tried_again_later_each_time_after_a_longer_pause(
    posted: Posted, postman: Postman, calendar
) -> None:
    letter = posted()
    postman.trouble = NotNow("no route to host")
    pauses = []
    for pause in outbox.PAUSES:
        assert outbox.deliver_due() == 0
        assert _again(letter).status is LetterStatus.RETRY
        assert _again(letter).last_error == "no route to host"
        pauses.append(_again(letter).next_try_at - calendar.now)
        assert outbox.deliver_due() == 0, "it was tried before its time"
        calendar.now += pause
    assert pauses == outbox.PAUSES == sorted(pauses)
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.GIVEN_UP
    assert [found.id for found in queries.given_up()] == [letter.id]
    assert sum(pauses, timedelta()) > timedelta(days=1)


def test_after_a_failure_that_passes_the_letter_is_sent(posted: Posted, postman: Postman, calendar) -> None:
    letter = posted()
    postman.trouble = NotNow("busy")
    outbox.deliver_due()
    postman.trouble = None
    calendar.forward(minutes=1)
    assert outbox.deliver_due() == 1
    assert _again(letter).last_error == ""


def test_an_address_that_will_never_take_it_is_given_up_at_once_and_can_be_tried_again(
    posted: Posted, postman: Postman
) -> None:
    letter = posted()
    postman.trouble = Never("550 no such person")
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.GIVEN_UP
    postman.trouble = None
    outbox.try_again(letter.id)
    assert outbox.deliver_due() == 1
    with pytest.raises(RuleBroken):
        outbox.try_again(letter.id)


def test_a_failure_leaves_the_rest_for_the_next_round(posted: Posted, postman: Postman) -> None:
    posted("1")
    posted("2")
    postman.trouble = NotNow("away")
    outbox.deliver_due()
    assert [letter.attempts for letter in db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id))] == [
        1,
        0,
    ]


def test_a_worker_that_died_leaves_the_letter_to_the_next(posted: Posted, postman: Postman, calendar) -> None:
    letter = posted()
    postman.meanwhile = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due()
    postman.meanwhile = lambda: None
    assert outbox.deliver_due() == 0, "its lease still holds"
    calendar.forward(minutes=3)
    assert outbox.deliver_due() == 1
    assert _again(letter).attempts == 2


def test_a_letter_that_kills_every_worker_is_given_up_too(posted: Posted, postman: Postman, calendar) -> None:
    letter = posted()
    postman.meanwhile = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    for _ in range(len(outbox.PAUSES)):
        with pytest.raises(KeyboardInterrupt):
            outbox.deliver_due()
        calendar.forward(minutes=3)
    postman.meanwhile = lambda: None
    postman.trouble = NotNow("again")
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.GIVEN_UP


def test_a_worker_whose_lease_was_taken_over_does_not_write_down_what_it_did(posted: Posted, postman: Postman) -> None:
    letter = posted()

    def taken_over() -> None:
        with transaction():
            db.session.execute(update(OutgoingLetter).values(claimed_by="another worker"))

    postman.meanwhile = taken_over
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.QUEUED


def test_two_workers_never_send_the_same_letter(app: Flask, posted: Posted, postman: Postman) -> None:
    for number in range(12):
        posted(str(number))
    sent: list[int] = []

    def work() -> None:
        with app.app_context():
            sent.append(outbox.deliver_due())
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 12
    assert len({message.msgId for message in postman.taken}) == len(postman.taken) == 12


def test_in_development_a_letter_is_delivered_to_the_mailbox_page(posted: Posted) -> None:
    letter = posted()
    assert outbox.deliver_due() == 1
    assert [found.id for found in queries.latest_letters()] == [letter.id]
    assert len(queries.latest_letters(to=f" {letter.to_email.upper()} ")) == 1


def test_in_production_without_a_server_letters_wait_and_say_why(app: Flask, posted: Posted) -> None:
    letter = posted()
    app.extensions["letters"] = Nowhere()
    try:
        assert outbox.deliver_due() == 0
    finally:
        del app.extensions["letters"]
    assert "MAIL_SERVER" in _again(letter).last_error
