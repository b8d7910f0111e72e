"""The same hostile mails through every door: each becomes what it should, or waits for a person; none is lost, none breaks a door."""

import json
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence.inbound import storing
from support.correspondence.inbound.models import IncomingMail
from support.disputes.models import Dispute
from support.extensions import db
from support.files import services as files
from tests import factories
from tests.conftest import Calendar
from tests.correspondence.inbound.conftest import DESK, signed
from tests.correspondence.inbound.hostile import HOSTILE
from tests.correspondence.inbound.hostile_parts import Hostile, Scene


@pytest.fixture
def scene(dispute: Dispute, client_person: Person, agent: Person) -> Scene:
    people = {
        "other": factories.make_person(Role.CLIENT),
        "left": factories.make_person(Role.AGENT, active=False),
        "agent": agent,
        "looks_only": factories.make_person(Role.CLIENT, organisation=client_person.organisation, powers=[]),
    }
    return Scene(dispute, {name: person.email for name, person in people.items()})


def became(case: Hostile, raw: bytes) -> IncomingMail:
    db.session.rollback()
    (mail,) = db.session.scalars(select(IncomingMail)).all()
    refused = " ".join(mail.facts.get("refused", []))
    assert mail.outcome is case.outcome, mail.why
    assert case.why in f"{mail.why} {refused}"
    assert case.text is None or mail.text == case.text
    kept = files.of_mail(mail.id)
    assert case.files is None or tuple(file.name for file in kept) == case.files
    assert storing.raw_of(mail.digest).rstrip() == raw.rstrip(), "it is kept as it came"
    for value in (mail.subject, mail.author, mail.author_name, *(str(row["name"]) for row in mail.attachments)):
        assert value.isprintable()
        assert len(value) <= 500
    return mail


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE.keys())
def test_by_a_file(case: Hostile, scene: Scene, app: Flask, tmp_path: Path) -> None:
    raw, file = case.make(scene), tmp_path / "mail.eml"
    if not case.sender:
        raw = b"Return-Path: <>\r\n" + raw
    file.write_bytes(raw)
    result = app.test_cli_runner().invoke(args=["mail", "ingest", str(file), "--json"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.output)
    assert row["outcome"] == case.outcome.value
    became(case, raw)


def of_all(scene: Scene, deliver: Callable[[Hostile, bytes], None], calendar: Calendar) -> dict[str, str]:
    """Each of them one after the other: name → what became of it."""
    found = {}
    for name, case in HOSTILE.items():
        deliver(case, case.make(scene))
        calendar.forward(minutes=7)
        db.session.rollback()
        mail = db.session.scalars(select(IncomingMail).order_by(IncomingMail.id.desc()).limit(1)).one()
        found[name] = mail.outcome.value if case.text in (None, mail.text) else mail.text
    return found


EXPECTED = {name: case.outcome.value for name, case in HOSTILE.items()}


def test_all_of_them_by_the_local_mail_server(scene: Scene, local: smtplib.LMTP, calendar: Calendar) -> None:
    def deliver(case: Hostile, raw: bytes) -> None:
        local.sendmail(case.sender, [DESK], raw)

    assert of_all(scene, deliver, calendar) == EXPECTED


def test_all_of_them_by_a_provider(scene: Scene, provider: FlaskClient, calendar: Calendar) -> None:
    def deliver(case: Hostile, raw: bytes) -> None:
        answer = provider.post("/mail/intake", data=raw, headers=signed(raw, sender=case.sender, to=DESK))
        assert answer.status_code == 202

    assert of_all(scene, deliver, calendar) == EXPECTED
