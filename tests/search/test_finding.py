"""What is found, by whom, and in which order."""

import re
from importlib import import_module

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.conversations import services as chats
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from support.knowledge import services as articles
from support.search.models import Kind, SearchEntry
from support.search.queries import find, terms_of
from support.search.showing import CLOSES, OPENS, excerpt_of
from support.search.upkeep import SOURCES, rebuild
from tests import factories


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    return factories.make_invoice(organisation, [{"name": "Espresso"}], number="INV-2026-0042")


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person) -> Dispute:
    made = factories.make_dispute(invoice, invoice.lines, by=client_person, statement="Zu viel für die Kaffeebohnen!")
    db.session.commit()
    return made


def found(words: str, person: Person, **more: object) -> list[tuple[Kind, str]]:
    return [(hit.kind, hit.about) for hit in find(words, seen_by=person, **more).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["DSP-00001", "dsp 00001", "1", "kaffeebohnen", "Kaffeeb", "fur die kaffee", "FÜR"])
def test_a_dispute_is_found_by_its_reference_and_by_what_was_said(words: str, dispute: Dispute, agent: Person) -> None:
    assert (Kind.DISPUTE, dispute.reference) in found(words, agent)


@pytest.mark.parametrize("words", ["INV-2026-0042", "inv 0042", "2026-0042"])
def test_an_invoice_is_found_by_its_number(words: str, dispute: Dispute, agent: Person) -> None:
    assert (Kind.INVOICE, "INV-2026-0042") in found(words, agent)


def test_a_client_is_found_by_name_and_number_and_by_a_new_name(organisation: Organisation, agent: Person) -> None:
    organisation.name = "Café Größenwahn"
    db.session.commit()
    assert (Kind.CLIENT, organisation.ref) in found("CAFÉ größen", agent)
    assert (Kind.CLIENT, organisation.ref) in found("cafe", agent)
    assert (Kind.CLIENT, organisation.ref) in found(organisation.ref, agent)


def test_notes_and_messages_are_found_by_staff(dispute: Dispute, client_person: Person, agent: Person) -> None:
    services.add_note(dispute, words="The carrier admits a mix-up.", by=agent)
    conversation = chats.open_conversation(client_person)
    chats.say(conversation, text="Where is my pumpernickel?", button=None, key="k1", by=client_person)
    assert found("carrier mix-up", agent) == [(Kind.NOTE, dispute.reference)]
    assert found("pumpernickel", agent) == [(Kind.MESSAGE, conversation.public_id)]


def test_a_client_finds_only_their_own_and_nothing_internal(
    dispute: Dispute, client_person: Person, agent: Person
) -> None:
    services.add_note(dispute, words="Canary: kaffeebohnen of this client are always disputed.", by=agent)
    stranger = factories.make_person(Role.CLIENT, organisation=factories.make_organisation(name="Other"))
    db.session.commit()
    assert found("kaffeebohnen", client_person) == [(Kind.DISPUTE, dispute.reference)]
    assert found("canary", client_person) == []
    assert found("kaffeebohnen", stranger) == []
    assert found("INV-2026-0042", stranger) == []


def test_somebody_who_has_left_finds_nothing(dispute: Dispute, agent: Person) -> None:
    agent.active = False
    db.session.commit()
    assert found("kaffeebohnen", agent) == []


def test_the_newest_comes_first_page_after_page(organisation: Organisation, agent: Person) -> None:
    numbers = [factories.make_invoice(organisation, number=f"LIST-{number:03}").number for number in range(7)]
    db.session.commit()
    first = find("list", seen_by=agent, limit=3)
    second = find("list", seen_by=agent, limit=3, before=first.next)
    third = find("list", seen_by=agent, limit=3, before=second.next)
    shown = [hit.about for page in (first, second, third) for hit in page.rows]
    assert shown == list(reversed(numbers))
    assert third.next is None


def test_one_kind_can_be_asked_for(dispute: Dispute, agent: Person) -> None:
    assert found("1", agent, kind=Kind.DISPUTE) == [(Kind.DISPUTE, dispute.reference)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_no_text_is_an_operator(words: str, app: Flask, agent: Person) -> None:
    find(words, seen_by=agent)
    find(f'"{words}" OR scope:staff* NEAR({words})', seen_by=agent)


def test_at_most_eight_terms_are_looked_for() -> None:
    assert terms_of("a b c d e f g h i j") == list("abcdefgh")
    assert terms_of("Größe, CAFÉ -- ''") == ["große", "cafe"]


def test_an_excerpt_marks_what_was_found_and_leaves_out_what_is_far_away() -> None:
    said = "word " * 100 + "the espresso came twice" + " word" * 100
    shown = excerpt_of(said, ["espresso"])
    assert f"{OPENS}espresso{CLOSES} came twice" in shown
    assert len(shown) < 250
    assert shown.startswith("… ") and shown.endswith(" …")


def test_writing_all_anew_gives_the_same_entries(dispute: Dispute, agent: Person) -> None:
    services.add_note(dispute, words="A note.", by=agent)

    def entries() -> set[tuple[object, ...]]:
        rows = db.session.scalars(db.select(SearchEntry))
        return {(row.kind, row.thing_id, row.organisation_id, row.internal, row.scope, row.words) for row in rows}

    before = entries()
    db.session.commit()
    for source in SOURCES:
        rebuild(source)
    assert entries() == before
    assert (Kind.NOTE, dispute.reference) in found("note", agent)


def test_the_migration_writes_what_the_triggers_would(dispute: Dispute, agent: Person) -> None:
    services.add_note(dispute, words="A note.", by=agent)
    rows = "select kind, thing_id, organisation_id, internal, scope, words from search_entries"
    before = {tuple(row) for row in db.session.execute(text(rows))}
    db.session.execute(text("delete from search_entries"))
    for statement in import_module("migrations.versions.0009_desk").WHAT_IS_THERE:
        db.session.execute(text(statement))
    after = {tuple(row) for row in db.session.execute(text(rows))}
    assert {(*row[:5], " ".join(row[5].split())) for row in after} == {
        (*row[:5], " ".join(row[5].split())) for row in before
    }
    db.session.rollback()


def test_an_article_is_shown_without_the_marks_of_its_markup(app: Flask, manager: Person) -> None:
    for article in articles.begin_from_drafts(by=manager):
        articles.publish(article, by=manager)
    rows = find("hold", seen_by=None, kind=Kind.ARTICLE).rows
    assert rows
    assert not [row.excerpt for row in rows if re.search(r"[*`|]|#", row.excerpt)]
