"""What was written down when it happened is said to each reader in their language, and what was written before stays."""

import json
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from support.accounts.models import Organisation, Person
from support.billing.audit.results import Found
from support.billing.audit.running import finding_of
from support.billing.kinds import Severity
from support.billing.settlement import Finding
from support.billing.writing.pdf import write_pdf
from support.billing.writing.stored import document_of
from support.disputes.history import digest_of
from support.disputes.models import HistoryEntry
from support.disputes.states import Action
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_, alone, joined
from support.kernel.sayings_kept import kept_as_text, kept_within, recalled_from_text, recalled_within
from support.policies.profiles import Length
from support.policies.reckoning import said as day_said
from support.prevention.handling import look_at
from support.prevention.models import Task
from support.prevention.noticing import title_of
from support.prevention.patterns import Pattern
from support.prevention.steps import steps_of
from support.prevention.tasks import put_off
from support.web.formatters import message
from support.words.reader import reading, told
from tests import factories
from tests.words.conftest import Speak

SAID = N_("%(what)s of %(amount)s, %(number)s times on %(day)s", what="Invoice", amount=Money(123456, "EUR"), number=Decimal("1234.5"), day=date(2026, 3, 3))  # fmt: skip


def test_a_saying_among_json_comes_back_with_its_values(app: Flask, speak: Speak) -> None:
    speak(
        "de", {"%(what)s of %(amount)s, %(number)s times on %(day)s": "%(what)s, %(amount)s, %(number)s-mal, %(day)s"}
    )
    again = recalled_within(json.loads(json.dumps(kept_within([{"text": SAID}]))))[0]["text"]

    assert again == SAID
    with reading("de_DE"):
        assert told(again) == "Invoice, 1.234,56\xa0€, 1.234,5-mal, 3. März 2026"


def test_what_somebody_typed_is_no_message(app: Flask, speak: Speak) -> None:
    speak("de", {"Invoice": "Rechnung"})

    with reading("de_DE"):
        assert told(recalled_within(kept_within(N_("%(name)s: %(label)s", name="Invoice", label=N_("Invoice"))))) == (
            "Invoice: Rechnung"
        )


@pytest.mark.parametrize("typed", ["{", '{"a saying": {"say": "%(x)s"}}', '{"a saying": ', "plain", ""])
def test_typed_text_that_looks_like_a_kept_saying_stays_as_it_is(typed: str) -> None:
    assert recalled_from_text(kept_as_text(typed)) == typed


def test_a_finding_keeps_its_message_and_an_old_one_its_english(app: Flask, speak: Speak, organisation: Organisation) -> None:  # fmt: skip
    speak("de", {"%(n)s is wrong": "%(n)s stimmt nicht"})
    wrong = N_("%(n)s is wrong", n="Line 1")
    found = Found(rule="R1", document=None, place="net", reason="arithmetic", severity=Severity.ERROR, message=wrong, currency="EUR")  # fmt: skip
    db.session.add(finding_of(found, organisation))
    db.session.commit()

    db.session.expire_all()
    with reading("de_DE"):
        assert told(db.session.scalars(select(Finding)).one().message) == "Line 1 stimmt nicht"
    db.session.execute(text("update findings set message = 'Line 2 is wrong'"))
    db.session.commit()
    assert db.session.scalars(select(Finding)).one().message == "Line 2 is wrong"


def test_the_chain_of_a_history_stands_on_its_english(app: Flask, organisation: Organisation, agent: Person) -> None:
    dispute = factories.make_dispute(factories.make_invoice(organisation), by=agent)
    entry = dispute.apply(Action.ADD_NOTE, by=agent, facts={"words": N_("%(n)s days", n=3)})
    db.session.commit()

    db.session.expire_all()
    again = db.session.get_one(HistoryEntry, entry.id)
    assert again.facts["words"] == "3 days"
    assert digest_of(dispute.reference, again) == again.digest


def test_days_and_lengths_of_clocks_are_said_in_the_readers_language(app: Flask) -> None:
    with reading("de_DE"):
        assert told(day_said(date(2026, 3, 3))) == "Dienstag, 3. März 2026"
        assert told(Length(5, "business_days").said) == "5 Geschäftstage"
    assert str(Length(1, "business_days")) == "1 business day"


def test_a_list_is_put_together_with_a_word_that_is_said_too(app: Flask) -> None:
    listed = joined(N_(" or "), [alone(Decimal("1.5")), "", "b"])

    assert listed == "1.5 or b"
    with reading("de_DE"):
        assert told(listed) == "1,5 oder b"


def test_a_printed_bill_is_in_the_language_of_its_client(app: Flask, organisation: Organisation) -> None:
    read = document_of(factories.make_invoice(organisation))

    assert write_pdf(read, "de_DE") != write_pdf(read, "en_GB")


def test_a_task_what_was_done_to_it_and_an_incident_are_said_in_the_readers_language(app: Flask, agent: Person) -> None:
    look_at({"owner:1:2026-2": N_("Look at how we decide (%(name)s): %(said)s", name="Ana", said=N_("%(share)s%% had a broken clock", share=Decimal(40)))}, due_on=date(2026, 3, 20))  # fmt: skip
    task = db.session.scalars(select(Task)).one()
    put_off(task, to=date(2026, 12, 1), words="Later", by=agent)

    db.session.expire_all()
    with reading("de_DE"):
        assert told(task.title) == "Ansehen, wie wir entscheiden (Ana): 40 % mit versäumter Frist"
        (step,) = steps_of(task)
        assert (told(step.did), told(step.words)) == ("verschoben", "auf den 1. Dezember 2026. Later")
        pattern = Pattern((("reason", "rate_discrepancy"), ("sku", "SUPPORT")), (), 1, 0.1, 0.01, mass=False)
        assert told(title_of(pattern)) == "Nicht der vereinbarte Preis, Leistung SUPPORT"


def test_why_a_draft_waits_is_kept_with_its_figures(app: Flask, speak: Speak) -> None:
    speak("de", {"It has %(points)s points, from %(most)s on a draft is looked at.": "%(points)s Punkte, ab %(most)s"})
    kept = recalled_from_text(kept_as_text(N_("It has %(points)s points, from %(most)s on a draft is looked at.", points=40, most=30)))  # fmt: skip

    with reading("de_DE"):
        assert told(message(kept)) == "40 Punkte, ab 30"
        assert told(message("It has 40 points, from 30 on a draft is looked at.")).startswith("It has")
