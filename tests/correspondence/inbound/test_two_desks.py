"""Two of these systems connected to each other: two applications, two databases, each a client of the other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_mail import Message
from sqlalchemy import select

from support import create_app
from support.accounts.roles import Role
from support.correspondence import outbox
from support.correspondence.inbound.models import IncomingMail
from support.correspondence.inbound.services import take_in
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from tests import factories
from tests.conftest import Calendar


class Wire:
    """Carries what one desk sends to the other; `strips` are headers that are lost on the way."""

    def __init__(self, strips: tuple[str, ...] = ()) -> None:
        self.strips = strips
        self.underway: list[bytes] = []
        self.carried = 0

    def send(self, message: Message, offer: object) -> None:
        offer()  # type: ignore[operator]
        raw = message.as_bytes()
        for name in self.strips:
            raw = re.sub(rb"(?im)^" + name.encode() + rb":[^\n]*\n(?:[ \t][^\n]*\n)*", b"", raw)
        self.underway.append(raw)


def desk(path: Path, name: str) -> Flask:
    path.mkdir()
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": f"the secret of {name}",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{path / 'desk.db'}",
            "INSTANCE": path,
            "CLOCK_FILE": None,
            "MAIL_SERVER": "",
            "MAIL_INBOUND": f"desk@{name}.example",
            "MAIL_DEFAULT_SENDER": f"desk@{name}.example",
            "RATELIMIT_ENABLED": False,
        }
    )
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def desks(app: Flask, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    both = desk(tmp_path / "a", "a"), desk(tmp_path / "b", "b")
    for one, other in zip(both, ("b", "a"), strict=True):
        with one.app_context():
            factories.make_person(Role.CLIENT, email=f"desk@{other}.example", name="The other desk")
            db.session.remove()
    yield both
    for one in both:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


def connected(desks: tuple[Flask, Flask], wire: Wire, calendar: Calendar, rounds: int = 30) -> list[int]:
    """How many mails each round carries, an hour apart: what one sends, the other takes in."""
    counts = []
    for _ in range(rounds):
        carried = 0
        for sender, reader in (desks, desks[::-1]):
            sender.extensions["letters"] = wire
            with sender.app_context():
                outbox.deliver_due()
                db.session.remove()
            with reader.app_context():
                for raw in wire.underway:
                    take_in(raw, source="lmtp", envelope_from=f"desk@{'a' if sender is desks[0] else 'b'}.example")
                    carried += 1
                db.session.remove()
            wire.underway.clear()
        counts.append(carried)
        calendar.forward(minutes=20)
    return counts


def begin(desks: tuple[Flask, Flask]) -> None:
    """Somebody of B writes to A about something: a person's mail, which A confirms."""
    with desks[0].app_context():
        take_in(b"From: desk@b.example\r\nSubject: Prices\r\n\r\nWho can I talk to?\r\n", source="file")
        assert [row.kind for row in db.session.scalars(select(OutgoingLetter))] == ["mail_received"]
        db.session.remove()


def test_two_desks_fall_silent_after_one_exchange(desks: tuple[Flask, Flask], calendar: Calendar) -> None:
    begin(desks)
    counts = connected(desks, Wire(), calendar)
    assert counts == [1] + [0] * 29
    with desks[1].app_context():
        (mail,) = db.session.scalars(select(IncomingMail)).all()
        assert "A program has sent it" in mail.why
        assert db.session.scalars(select(OutgoingLetter)).all() == []
        db.session.remove()


def test_they_fall_silent_even_where_every_sign_is_lost_on_the_way(
    desks: tuple[Flask, Flask], calendar: Calendar
) -> None:
    """A gateway that takes off Auto-Submitted and its like: then the number that cannot be passed ends it."""
    begin(desks)
    signs = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "Message-ID", "References", "In-Reply-To")
    counts = connected(desks, Wire((*signs, "Reply-To")), calendar)
    assert sum(counts) <= 12
    assert counts[-15:] == [0] * 15
