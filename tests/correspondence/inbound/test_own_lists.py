"""A mailing list whose address is the desk's own: clients who write to it are heard, programs are not, nothing runs in circles."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from tests.correspondence.inbound.conftest import written

Arrives = Callable[..., IncomingMail]
OUR_LIST = {
    "Precedence": "list",
    "List_Id": "Billing <billing.ours.example>",
    "List_Post": "<mailto:billing@ours.example>",
}


@pytest.fixture
def our_list(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_INBOUND", "billing@ours.example")


def test_a_client_who_wrote_to_a_mailing_list_of_ours_is_heard(
    our_list: None, arrives: Arrives, client_person: Person
) -> None:
    mail = arrives(written("Why was I charged twice?", sender=client_person.email, **OUR_LIST))
    assert mail.outcome is Outcome.CREATED
    answers = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "mail_received"))
    assert list(answers) == [], "what came over a list gets no answer by itself"


@pytest.mark.parametrize(
    "headers",
    [
        {**OUR_LIST, "List_Id": "News <news.other.example>", "List_Post": "<mailto:news@other.example>"},
        {**OUR_LIST, "Auto_Submitted": "auto-replied"},
        {**OUR_LIST, "Subject": "Out of office: The bill"},
        {**OUR_LIST, "Return_Path": "<>"},
    ],
    ids=["of others", "a program", "an absence", "null sender"],
)
def test_other_lists_and_programs_that_write_to_ours_are_ignored(
    headers: dict[str, str], our_list: None, arrives: Arrives, client_person: Person
) -> None:
    assert arrives(written(sender=client_person.email, **headers)).outcome is Outcome.IGNORED


def test_a_mail_over_our_list_that_hides_its_sender_waits_for_a_person(our_list: None, arrives: Arrives) -> None:
    mail = arrives(written(sender="billing@ours.example", **OUR_LIST))
    assert (mail.outcome, "hides who wrote it" in mail.why) == (Outcome.QUARANTINED, True)
    assert arrives(written("Again.", sender="billing@ours.example")).outcome is Outcome.IGNORED
