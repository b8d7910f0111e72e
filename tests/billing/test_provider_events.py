"""The provider's webhook through its door: signed, taken in once, in whatever order."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from support.billing.agreements import LedgerEvent
from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.billing.queries import invoice_with
from support.billing.settlement import Payment, Reversal
from support.extensions import db
from support.kernel import clock
from tests.billing.importing.made_stripe import APRIL, credit_note, invoice
from tests.billing.owing import owed_by

SECRET = "whsec_made_up"


@pytest.fixture(autouse=True)
def hook(app: Flask) -> Iterator[None]:
    app.config["STRIPE_WEBHOOK_SECRET"] = SECRET
    yield
    app.config["STRIPE_WEBHOOK_SECRET"] = ""


def event(kind: str, about: dict[str, Any], name: str = "", created: int = APRIL) -> dict[str, Any]:
    name = name or f"evt_{kind}_{about.get('id')}_{created}"
    return {"id": name, "object": "event", "type": kind, "created": created, "data": {"object": about}}


def signed(body: bytes, at: int | None = None, secret: str = SECRET) -> str:
    at = int(clock.now().timestamp()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={'0' * 64},v1={digest}"


def sent(browser: FlaskClient, made: dict[str, Any], header: str | None = None) -> TestResponse:
    body = json.dumps(made).encode()
    return browser.post("/hooks/stripe", data=body, headers={"Stripe-Signature": signed(body) if header is None else header})  # fmt: skip


def told(browser: FlaskClient, *events: dict[str, Any]) -> list[str]:
    answers = [sent(browser, one) for one in events]
    assert [answer.status_code for answer in answers] == [200] * len(events)
    return [answer.json["status"] for answer in answers if answer.json]


def charge(**given: Any) -> dict[str, Any]:
    return {"id": "ch_1", "object": "charge", "amount": 14_760, "currency": "eur", "invoice": "in_1", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 0, **given}  # fmt: skip


def intent(**given: Any) -> dict[str, Any]:
    return {"id": "pi_1", "object": "payment_intent", "amount": 14_760, "amount_received": 14_760, "currency": "eur", "customer": "cus_1", **given}  # fmt: skip


def dispute(**given: Any) -> dict[str, Any]:
    return {"id": "dp_1", "object": "dispute", "amount": 14_760, "currency": "eur", "charge": "ch_1", "payment_intent": "pi_1", "reason": "duplicate", "status": "needs_response", **given}  # fmt: skip


def note(**given: Any) -> dict[str, Any]:
    return {**credit_note(invoice()), "id": "cn_1", "invoice": "in_1", **given}


FINALIZED = event("invoice.finalized", invoice())
PAID = event("charge.succeeded", charge(), created=APRIL + 60)


class TestSignature:
    @pytest.mark.parametrize(
        "header",
        ["", "t=1", "v1=abc", "t=now,v1=abc", "t=-1,v1=abc", "t=99999999999999999999,v1=abc", "rubbish", "t=١٢٣,v1=x"],
    )
    def test_what_is_not_signed_is_refused_and_nothing_kept(self, browser: FlaskClient, header: str) -> None:
        answer = sent(browser, FINALIZED, header)
        assert answer.status_code == 400 and answer.json and answer.json["error"]["code"] == "not_signed"
        assert db.session.scalars(select(LedgerEvent)).all() == [] and db.session.scalars(select(Invoice)).all() == []

    def test_another_secret_another_body_and_an_old_time_are_refused(self, browser: FlaskClient) -> None:
        body, now = json.dumps(FINALIZED).encode(), int(clock.now().timestamp())
        for header in (signed(body, secret="other"), signed(b"{}"), signed(body, now - 301), signed(body, now + 301)):
            assert sent(browser, FINALIZED, header).status_code == 400
        assert sent(browser, FINALIZED, signed(body, now - 299)).status_code == 200

    def test_without_a_secret_the_door_is_shut(self, app: Flask, browser: FlaskClient) -> None:
        app.config["STRIPE_WEBHOOK_SECRET"] = ""
        assert sent(browser, FINALIZED, signed(json.dumps(FINALIZED).encode(), secret="")).status_code == 404

    @pytest.mark.parametrize("made", [{}, {"id": "evt_1"}, {**FINALIZED, "created": "now"}, {**FINALIZED, "data": {}}])
    def test_what_is_no_event_is_refused(self, browser: FlaskClient, made: dict[str, Any]) -> None:
        assert sent(browser, made).status_code == 400
        assert db.session.scalars(select(LedgerEvent)).all() == []


@pytest.mark.usefixtures("app")
class TestLedger:
    def test_an_invoice_and_its_payment_keep_the_ledger_current(self, browser: FlaskClient) -> None:
        assert told(browser, FINALIZED, PAID) == ["applied", "applied"]
        row = invoice_with("LL-0001")
        assert (row.external_id, invoice_balance(row).settled) == ("in_1", True)

    def test_a_replay_is_answered_and_changes_nothing(self, browser: FlaskClient) -> None:
        told(browser, FINALIZED, PAID)
        answer = sent(browser, PAID)
        assert answer.json == {"event": PAID["id"], "status": "applied", "known": True}
        assert len(db.session.scalars(select(Payment)).all()) == 1

    def test_the_payment_may_come_before_its_invoice(self, browser: FlaskClient) -> None:
        assert told(browser, PAID, FINALIZED) == ["waiting", "applied"]
        assert invoice_balance(invoice_with("LL-0001")).settled
        assert {row.status for row in db.session.scalars(select(LedgerEvent))} == {"applied"}

    def test_all_events_of_one_payment_make_one_payment(self, browser: FlaskClient) -> None:
        whole = invoice(status="paid", amount_paid=14_760, payment_intent="pi_1", charge="ch_1")
        told(browser, event("payment_intent.succeeded", intent()), FINALIZED, PAID, event("invoice.paid", whole))
        (payment,) = db.session.scalars(select(Payment)).all()
        assert (payment.reference, [part.amount_minor for part in payment.allocations]) == ("pi_1", [14_760])

    def test_a_paid_invoice_that_nobody_told_of_before_is_stored_with_its_payment(self, browser: FlaskClient) -> None:
        whole = invoice(status="paid", amount_paid=14_760, payment_intent="pi_1")
        assert told(browser, event("invoice.paid", whole)) == ["applied"]
        assert invoice_balance(invoice_with("LL-0001")).settled

    def test_a_credit_note_names_its_invoice_by_id_alone(self, browser: FlaskClient) -> None:
        assert told(browser, event("credit_note.created", note()), FINALIZED) == ["waiting", "applied"]
        row = invoice_with("LL-0001-CN-01")
        assert row.corrects_id == invoice_with("LL-0001").id and row.organisation_id == invoice_with("LL-0001").organisation_id  # fmt: skip
        assert invoice_balance(invoice_with("LL-0001")).credited == row.payable

    def test_a_refund_opens_what_no_credit_settles(self, browser: FlaskClient) -> None:
        back = event("charge.refunded", charge(amount_refunded=4_000), created=APRIL + 90)
        more = event("charge.refunded", charge(amount_refunded=6_000), created=APRIL + 120)
        assert told(browser, FINALIZED, PAID, more, back) == ["applied", "applied", "applied", "noted"]
        assert invoice_balance(invoice_with("LL-0001")).open.decimal == "60.00"

    def test_a_chargeback_opens_the_invoice_until_it_is_won(self, browser: FlaskClient) -> None:
        told(browser, FINALIZED, event("charge.dispute.created", dispute()), PAID)
        row = invoice_with("LL-0001")
        assert invoice_balance(row).open == row.payable
        (reversal,) = db.session.scalars(select(Reversal)).all()
        assert (reversal.kind.value, reversal.reason) == ("chargeback", "duplicate")
        told(browser, event("charge.dispute.closed", dispute(status="won")))
        assert invoice_balance(row).settled

    def test_a_void_invoice_asks_for_nothing_in_whichever_order(self, browser: FlaskClient) -> None:
        told(browser, FINALIZED, event("invoice.voided", invoice(status="void")))
        assert owed_by(invoice_with("LL-0001").organisation).open.minor == 0
        other = {"id": "in_2", "number": "LL-0002"}
        told(browser, event("invoice.voided", invoice(status="void", **other)), event("invoice.finalized", invoice(**other)))  # fmt: skip
        assert [row.number for row in db.session.scalars(select(Invoice).where(Invoice.external_id == "in_2"))] == []

    def test_what_means_nothing_here_is_noted_and_answered(self, browser: FlaskClient) -> None:
        made = [event("customer.updated", {"id": "cus_1"}), event("invoice.finalized", invoice(status="draft", id="in_9"))]  # fmt: skip
        assert told(browser, *made) == ["noted", "noted"]
        assert db.session.scalars(select(Invoice)).all() == []

    def test_an_object_that_cannot_be_read_is_kept_with_the_reason(self, browser: FlaskClient) -> None:
        assert told(browser, event("invoice.finalized", invoice(currency="zzz"))) == ["refused"]
        row = db.session.scalars(select(LedgerEvent)).one()
        assert "not a currency code" in row.reason and row.body["number"] == "LL-0001"
        assert db.session.scalars(select(Invoice)).all() == []
