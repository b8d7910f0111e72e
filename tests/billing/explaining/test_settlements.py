"""Where payments went, and what is left to pay."""

from support.accounts.models import Organisation
from support.billing import credit, explain
from support.kernel.money import Money
from tests.billing.explaining.bills import beans, march
from tests.factories import make_payment


class TestPaymentsAndBalance:
    def test_a_payment_booked_to_another_invoice_than_it_names_is_told_and_suggested(
        self, client: Organisation
    ) -> None:
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
        assert (said.suggested.invoice.id, said.suggested.lines, said.suggested.reason) == (
            named.id,
            [],
            "misapplied_payment",
        )
        assert explain.explain_payments(named).suggested is not None

    def test_a_payment_that_went_where_it_should_is_told_without_a_suggestion(self, client: Organisation) -> None:
        invoice = march(client, beans())
        make_payment(invoice, reference="PAY-1", remittance="INV-2026-0042")
        said = explain.explain_payments(invoice)
        assert said.suggested is None and "Invoice INV-2026-0042 is settled." in said.say

    def test_no_payment_is_said_plainly(self, client: Organisation) -> None:
        assert (
            "No payment for invoice INV-2026-0042 has reached us."
            in explain.explain_payments(march(client, beans())).say
        )

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
