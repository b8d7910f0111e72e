"""Everybody chooses how they are written to, and a reminder can be stopped from the reminder itself."""

import pytest
from flask.testing import FlaskClient

from support.accounts.models import Person
from support.correspondence import preferences, tokens
from support.correspondence.models import Detail, Format, Rhythm
from tests.pages import Pages


@pytest.mark.parametrize(("kind", "address"), [("client_person", "/portal/letters"), ("agent", "/desk/letters")])
def test_somebody_chooses_how_they_are_written_to(
    kind: str, address: str, pages: Pages, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(kind)
    page = pages.sign_in(person).get(address)
    pages.submit(page, address, form="text", rhythm="daily", detail="short", reminders="yes")
    chosen = preferences.of(person)
    assert (chosen.format, chosen.rhythm, chosen.detail, chosen.reminders) == (
        Format.TEXT,
        Rhythm.DAILY,
        Detail.SHORT,
        True,
    )
    assert pages.get(address).soup.find(id="rhythm-daily").has_attr("checked")


def test_a_choice_that_does_not_exist_is_refused(pages: Pages, client_person: Person) -> None:
    page = pages.sign_in(client_person).get("/portal/letters")
    pages.submit(page, "/portal/letters", 422, form="paper", rhythm="daily", detail="short")
    assert preferences.of(client_person).rhythm is Rhythm.AT_ONCE


def test_looking_at_the_link_stops_nothing_and_pressing_it_stops_reminders(
    browser: FlaskClient, client_person: Person
) -> None:
    address = f"/letters/stop/{tokens.stop_token(client_person.id)}"
    assert browser.get(address).status_code == 200
    assert preferences.of(client_person).reminders
    for _ in range(2):  # a mail reader presses it without a page, and perhaps twice
        assert browser.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not preferences.of(client_person).reminders


@pytest.mark.parametrize("token", ["1.0000", "x", "1", "999999.0", "1.\u00e9"])
def test_a_link_of_somebody_elses_making_stops_nothing(browser: FlaskClient, client_person: Person, token: str) -> None:
    assert browser.post(f"/letters/stop/{token}").status_code == 404
    assert preferences.of(client_person).reminders


def test_the_link_of_one_person_stops_nobody_else(client_person: Person, agent: Person) -> None:
    mine = tokens.stop_token(client_person.id).partition(".")[2]
    assert tokens.read_stop_token(f"{agent.id}.{mine}") is None
