"""Internal notes, and colleagues named in them."""

import pytest

from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute, Note
from support.disputes.noting import mentions_of, unread_mentions
from support.extensions import db
from support.kernel.errors import BadInput
from tests import factories
from tests.disputes.building import ready


@pytest.fixture
def ben(app) -> Person:
    return factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@desk.example")


@pytest.fixture
def dispute(client_person, agent, ben) -> Dispute:
    return ready(client_person, agent)


def told(person: Person) -> list[OutgoingLetter]:
    return db.session.query(OutgoingLetter).filter_by(kind="mentioned", person_id=person.id).all()


@pytest.mark.parametrize(
    "words",
    [
        "@ben.okafor please look",
        "What does (@Ben.Okafor) say?",
        "Ask @ben.okafor.",
        "Ask @ben.okafor@desk.example, he knows",
        "@ben.okafor and @ben.okafor again",
    ],
)
def test_who_is_named_is_told_once_and_finds_it_in_their_place(dispute, agent, ben, words) -> None:
    services.add_note(dispute, words=words, by=agent)
    [mention] = mentions_of(ben)
    assert (mention.note.words, mention.note.by, mention.read_at) == (words, agent, None)
    assert unread_mentions(ben) == 1
    assert len(told(ben)) == 1


@pytest.mark.parametrize("words", ["Write to maria@harbour.example", "It is @ 5 o'clock", "a@@b", "Nothing at all"])
def test_an_at_that_names_nobody_is_just_an_at(dispute, agent, ben, words) -> None:
    assert services.add_note(dispute, words=words, by=agent).words == words
    assert mentions_of(ben) == []


def test_a_name_that_nobody_has_is_refused_and_nothing_is_kept(dispute, agent, ben) -> None:
    with pytest.raises(BadInput, match=r"Nobody here is @bn\.okafor") as refused:
        services.add_note(dispute, words="@ben.okafor @bn.okafor look", by=agent)
    assert refused.value.field == "note"
    assert db.session.query(Note).count() == 0
    assert told(ben) == []


def test_a_clients_person_cannot_be_named(dispute, agent, client_person) -> None:
    with pytest.raises(BadInput, match="Nobody here is"):
        services.add_note(dispute, words=f"@{client_person.email}", by=agent)


def test_who_has_left_cannot_be_named(dispute, agent, ben) -> None:
    ben.active = False
    db.session.commit()
    with pytest.raises(BadInput, match="Nobody here is"):
        services.add_note(dispute, words="@ben.okafor", by=agent)


def test_of_two_with_the_same_name_the_whole_address_is_asked_for(dispute, agent, ben) -> None:
    other = factories.make_person(Role.AGENT, email="ben.okafor@sales.example")
    with pytest.raises(BadInput, match=r"could be @ben\.okafor@desk\.example or @ben\.okafor@sales\.example"):
        services.add_note(dispute, words="@ben.okafor", by=agent)
    services.add_note(dispute, words="@ben.okafor@sales.example", by=agent)
    assert (len(mentions_of(other)), len(mentions_of(ben))) == (1, 0)


def test_naming_oneself_tells_nobody(dispute, ben) -> None:
    services.add_note(dispute, words="@ben.okafor: call back", by=ben)
    assert mentions_of(ben) == told(ben) == []


def test_a_note_names_twenty_at_most(dispute, agent) -> None:
    with pytest.raises(BadInput, match="20 colleagues at most"):
        services.add_note(dispute, words=" ".join(f"@p{number}" for number in range(21)), by=agent)


def test_what_was_seen_comes_after_what_is_new(dispute, agent, ben) -> None:
    for words in ("first @ben.okafor", "second @ben.okafor", "third @ben.okafor"):
        services.add_note(dispute, words=words, by=agent)
    newest = mentions_of(ben)[0]
    assert services.mark_seen(ben, [newest.id]) == 1
    assert services.mark_seen(ben, [newest.id]) == 0
    assert [row.note.words.split()[0] for row in mentions_of(ben)] == ["second", "first", "third"]
    assert unread_mentions(ben) == 2


def test_nobody_marks_what_names_somebody_else(dispute, agent, ben) -> None:
    services.add_note(dispute, words="@ben.okafor", by=agent)
    assert services.mark_seen(agent, [mentions_of(ben)[0].id]) == 0
    assert unread_mentions(ben) == 1


def test_the_history_and_the_letter_do_not_hold_the_words(dispute, agent, ben) -> None:
    services.add_note(dispute, words="CANARY @ben.okafor", by=agent)
    assert "CANARY" not in str([entry.facts for entry in dispute.history])
    [letter] = told(ben)
    assert "CANARY" not in letter.subject + letter.text + letter.html
