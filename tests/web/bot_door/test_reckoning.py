"""Questions for a total, a tax, a late fee or a rate are reckoned; what was said and understood is kept."""

import pytest
from flask import Flask

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.conversations import services
from support.conversations.gateway import BotButton, BotReply, use_gateway
from support.conversations.models import BotSession
from support.extensions import db
from tests import factories
from tests.web.bot_door.conftest import TOKEN, Door


def asked(door: Door, text: str, topic: str = "explain_charge") -> str:
    body = {"text": text, "topic": topic, "invoice": None, "line": None, "about": None}
    return "\n".join(door.post("/explain", body)["say"])


@pytest.mark.parametrize(
    "text", ["why is the total what it is?", "how do the lines add up?", "where does the total of #42 come from"]
)
def test_a_total_is_reckoned_step_by_step(text: str, door: Door, invoice: Invoice) -> None:
    said = asked(door, f"{text} {invoice.number}")
    assert "lines come to" in said
    assert f"So {invoice.number} asks for" in said


@pytest.mark.parametrize("topic", ["explain_charge", "dispute_wrong_amount", "ask_fees"])
def test_tax_is_reckoned_rate_by_rate(topic: str, door: Door, invoice: Invoice) -> None:
    assert "of tax in all" in asked(door, f"what is the tax on {invoice.number}?", topic)


def test_the_tax_of_no_invoice_in_particular_is_that_of_the_newest(door: Door, invoice: Invoice) -> None:
    assert "of tax in all" in asked(door, "what's the tax?")


@pytest.mark.parametrize("text", ["why a late fee?", "why a late fee, I paid on the 3rd", "take the reminder fee off"])
def test_that_there_is_no_late_fee_is_said(text: str, door: Door, invoice: Invoice) -> None:
    assert "no fee for paying late" in asked(door, text, "dispute_fee")


def test_a_late_fee_is_reckoned_against_the_agreement(door: Door, organisation: Organisation) -> None:
    factories.make_invoice(organisation, [{"name": "Late fee", "unit_price": "15"}], number="INV-2026-0050")
    said = asked(door, "why a late fee?", "dispute_fee")
    assert "INV-2026-0050" in said
    assert "too high" in said


def test_where_nothing_was_exchanged_that_is_said(door: Door, invoice: Invoice) -> None:
    said = asked(door, f"the exchange rate on {invoice.number} is wrong", "dispute_wrong_amount")
    assert f"is in {invoice.currency}" in said
    assert "your bank" in said


def test_the_first_bill_of_all_is_reckoned_where_it_cannot_be_compared(door: Door, invoice: Invoice) -> None:
    assert "asks for" in asked(door, "why is it so high?", "ask_bill_increase")


def test_that_nothing_is_on_hold_and_no_credit_is_there_is_an_answer_too(door: Door, invoice: Invoice) -> None:
    said = door.get("/balance")["say"]
    assert "Nothing is on hold." in said
    assert "There is no credit on your account." in said


def test_what_was_said_last_is_told_again_with_its_buttons(app: Flask, client_person: Person, door: Door) -> None:
    class Assistant:
        def answer(self, session: str, text: str) -> list[BotReply]:
            return [BotReply("Which invoice?", (BotButton("The latest", "/inform"),))]

    assert door.get("/last-said") == {"say": [], "choices": []}
    use_gateway(app, Assistant())
    services.say(services.open_conversation(client_person), text="hello", key="k1", by=client_person)
    assert door.get("/last-said") == {
        "say": ["Which invoice?"],
        "choices": [{"title": "The latest", "value": "/inform"}],
    }


def test_what_the_assistant_understood_is_kept_with_its_session_and_cut(app: Flask, door: Door) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Understood": '{"intent": "ask_amount_due"}'}
    address = f"/bot/conversations/{door.session}/reasons"
    app.test_client().get(address, headers=headers)
    app.test_client().get(address, headers={"Authorization": f"Bearer {TOKEN}"})
    assert db.session.query(BotSession).one().understood == '{"intent": "ask_amount_due"}'
    app.test_client().get(address, headers={**headers, "X-Understood": "x" * 9000})
    db.session.rollback()
    assert len(db.session.query(BotSession).one().understood) == 2000


def test_without_the_token_nothing_is_kept(app: Flask, door: Door) -> None:
    answer = app.test_client().get(f"/bot/conversations/{door.session}/reasons", headers={"X-Understood": "lies"})
    assert answer.status_code == 401
    db.session.rollback()
    assert db.session.query(BotSession).one().understood == ""
