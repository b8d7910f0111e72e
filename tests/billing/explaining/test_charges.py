"""One line, one invoice, and two invoices side by side."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import event

from support.accounts.models import Organisation
from support.billing import explain
from support.billing.agreements import Promise
from support.billing.audit import audit_client
from support.billing.kinds import PromiseKind, RecordKind
from support.billing.models import AllowanceCharge
from support.extensions import db
from tests.billing.explaining.bills import DAY, FEBRUARY, beans, march, text
from tests.factories import make_payment, make_record


class TestLines:
    def test_a_line_is_told_with_its_reckoning_record_discount_and_tax(self, client: Organisation) -> None:
        make_record(client, record_id="TIM-1", kind=RecordKind.TIME, quantity=Decimal("2.5"), unit="HUR", **DAY)
        invoice = march(client, {"name": "IT support", "quantity": "2.5", "unit_price": "80", "unit_code": "HUR", "record_ref": "TIM-1", "net": "190", **DAY})  # fmt: skip
        part = AllowanceCharge(
            invoice_id=invoice.id, line_id=invoice.lines[0].id, is_charge=False, amount_minor=1000, reason="Loyalty"
        )
        db.session.add(part)
        db.session.commit()
        assert explain.explain_line(invoice.lines[0]).say == [
            "Line 1 of invoice INV-2026-0042 charges €190.00 for IT support, 11 March 2026: 2.5 hours at €80.00 per hour.",
            "€10.00 was taken off on this line: Loyalty.",
            "It rests on time record TIM-1: 2.5 hours on 11 March 2026.",
            "Tax of 20% comes on top.",
        ]

    def test_a_forgotten_promise_is_told_and_suggested_at_the_promised_amount(self, client: Organisation) -> None:
        what = {"sku": "BEANS", "kind": PromiseKind.PERCENT, "value": Decimal(10), "recorded_by": "Liam"}
        months = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 3, 31)}
        db.session.add(Promise(organisation_id=client.id, **what, **months))
        db.session.commit()
        invoice = march(client, beans())
        audit_client(client)
        said = explain.explain_line(invoice.lines[0])
        assert "10% off was promised by Liam from 1 January 2026 until 31 March 2026." in said.say
        assert "On this line that is €14.80 more than was taken off." in said.say
        assert said.suggested is not None and str(said.suggested.claimed) == "133.20 EUR"

    def test_many_lines_take_as_many_statements_as_one(self, client: Organisation) -> None:
        invoice = march(client, *[beans(record_ref=f"DLV-{at}") for at in range(12)])
        assert _statements(lambda: explain.explain_lines(invoice.lines[:1])) == _statements(
            lambda: explain.explain_lines(invoice.lines)
        )


def _statements(work: Any) -> int:
    seen: list[str] = []
    note = lambda *args: seen.append(args[2])  # noqa: E731
    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement != "begin"])


class TestInvoices:
    def test_an_invoice_is_told_from_its_lines_to_what_is_left_to_pay(self, client: Organisation) -> None:
        invoice = march(
            client, beans(), {"name": "Cleaning", "unit_price": "100", "sku": "CLEAN", "tax_rate": Decimal("13.5")}
        )
        make_payment(invoice, "100.00")
        assert explain.explain_invoice(invoice).say == [
            "Invoice INV-2026-0042 of 31 March 2026 comes to €291.10.",
            "Line 1: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 11 March 2026, €148.00.",
            "Line 2: Cleaning, 1 at €100.00 each, March 2026, €100.00.",
            "That makes €248.00 without tax; 20% on €148.00 (€29.60) and 13.5% on €100.00 (€13.50), in all €43.10 of tax is added.",
            "€100.00 has been paid.",
            "€191.10 is still to be paid, due by 30 April 2026.",
        ]

    def test_a_difference_adds_up_to_the_cent(self, client: Organisation) -> None:
        march(
            client,
            beans(quantity="7"),
            {"name": "Water", "sku": "WATER", "unit_price": "35"},
            number="INV-2026-0028",
            **FEBRUARY,
        )
        invoice = march(client, beans(), {"name": "Cleaning", "sku": "CLEAN", "unit_price": "420"})
        said = explain.explain_difference(invoice).say
        assert said == [
            "Invoice INV-2026-0042 comes to €681.60, €484.20 more than invoice INV-2026-0028 of 28 February 2026 (€197.40).",
            "Cleaning: €420.00, not on the invoice before.",
            "Water: €35.00 less, no longer charged.",
            "Espresso bean delivery (Quay): €18.50 more, 8 kg at €18.50 per kg instead of 7 kg at €18.50 per kg.",
            "Tax: €80.70 more.",
        ]
        assert Decimal("420.00") - Decimal("35.00") + Decimal("18.50") + Decimal("80.70") == Decimal("484.20")

    def test_a_first_invoice_has_nothing_before_it(self, client: Organisation) -> None:
        assert "There is no invoice before" in text(explain.explain_difference(march(client, beans())))


def test_every_amount_that_is_said_stands_in_the_ledger_or_is_a_difference_of_two_that_do(client: Organisation) -> None:
    invoice = march(client, beans(), beans(subject="Market", quantity="6"))
    said = text(explain.explain_invoice(invoice))
    known = {"148.00", "111.00", "259.00", "51.80", "310.80", "18.50"}
    assert set(re.findall(r"€([\d.,]*\d)", said)) <= known
