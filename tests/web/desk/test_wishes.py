"""Whoever works on a dispute sees how its client likes to be reached and written to."""

from bs4 import BeautifulSoup

from support.accounts.models import Person
from support.accounts.roles import Reach
from support.correspondence import preferences
from support.correspondence.models import Detail, Format, Rhythm
from support.extensions import db
from support.web.desk.wishes import wishes_of
from tests import factories
from tests.pages import Pages


def choose(person: Person) -> None:
    person.reached_by, person.phone, person.locale, person.timezone = Reach.PHONE, "+353 91 1", "de_DE", "Asia/Tokyo"
    db.session.commit()
    preferences.choose(form=Format.TEXT, detail=Detail.FULL, rhythm=Rhythm.DAILY, reminders=False, by=person)


def test_what_was_chosen_stands_on_the_dispute_and_on_the_client(pages: Pages, client_person, agent) -> None:
    choose(client_person)
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    pages.sign_in(agent)
    for address in (f"/desk/disputes/{dispute.reference}/ledger", f"/desk/clients/{client_person.organisation.ref}"):
        text = BeautifulSoup(pages.client.get(address).data, "html.parser").get_text()
        for said in (
            "By phone: +353 91 1",
            "plain text",
            "one letter a day",
            "no reminders",
            "German (Germany)",
            "there now",
        ):
            assert said in text, (address, said)


def test_who_chose_nothing_is_written_to_as_usual(pages: Pages, client_person, agent) -> None:
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    pages.sign_in(agent)
    text = pages.client.get(f"/desk/disputes/{dispute.reference}/ledger").text
    assert "By mail" in text
    assert "plain text" not in text


def test_of_the_staff_nothing_is_said(agent) -> None:
    assert wishes_of(agent, preferences.of(agent), "en_GB") == ""


def test_a_language_that_nobody_knows_stays_as_it_is_written(client_person) -> None:
    client_person.locale = "xx_YY"
    assert "xx_YY" in wishes_of(client_person, preferences.of(client_person), "en_GB")
