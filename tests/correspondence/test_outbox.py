"""No letter is lost, and none is sent twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from support import policies
from support.accounts.models import Person
from support.correspondence import claiming, outbox, queries
from support.correspondence.delivery import Away, Never, NotNow, Nowhere
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
    assert policies.correspondence().tries == len(outbox.PAUSES) + 1
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
    posted: Posted, postman: Postman, manager: Person
) -> None:
    letter = posted()
    postman.trouble = Never("550 no such person")
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.GIVEN_UP
    postman.trouble = None
    outbox.try_again(letter.id, by=manager)
    assert _again(letter).last_error == "Sent again by Grace Adeyemi."
    assert outbox.deliver_due() == 1
    with pytest.raises(RuleBroken):
        outbox.try_again(letter.id, by=manager)


def test_a_letter_that_was_given_up_can_be_left_out(posted: Posted, postman: Postman, manager: Person) -> None:
    letter = posted()
    postman.trouble = Never("550 no such person")
    outbox.deliver_due()
    outbox.drop(letter.id, by=manager)
    postman.trouble = None
    assert outbox.deliver_due() == 0
    assert queries.given_up() == []
    with pytest.raises(RuleBroken):
        outbox.drop(letter.id, by=manager)


def test_a_letter_that_waits_for_nobody_can_be_neither_repeated_nor_left_out(posted: Posted, manager: Person) -> None:
    letter = posted()
    for step in (outbox.try_again, outbox.drop):
        with pytest.raises(RuleBroken):
            step(letter.id, by=manager)


def _states(*columns: str) -> list[tuple[object, ...]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(OutgoingLetter).order_by(OutgoingLetter.id).execution_options(populate_existing=True)
    )
    return [tuple(getattr(row, column) for column in columns) for row in rows]


def test_a_letter_that_is_refused_does_not_hold_up_the_others(posted: Posted, postman: Postman) -> None:
    posted("1")
    posted("2")
    troubles: list[Exception | None] = [Never("550 no such person"), None]
    postman.meanwhile = lambda: setattr(postman, "trouble", troubles.pop(0))
    assert outbox.deliver_due() == 1
    assert _states("status") == [(LetterStatus.GIVEN_UP,), (LetterStatus.SENT,)]


def test_a_server_that_is_away_costs_nobody_a_try_and_nobody_their_place(
    posted: Posted, postman: Postman, calendar
) -> None:
    for number in range(3):
        posted(str(number))
    postman.trouble = Away("no route to host")
    for _ in range(50):
        with pytest.raises(Away):
            outbox.deliver_due()
        calendar.forward(minutes=30)
    assert _states("attempts", "status")[0] == (0, LetterStatus.RETRY)
    assert _states("attempts") == [(0,), (0,), (0,)]
    postman.trouble = None
    assert outbox.deliver_due() == 3
    assert [message.msgId for message in postman.taken] == [row[0] for row in _states("message_id")]


def test_a_defect_of_ours_in_one_letter_is_written_down_and_holds_up_nobody(posted: Posted, postman: Postman) -> None:
    posted("1")
    posted("2")
    troubles: list[Exception | None] = [ZeroDivisionError("oh"), None]
    postman.meanwhile = lambda: setattr(postman, "trouble", troubles.pop(0))
    assert outbox.deliver_due() == 1
    assert _states("status", "last_error")[0] == (LetterStatus.RETRY, "ZeroDivisionError: oh")


def test_when_everything_is_refused_a_round_comes_to_an_end(posted: Posted, postman: Postman) -> None:
    for number in range(outbox.MOST_FAILURES + 5):
        posted(str(number))
    postman.trouble = NotNow("451 later")
    assert outbox.deliver_due() == 0
    assert sum(row[0] for row in _states("attempts")) == outbox.MOST_FAILURES


def test_somebody_who_waits_to_sign_in_does_not_wait_for_everybody_elses_letters(
    posted: Posted, postman: Postman, client_person: Person
) -> None:
    posted("1")
    link = outbox.Letter("sign_in_link", client_person, "2", None, "Sign in", "Here.\n", "")
    assert postman.taken == []
    wanted = outbox.post(link).message_id
    outbox.deliver_due()
    assert postman.taken[0].msgId == wanted


def test_a_letter_waits_until_its_time(posted: Posted, postman: Postman, client_person: Person, calendar) -> None:
    morning = calendar.now + timedelta(hours=8)
    letter = outbox.post(outbox.Letter("greeting", client_person, "1", None, "Hello", "Hi.\n", "", not_before=morning))
    assert outbox.deliver_due() == 0
    assert letter.not_before == morning
    calendar.forward(hours=8)
    assert outbox.deliver_due() == 1


def test_a_worker_that_died_leaves_the_letter_to_the_next(posted: Posted, postman: Postman, calendar) -> None:
    letter = posted()
    postman.meanwhile = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due()
    postman.meanwhile = lambda: None
    assert outbox.deliver_due() == 0, "its lease still holds"
    calendar.forward(minutes=4)
    assert outbox.deliver_due() == 1
    assert (_again(letter).attempts, _again(letter).crashes) == (1, 1)


def test_a_letter_that_kills_every_worker_is_given_up_too(posted: Posted, postman: Postman, calendar) -> None:
    letter = posted()
    postman.meanwhile = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    for _ in range(claiming.MOST_CRASHES):
        with pytest.raises(KeyboardInterrupt):
            outbox.deliver_due()
        calendar.forward(minutes=4)
    assert outbox.deliver_due() == 0
    assert _again(letter).status is LetterStatus.GIVEN_UP
    assert _again(letter).last_error == claiming.NEVER_CAME_BACK


def test_a_worker_whose_lease_was_taken_over_does_not_write_down_what_it_did(posted: Posted, postman: Postman) -> None:
    letter = posted()

    def taken_over() -> None:
        with transaction():
            db.session.execute(update(OutgoingLetter).values(claimed_by="another worker"))

    postman.meanwhile = taken_over
    assert outbox.deliver_due(1) == 0
    assert _again(letter).status is LetterStatus.QUEUED
    assert postman.taken == []


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
        with pytest.raises(Away):
            outbox.deliver_due()
    finally:
        del app.extensions["letters"]
    assert "MAIL_SERVER" in _again(letter).last_error
