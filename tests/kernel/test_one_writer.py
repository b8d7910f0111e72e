"""Writers of one process take turns; who waits too long is told so, and nothing was changed."""

import sqlite3
import threading
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from support.accounts.models import Person
from support.extensions import db
from support.kernel import transaction as transactions
from support.kernel.errors import TooBusy
from support.kernel.one_writer import Queue
from support.kernel.transaction import transaction


def _until(condition) -> None:
    until = monotonic() + 5
    while not condition() and monotonic() < until:
        threading.Event().wait(0.005)
    assert condition()


def test_whoever_comes_first_is_served_first() -> None:
    queue, order, threads = Queue(), [], []

    def write(number: int) -> None:
        with queue.turn():
            order.append(number)

    with queue.turn():
        for number in range(8):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            _until(lambda count=number + 1: len(queue._waiting) == count)
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))


def test_two_never_write_at_once() -> None:
    queue, inside, most = Queue(), [], []

    def write() -> None:
        for _ in range(50):
            with queue.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(most) == 300
    assert set(most) == {1}


def test_who_waits_too_long_leaves_and_holds_nobody_up() -> None:
    queue = Queue(longest=0.05)
    with queue.turn():
        outcome = []

        def wait() -> None:
            try:
                with queue.turn():
                    outcome.append("in")
            except TooBusy as told:
                outcome.append(told.say)

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(5)
    assert outcome == ["Very much is going on just now. Nothing was changed; try again in a moment."]
    with queue.turn():
        pass


def test_a_failing_writer_gives_its_turn_up(app: Flask, client_person: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError
    assert not transactions._writers._taken
    with transaction():
        db.session.get_one(Person, client_person.id).name = "Maria Lopez"
    assert not transactions._writers._taken


def test_a_database_that_others_hold_too_long_is_busy_and_not_broken(app: Flask, client_person: Person) -> None:
    """Where the database has room for many writers (PostgreSQL), another one in the middle of it holds nobody up."""
    if db.engine.dialect.name == "sqlite":
        _is_told_that_it_is_busy(client_person)
    else:
        _writes_beside_another(client_person)


def _writes_beside_another(client_person: Person) -> None:
    person_id, beside = client_person.id, client_person.organisation_id
    db.session.rollback()
    with db.engine.connect() as other, other.begin() as held:
        other.execute(text("update organisations set name = 'Elsewhere' where id = :id"), {"id": beside})
        with transaction():
            db.session.get_one(Person, person_id).name = "Somebody Else"
        held.rollback()
    assert db.session.get_one(Person, person_id).name == "Somebody Else"


def _is_told_that_it_is_busy(client_person: Person) -> None:
    person_id, name = client_person.id, client_person.name
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)

    def hurry(connection, *_) -> None:
        connection.execute("pragma busy_timeout = 50")

    event.listen(db.engine, "checkout", hurry)
    other.execute("begin immediate")
    try:
        with pytest.raises(TooBusy) as told, transaction():
            db.session.get_one(Person, person_id).name = "Somebody Else"
        assert isinstance(told.value.__cause__, OperationalError)
        assert told.value.http_status == 503
    finally:
        other.execute("rollback")
        other.close()
        event.remove(db.engine, "checkout", hurry)
    db.session.remove()
    db.engine.dispose()
    assert db.session.get_one(Person, person_id).name == name
