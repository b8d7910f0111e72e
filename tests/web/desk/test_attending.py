"""At a dispute's page: who else is there, and what was typed and not sent is kept, shown to colleagues, and let go when sent."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Person
from support.disputes import services
from support.disputes.attending import forget_old_visits
from support.disputes.models import Dispute, Unsent, Visit
from support.extensions import db
from tests import factories
from tests.conftest import Calendar
from tests.pages import Pages


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    made = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    return services.take(made, by=agent)


@pytest.fixture
def ben(app: Flask, other_agent: Person) -> Pages:
    return Pages(app).sign_in(other_agent)


def here(pages: Pages, dispute: Dispute, status: int = 200, **said: Any) -> Any:
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    token = page.soup.find("meta", attrs={"name": "csrf-token"})["content"]
    address = f"/desk/disputes/{dispute.reference}/here"
    answer = pages.client.post(address, json=said, headers={"X-CSRFToken": str(token)})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def typed(words: str, form: str = "share_progress", field: str = "progress") -> dict[str, Any]:
    return {"typing": True, "fields": [{"form": form, "field": field, "words": words}]}


def test_each_sees_who_else_looks_and_types(
    pages: Pages, ben: Pages, dispute: Dispute, agent: Person, calendar: Calendar
) -> None:
    pages.sign_in(agent)
    assert here(pages, dispute)["others"] == []
    assert here(ben, dispute, typing=True)["others"] == [{"name": "Ana Ruiz", "typing": False}]
    assert here(pages, dispute)["others"] == [{"name": "Ben Okafor", "typing": True}]
    calendar.forward(seconds=30)
    assert here(pages, dispute)["others"] == [{"name": "Ben Okafor", "typing": False}]
    calendar.forward(seconds=31)
    assert here(pages, dispute)["others"] == [], "he has gone"


def test_what_was_typed_is_there_again_for_its_writer_and_shown_to_colleagues(
    pages: Pages, ben: Pages, dispute: Dispute, agent: Person
) -> None:
    pages.sign_in(agent)
    here(pages, dispute, **typed("We have found"))
    here(pages, dispute, **typed("We have found the delivery note."))
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    assert page.form("/progress").find("textarea").get_text() == "We have found the delivery note."
    assert page.soup.find(id="form-share_progress").has_attr("open")
    begun = here(ben, dispute)["begun"]
    assert [(row["by"], row["form"], row["words"]) for row in begun] == [
        ("Ana Ruiz", "share_progress", "We have found the delivery note.")
    ]
    notes = ben.get(f"/desk/disputes/{dispute.reference}").soup.select_one("#notes > [data-begun]")
    assert "Ana Ruiz has begun here" in notes.get_text(), (
        "he has no such form; and it is there at once, so nothing moves"
    )


def test_a_colleagues_words_stand_beside_the_field_and_not_in_it(
    pages: Pages, ben: Pages, dispute: Dispute, agent: Person
) -> None:
    here(pages.sign_in(agent), dispute, **typed("The batch was run twice.", "add_note", "note"))
    theirs = ben.get(f"/desk/disputes/{dispute.reference}").form("/notes")
    assert theirs.find("textarea").get_text() == ""
    assert "The batch was run twice." in theirs.find(class_="begun").get_text()
    assert theirs.find("button", attrs={"data-go-on": "note"})["data-words"] == "The batch was run twice."


def test_sent_it_waits_no_longer_and_refused_it_does(pages: Pages, dispute: Dispute, agent: Person) -> None:
    pages.sign_in(agent)
    here(pages, dispute, **typed("@nobody.here look", "add_note", "note"))
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    pages.submit(page, "/notes", 422, note="@nobody.here look")
    assert _waiting() == 1
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    pages.submit(page, "/notes", note="Look at this.")
    assert _waiting() == 0


def test_a_draft_that_the_server_hears_of_after_its_form_was_sent_is_not_kept(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    """A browser cannot call back what has left it."""
    pages.sign_in(agent)
    here(pages, dispute)
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    late = typed("Look at this.", "add_note", "note")
    late["fields"][0]["key"] = page.form("/notes").find("input", attrs={"name": "once"})["value"]
    pages.submit(page, "/notes", note="Look at this.")
    here(pages, dispute, **late)
    assert _waiting() == 0
    afresh = pages.get(f"/desk/disputes/{dispute.reference}").form("/notes").find("input", attrs={"name": "once"})
    late["fields"][0]["key"] = afresh["value"]
    here(pages, dispute, **late)
    assert _waiting() == 1, "the form is there anew, and words for it are kept"


def test_emptied_it_waits_no_longer(pages: Pages, dispute: Dispute, agent: Person) -> None:
    pages.sign_in(agent)
    here(pages, dispute, **typed("Something"))
    here(pages, dispute, **typed("  "))
    assert _waiting() == 0


def test_whoever_has_the_page_open_hears_that_something_was_done(
    pages: Pages, ben: Pages, dispute: Dispute, agent: Person, other_agent: Person
) -> None:
    pages.sign_in(agent)
    step = here(pages, dispute)["step"]
    services.add_note(dispute, words="I was here.", by=other_agent)
    assert here(pages, dispute)["step"] == step + 1


@pytest.mark.parametrize(
    "said",
    [
        {"fields": "x"},
        {"fields": [1]},
        {"fields": [{"form": 1, "field": "x", "words": "y"}]},
        {"fields": [{"form": "x", "field": "x", "words": "y", "key": ["z"]}]},
        {"fields": [{"form": "x", "field": "y", "words": "z" * 10_001}]},
        {"fields": [{"form": "x" * 121, "field": "", "words": "z"}]},
        {"fields": [{"form": "x", "field": str(n), "words": "z"} for n in range(61)]},
    ],
)
def test_what_no_page_sends_is_refused(said: dict[str, Any], pages: Pages, dispute: Dispute, agent: Person) -> None:
    here(pages.sign_in(agent), dispute, 422, **said)
    assert _waiting() == 0


def test_a_quiet_page_writes_rarely(pages: Pages, dispute: Dispute, agent: Person, calendar: Calendar) -> None:
    here(pages.sign_in(agent), dispute)
    seen = db.session.scalars(select(Visit.seen_at)).one()
    calendar.forward(seconds=10)
    here(pages, dispute)
    assert db.session.scalars(select(Visit.seen_at)).one() == seen


def test_a_client_is_not_let_in_and_sees_none_of_it(pages: Pages, app, dispute, agent, client_person) -> None:
    here(pages.sign_in(agent), dispute, **typed("A secret of the desk"))
    theirs = Pages(app).sign_in(client_person)
    assert theirs.client.post(f"/desk/disputes/{dispute.reference}/here", json={}).status_code in (400, 403)
    assert "A secret of the desk" not in theirs.get(f"/portal/disputes/{dispute.reference}").html


def test_old_visits_and_words_go(pages: Pages, dispute: Dispute, agent: Person, calendar: Calendar) -> None:
    here(pages.sign_in(agent), dispute, **typed("Half a sentence"))
    calendar.forward(days=2)
    assert (forget_old_visits(), _waiting()) == (1, 1)
    calendar.forward(days=60)
    assert (forget_old_visits(), _waiting()) == (1, 0)


def _waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Unsent)) or 0
