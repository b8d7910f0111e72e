"""A client who reads German is written to in German, to the last word that is ours."""

import pytest
from flask import Flask

from support.accounts.roles import Role
from support.conversations.tone import Tone
from support.correspondence.staff_letters import WHY
from support.disputes import services
from support.extensions import db
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.words.reader import reading, told
from tests import factories
from tests.letters.conftest import Story, letters


@pytest.fixture
def german(story: Story) -> Story:
    with transaction():
        for person in (story.maria, story.ana, story.sofia, story.grace):
            person.locale = "de_DE"
    return story


def test_it_greets_as_germans_begin_a_letter(german: Story) -> None:
    german.opened()
    (letter,) = letters("dispute_acknowledged")
    assert letter.text.startswith("Guten Tag Maria!\n\nVielen Dank")
    assert "<p>Guten Tag Maria!</p>" in letter.html
    assert "Posten (ohne Steuer)" in letter.html, "a charge, and no surcharge"


def test_what_the_ledger_says_of_the_mistake_is_german_too(german: Story) -> None:
    german.resolved()
    (letter,) = letters("dispute_resolved_upheld")
    for said in (letter.text, letter.html):
        assert "Unsere eigene Prüfung hat ergeben, dass Position 2 dasselbe schon berechnet" in " ".join(said.split())


def test_nouns_keep_their_capitals_where_a_sentence_begins(german: Story) -> None:
    services.accept_offer(german.offered(), by=german.maria)
    (letter,) = letters("dispute_settled")
    assert "Gutschrift aus Kulanz: 40,00\u00a0€" in letter.text
    assert "Gutschrift aus Kulanz: <strong>" in letter.html


def test_who_looks_at_it_now_is_named_in_german(german: Story) -> None:
    services.escalate(german.taken(), why="Bitte jemand anderes.", by=german.maria)
    (letter,) = letters("dispute_escalated")
    assert letter.subject.endswith("prüft jetzt eine Fachkraft")


def test_a_department_is_named_in_german(german: Story) -> None:
    factories.make_person(Role.AGENT, name="Omar Haddad", department="sales")
    services.hand_over(german.taken(), to="sales", why="Dort weiß man es.", by=german.ana)
    (letter,) = letters("dispute_handed_over")
    assert "unsere Kolleginnen und Kollegen im Vertrieb" in " ".join(letter.text.split())


def test_the_rights_that_a_policy_names_are_german(german: Story) -> None:
    german.harbour.policy_profile = "uk_ofcom_c4"
    db.session.commit()
    services.tell_recourse(german.not_upheld(), words="Zwei Lieferungen.", by=german.grace)
    (letter,) = letters("dispute_deadlock")
    text = " ".join(letter.text.split())
    assert "die Stelle für außergerichtliche Streitbeilegung, der wir angehören, bis" in text
    assert "Sich an diese Stelle zu wenden kostet Sie nichts." in text


def test_why_somebody_waits_and_how_they_sound_is_german(app: Flask) -> None:
    with reading("de_DE"):
        words = [*WHY.values(), *(tone.value for tone in Tone), N_("none")]
        assert [str(one) for one in words if told(one) == str(one)] == []
