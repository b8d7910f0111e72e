"""“Was I charged twice?”: what repeats is shown, what merely looks alike is explained."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support.accounts.models import Organisation
from support.billing import credit, explain
from support.billing.audit import audit_client
from support.billing.explain import Explanation
from support.billing.models import Invoice
from support.kernel.money import Money
from tests.billing.explaining.bills import DAY, FEBRUARY, beans, march, text
from tests.factories import make_organisation, make_record


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
        assert (said.suggested.line_ids, said.suggested.reason, str(said.suggested.claimed)) == (
            ["3"],
            "duplicate",
            "0.00 EUR",
        )
        assert [line.line_id for line in said.lines] == ["1", "3"]
        assert (said.finding.rule, str(said.finding.difference), said.finding.id) == ("R4", "148.00 EUR", None)

    def test_the_audits_own_finding_is_named_once_it_has_run(self, client: Organisation, invoice: Invoice) -> None:
        (stored,) = [row for row in audit_client(client).findings if row.rule == "R4"]
        said = explain.explain_duplicates(invoice, client)
        assert said.finding is not None and said.finding.id == stored.id
        assert "line 1 has charged the same thing already" in text(explain.explain_line(invoice.lines[2]))

    def test_a_repeat_that_was_credited_is_told_and_not_suggested_again(
        self, client: Organisation, invoice: Invoice
    ) -> None:
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
        line = {"name": "Cleaning", "sku": "CLEAN", "unit_price": "420"}
        march(client, line, number="INV-2026-0028", **FEBRUARY)
        said = self.said(client, line)
        assert "Cleaning is charged for March 2026 here and for February 2026 on invoice INV-2026-0028" in text(said)
        assert "do not overlap" in text(said)

    def test_a_plan_that_was_changed_within_the_month(self, client: Organisation) -> None:
        half = {
            "period_start": date(2026, 3, 16),
            "period_end": date(2026, 3, 31),
            "unit_code": "DAY",
            "base_quantity": Decimal(31),
            "details": {"properties": [["ChangeRecord", "CHG-1"]]},
        }
        small = {"name": "Plan Small", "sku": "S", "quantity": "-16", "unit_price": "120", "net": "-61.94"}
        medium = {"name": "Plan Medium", "sku": "M", "quantity": "16", "unit_price": "180", "net": "92.90"}
        assert self.said(client, small | half, medium | half).say == [
            "Lines 1 and 2 belong together: something changed within the month (record CHG-1).",
            "Line 1 gives back €61.94 for Plan Small: 16 days at €120.00 per 31 days, 16 March 2026 to 31 March 2026.",
            "Line 2 charges €92.90 for Plan Medium: 16 days at €180.00 per 31 days, 16 March 2026 to 31 March 2026.",
            "Together the change adds €30.96 without tax.",
        ]

    def test_nothing_alike_at_all(self, client: Organisation) -> None:
        said = self.said(client, beans(), {"name": "Cleaning", "sku": "CLEAN"})
        assert said.say == ["Invoice INV-2026-0042 charges each of its 2 items once, €248.00 without tax."]
