"""Where a price comes from, and whether a line keeps to it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support.accounts.models import Organisation
from support.billing import explain
from support.billing.audit import audit_client
from support.billing.models import InvoiceLine
from tests.billing.explaining.bills import march, text
from tests.factories import make_contract, make_price


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

    def test_a_rise_nobody_announced_is_told_and_suggested_at_the_old_price(
        self, client: Organisation, agreement: Any
    ) -> None:
        make_price(agreement, sku="IT", unit_price=Decimal(80), valid_to=date(2026, 2, 28))
        make_price(agreement, sku="IT", unit_price=Decimal(92), valid_from=date(2026, 3, 1))
        said = explain.explain_price(self.support(client, "92"))
        assert "We have no record of a notice that announced the change." in said.say
        assert said.suggested is not None and str(said.suggested.claimed) == "320.00 EUR"

    def test_a_price_above_the_agreed_one_is_told_with_the_difference_and_suggested(
        self, client: Organisation, agreement: Any
    ) -> None:
        make_price(agreement, sku="IT", description="IT support", unit="HUR", unit_price=Decimal(80), clause="5.1")
        said = explain.explain_price(self.support(client, "95"))
        assert said.say[-2:] == [
            "Line 1 charges €95.00 per hour instead.",
            "At the agreed price it comes to €320.00; €380.00 was charged, €60.00 more.",
        ]
        assert said.suggested is not None
        assert (said.suggested.reason, str(said.suggested.claimed)) == ("rate_discrepancy", "320.00 EUR")

    def test_a_price_below_the_agreed_one_is_never_held_against_the_client(
        self, client: Organisation, agreement: Any
    ) -> None:
        make_price(agreement, sku="IT", unit_price=Decimal(80))
        audit_client(client)
        said = explain.explain_line(self.support(client, "70"))
        assert said.suggested is None and said.finding is None

    def test_without_an_agreed_price_that_is_said(self, client: Organisation) -> None:
        assert "We have no agreed price for IT support on record" in text(
            explain.explain_price(self.support(client, "95"))
        )
