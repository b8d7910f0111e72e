"""What the ledger says about a charge: every figure from its rows, nothing called wrong that is right."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from support.accounts.models import Organisation
from support.billing import credit, explain
from support.billing.agreements import Promise
from support.billing.audit import audit_client
from support.billing.explain import Explanation
from support.billing.kinds import PromiseKind, RecordKind
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine
from support.extensions import db
from support.kernel.money import Money
from tests.factories import make_contract, make_invoice, make_organisation, make_payment, make_price, make_record

MARCH = {"period_start": date(2026, 3, 1), "period_end": date(2026, 3, 31), "issued_on": date(2026, 3, 31)}
DAY = {"period_start": date(2026, 3, 11), "period_end": date(2026, 3, 11)}


@pytest.fixture
def client(app: Any) -> Organisation:
    return make_organisation(name="Harbour Café", locale="en_IE")


def march(client: Organisation, *lines: dict[str, Any], number: str = "INV-2026-0042", **given: Any) -> Invoice:
    return make_invoice(client, list(lines), number=number, **{**MARCH, **given})


def beans(**given: Any) -> dict[str, Any]:
    return {"quantity": "8", "unit_price": "18.50", "unit_code": "KGM", "subject": "Quay", **DAY, **given}


def text(said: Explanation) -> str:
    return " ".join(said.say)


class TestChargedTwice:
    @pytest.fixture
    def invoice(self, client: Organisation) -> Invoice:
        make_record(client, record_id="DLV-0311", quantity=Decimal(8), unit="kg", site="Quay", **DAY)
        other = {"quantity": "1", "unit_price": "60", "sku": "MACHINE", "name": "Espresso machine", "unit_code": "MON"}
        return march(client, beans(record_ref="DLV-0311"), other, beans(record_ref="DLV-0311"))

    def test_both_lines_are_shown_with_what_is_known_of_them(self, client: Organisation, invoice: Invoice) -> None:
        assert explain.explain_duplicates(invoice, client, "en_IE").say == [
            "Invoice INV-2026-0042 of 31 March 2026 charges “Espresso bean delivery” twice.",
            "Line 1: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 11 March 2026, €148.00.",
            "Line 3: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 11 March 2026, €148.00.",
            "Both lines rest on the same delivery record DLV-0311; one delivery was recorded, 8 kg on 11 March 2026.",
            "So line 3 looks like a second charge for the same thing: €148.00 without tax.",
        ]

    def test_a_dispute_of_the_second_line_is_suggested_with_nothing_as_the_right_amount(
        self, client: Organisation, invoice: Invoice
    ) -> None:
        said = explain.explain_duplicates(invoice, client)
        assert said.suggested is not None and said.finding is not None
        assert (said.suggested.line_ids, said.suggested.reason, str(said.suggested.claimed)) == (["3"], "duplicate", "0.00 EUR")
        assert [line.line_id for line in said.lines] == ["1", "3"]
        assert (said.finding.rule, str(said.finding.difference), said.finding.id) == ("R4", "148.00 EUR", None)

    def test_the_audits_own_finding_is_named_once_it_has_run(self, client: Organisation, invoice: Invoice) -> None:
        (stored,) = [row for row in audit_client(client).findings if row.rule == "R4"]
        said = explain.explain_duplicates(invoice, client)
        assert said.finding is not None and said.finding.id == stored.id
        assert "line 1 has charged the same thing already" in text(explain.explain_line(invoice.lines[2]))

    def test_a_repeat_that_was_credited_is_told_and_not_suggested_again(self, client: Organisation, invoice: Invoice) -> None:
        credit.credit_lines(invoice, [(invoice.lines[2], Money(14800, "EUR"))], reason="Twice", key="k")
        said = explain.explain_duplicates(invoice, client)
        assert said.suggested is None and said.may_dispute
        assert "Line 3 (Espresso bean delivery (Quay)) has been credited in full already." in said.say

    def test_a_repeat_on_a_later_invoice_is_suggested_there(self, client: Organisation, invoice: Invoice) -> None:
        later = march(client, beans(record_ref="DLV-0400"), beans(record_ref="DLV-0400"), number="INV-2026-0056")
        said = explain.explain_duplicates(later, client)
        assert said.suggested is not None and said.suggested.invoice.id == later.id

    def test_the_figures_follow_the_readers_locale(self, client: Organisation, invoice: Invoice) -> None:
        assert "148,00\xa0€" in text(explain.explain_duplicates(invoice, client, "de_DE"))

    def test_another_clients_invoice_is_not_explained(self, invoice: Invoice) -> None:
        said = explain.explain_duplicates(invoice, make_organisation())
        assert not said.found and not said.may_dispute and said.lines == []


class TestWhatMerelyLooksLikeIt:
    def said(self, client: Organisation, *lines: dict[str, Any], **given: Any) -> Explanation:
        explained = explain.explain_duplicates(march(client, *lines, **given), client)
        assert explained.suggested is None and explained.finding is None
        assert explained.may_dispute
        return explained

    def test_two_sites(self, client: Organisation) -> None:
        said = self.said(client, beans(), beans(subject="Market"))
        assert said.say == [
            "Lines 1 and 2 both charge €148.00 for Espresso bean delivery, but for different places or people: Quay and Market."
        ]
        assert [line.line_id for line in said.lines] == ["1", "2"]

    def test_two_deliveries(self, client: Organisation) -> None:
        said = self.said(client, beans(record_ref="DLV-1"), beans(record_ref="DLV-2"))
        assert "each has a record of its own: DLV-1 and DLV-2" in text(said)

    def test_two_months(self, client: Organisation) -> None:
        february = {"period_start": date(2026, 2, 1), "period_end": date(2026, 2, 28), "issued_on": date(2026, 2, 28)}
        line = {"name": "Cleaning", "sku": "CLEAN", "unit_price": "420"}
        march(client, line, number="INV-2026-0028", **february)
        said = self.said(client, line)
        assert "Cleaning is charged for March 2026 here and for February 2026 on invoice INV-2026-0028" in text(said)
        assert "do not overlap" in text(said)

    def test_a_plan_that_was_changed_within_the_month(self, client: Organisation) -> None:
        days = {"period_start": date(2026, 3, 16), "period_end": date(2026, 3, 31), "unit_code": "DAY", "base_quantity": Decimal(31)}
        change = {"details": {"properties": [["ChangeRecord", "CHG-1"]]}}
        said = self.said(
            client,
            {"name": "Plan Small", "sku": "S", "quantity": "-16", "unit_price": "120", "net": "-61.94", **days, **change},
            {"name": "Plan Medium", "sku": "M", "quantity": "16", "unit_price": "180", "net": "92.90", **days, **change},
        )
        assert said.say == [
            "Lines 1 and 2 belong together: something changed within the month (record CHG-1).",
            "Line 1 gives back €61.94 for Plan Small: 16 days at €120.00 per 31 days, 16 March 2026 to 31 March 2026.",
            "Line 2 charges €92.90 for Plan Medium: 16 days at €180.00 per 31 days, 16 March 2026 to 31 March 2026.",
            "Together the change adds €30.96 without tax.",
        ]

    def test_nothing_alike_at_all(self, client: Organisation) -> None:
        said = self.said(client, beans(), {"name": "Cleaning", "sku": "CLEAN"})
        assert said.say == ["Invoice INV-2026-0042 charges each of its 2 items once, €248.00 without tax."]


class TestPrices:
    @pytest.fixture
    def agreement(self, client: Organisation) -> Any:
        clauses = "5.1 Support is charged by the hour.\n7.2 Prices may change with notice."
        return make_contract(client, number="AGR-0002", clauses=clauses)

    def support(self, client: Organisation, price: str) -> InvoiceLine:
        hours = {"name": "IT support", "sku": "IT", "quantity": "4", "unit_price": price, "unit_code": "HUR"}
        return march(client, hours).lines[0]

    def test_a_rise_that_was_announced_is_told_with_old_and_new_price_version_notice_and_clause(
        self, client: Organisation, agreement: Any
    ) -> None:
        what = {"sku": "IT", "description": "IT support", "unit": "HUR"}
        make_price(agreement, unit_price=Decimal(80), valid_to=date(2026, 2, 28), version="2025", **what)
        make_price(
            agreement, unit_price=Decimal(92), valid_from=date(2026, 3, 1), version="2026", clause="7.2",
            notice_sent_on=date(2025, 12, 31), **what,
        )  # fmt: skip
        said = explain.explain_price(self.support(client, "92"))
        assert said.say[1:] == [
            "Your agreement AGR-0002 sets €92.00 per hour for IT support from 1 March 2026 (price version 2026).",
            "Until then it was €80.00 per hour, so the price rose by €12.00.",
            "We announced the change on 31 December 2025, 60 days before it took effect.",
            "Clause 7.2 of the agreement says: “Prices may change with notice.”",
            "Line 1 charges exactly this price.",
        ]
        assert said.may_dispute and said.suggested is None and said.finding is None

    def test_a_rise_nobody_announced_is_told_and_suggested_at_the_old_price(self, client: Organisation, agreement: Any) -> None:
        make_price(agreement, sku="IT", unit_price=Decimal(80), valid_to=date(2026, 2, 28))
        make_price(agreement, sku="IT", unit_price=Decimal(92), valid_from=date(2026, 3, 1))
        said = explain.explain_price(self.support(client, "92"))
        assert "We have no record of a notice that announced the change." in said.say
        assert said.suggested is not None and str(said.suggested.claimed) == "320.00 EUR"

    def test_a_price_above_the_agreed_one_is_told_with_the_difference_and_suggested(self, client: Organisation, agreement: Any) -> None:
        make_price(agreement, sku="IT", description="IT support", unit="HUR", unit_price=Decimal(80), clause="5.1")
        said = explain.explain_price(self.support(client, "95"))
        assert said.say[-2:] == [
            "Line 1 charges €95.00 per hour instead.",
            "At the agreed price it comes to €320.00; €380.00 was charged, €60.00 more.",
        ]
        assert said.suggested is not None
        assert (said.suggested.reason, str(said.suggested.claimed)) == ("rate_discrepancy", "320.00 EUR")

    def test_a_price_below_the_agreed_one_is_never_held_against_the_client(self, client: Organisation, agreement: Any) -> None:
        make_price(agreement, sku="IT", unit_price=Decimal(80))
        audit_client(client)
        said = explain.explain_line(self.support(client, "70"))
        assert said.suggested is None and said.finding is None

    def test_without_an_agreed_price_that_is_said(self, client: Organisation) -> None:
        assert "We have no agreed price for IT support on record" in text(explain.explain_price(self.support(client, "95")))


class TestLines:
    def test_a_line_is_told_with_its_reckoning_record_discount_and_tax(self, client: Organisation) -> None:
        make_record(client, record_id="TIM-1", kind=RecordKind.TIME, quantity=Decimal("2.5"), unit="HUR", **DAY)
        invoice = march(client, {"name": "IT support", "quantity": "2.5", "unit_price": "80", "unit_code": "HUR", "record_ref": "TIM-1", "net": "190", **DAY})  # fmt: skip
        part = AllowanceCharge(invoice_id=invoice.id, line_id=invoice.lines[0].id, is_charge=False, amount_minor=1000, reason="Loyalty")
        db.session.add(part)
        db.session.commit()
        assert explain.explain_line(invoice.lines[0]).say == [
            "Line 1 of invoice INV-2026-0042 charges €190.00 for IT support, 11 March 2026: 2.5 hours at €80.00 per hour.",
            "€10.00 was taken off on this line: Loyalty.",
            "It rests on time record TIM-1: 2.5 hours on 11 March 2026.",
            "Tax of 20% comes on top.",
        ]

    def test_a_forgotten_promise_is_told_and_suggested_at_the_promised_amount(self, client: Organisation) -> None:
        db.session.add(
            Promise(
                organisation_id=client.id, sku="BEANS", kind=PromiseKind.PERCENT, value=Decimal(10), recorded_by="Liam",
                valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31),
            )  # fmt: skip
        )
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
        invoice = march(client, beans(), {"name": "Cleaning", "unit_price": "100", "sku": "CLEAN", "tax_rate": Decimal("13.5")})
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
        february = {"period_start": date(2026, 2, 1), "period_end": date(2026, 2, 28), "issued_on": date(2026, 2, 28)}
        march(client, beans(quantity="7"), {"name": "Water", "sku": "WATER", "unit_price": "35"}, number="INV-2026-0028", **february)
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


class TestPaymentsAndBalance:
    def test_a_payment_booked_to_another_invoice_than_it_names_is_told_and_suggested(self, client: Organisation) -> None:
        named = march(client, beans(), number="INV-2026-0042")
        booked = march(client, beans(quantity="9"), number="INV-2026-0056")
        payment = make_payment(booked, "177.60", reference="PAY-1", remittance="Invoice INV-2026-0042")
        said = explain.explain_payment(payment)
        assert said.say == [
            "Your payment PAY-1 of €177.60 arrived on 16 March 2026 with the words “Invoice INV-2026-0042”.",
            "It was booked to invoice INV-2026-0056.",
            "Its words name invoice INV-2026-0042, of which €177.60 still shows as open.",
            "So it looks as if the payment was booked to the wrong invoice.",
        ]
        assert said.suggested is not None
        assert (said.suggested.invoice.id, said.suggested.lines, said.suggested.reason) == (named.id, [], "misapplied_payment")
        assert explain.explain_payments(named).suggested is not None

    def test_a_payment_that_went_where_it_should_is_told_without_a_suggestion(self, client: Organisation) -> None:
        invoice = march(client, beans())
        make_payment(invoice, reference="PAY-1", remittance="INV-2026-0042")
        said = explain.explain_payments(invoice)
        assert said.suggested is None and "Invoice INV-2026-0042 is settled." in said.say

    def test_no_payment_is_said_plainly(self, client: Organisation) -> None:
        assert "No payment for invoice INV-2026-0042 has reached us." in explain.explain_payments(march(client, beans())).say

    def test_the_balance_names_what_is_due_on_hold_and_to_the_clients_credit(self, client: Organisation) -> None:
        paid = march(client, beans(), number="INV-2026-0028")
        make_payment(paid)
        credit.credit_lines(paid, [(paid.lines[0], Money(1000, "EUR"))], reason="", key="k")
        disputed = march(client, beans())
        credit.hold(disputed, Money(5000, "EUR"), "DSP-00001")
        assert explain.explain_balance(client).say == [
            "€127.60 is due now.",
            "€50.00 is on hold while it is in dispute; you need not pay that.",
            "You have €12.00 of credit.",
            "Invoice INV-2026-0042: €127.60 to pay, due by 30 April 2026.",
        ]


def test_every_amount_that_is_said_stands_in_the_ledger_or_is_a_difference_of_two_that_do(client: Organisation) -> None:
    invoice = march(client, beans(), beans(subject="Market", quantity="6"))
    said = text(explain.explain_invoice(invoice))
    known = {"148.00", "111.00", "259.00", "51.80", "310.80", "18.50"}
    assert set(re.findall(r"€([\d.,]*\d)", said)) <= known
