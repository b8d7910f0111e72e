"""R6 where an agreement sets a least amount an invoice."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from support.billing.audit.facts import Context
from support.billing.audit.known import OrderFacts, TermsFacts
from support.billing.kinds import Severity
from tests.billing.audit.bills import AGREEMENT, APRIL, a_line, bill, client, found, off, places, price

LEAST = replace(AGREEMENT, terms=TermsFacts(minimum_commitment=Decimal(500), minimum_clause="4.4"))
TRUE_UP = {"name": "Minimum commitment, true-up", "sku": "MINIMUM"}


def billed(*lines: dict[str, Any], contract: Any = LEAST, **given: Any) -> Context:
    return client(
        bill(*lines, contract_reference="AGR-1", **given), contracts=[contract], prices=[price(contract=contract)]
    )


def test_what_the_other_lines_lack_of_the_least_amount_is_right() -> None:
    assert found(billed(a_line(), a_line(price="400", **TRUE_UP)), "R6") == []


@pytest.mark.parametrize(
    ("charged", "due", "severity"), [("450", "400.00 EUR", Severity.ERROR), ("350", "400.00 EUR", Severity.INFO)]
)
def test_more_or_less_than_that_is_a_finding_on_the_line(charged: str, due: str, severity: Severity) -> None:
    (said,) = found(billed(a_line(), a_line(price=charged, **TRUE_UP)), "R6")
    assert (said.place, str(said.expected), said.severity) == ("line:2", due, severity)
    assert said.evidence[0]["text"] == "at least 500.00 EUR an invoice, clause 4.4"


def test_nothing_is_made_up_where_the_lines_reach_the_least_amount() -> None:
    (said,) = found(billed(a_line(quantity="5"), a_line(price="50", **TRUE_UP)), "R6")
    assert (said.place, str(said.expected)) == ("line:2", "0.00 EUR")


def test_two_lines_that_make_it_up_count_together() -> None:
    context = billed(a_line(), a_line(price="300", **TRUE_UP), a_line(price="100", **TRUE_UP))
    assert found(context, "R6") == []


def test_a_discount_on_the_whole_invoice_is_made_up_for_too() -> None:
    assert found(billed(a_line(), a_line(price="410", **TRUE_UP), parts=[off("10")]), "R6") == []


def test_a_whole_month_below_the_least_amount_is_a_note_of_too_little() -> None:
    (said,) = found(billed(a_line()), "R6")
    assert (said.place, said.severity, str(said.difference)) == ("total:net", Severity.INFO, "-400.00 EUR")


def test_a_part_of_a_month_and_the_first_month_may_be_less() -> None:
    half = (APRIL[0].replace(day=16), APRIL[1])
    assert found(billed(a_line(), period=half), "R6") == []
    late = replace(LEAST, starts_on=APRIL[0].replace(day=2))
    assert found(billed(a_line(), period=APRIL, contract=late), "R6") == []


def test_without_such_a_clause_nothing_is_made_up() -> None:
    context = billed(a_line(), a_line(price="400", **TRUE_UP), contract=AGREEMENT)
    assert found(context, "R6") == []


def test_an_agreed_true_up_needs_no_order() -> None:
    ordered = OrderFacts("PO", "OTHER", AGREEMENT.starts_on)
    assert places(replace(billed(a_line(), a_line(price="400", **TRUE_UP)), orders=[ordered]), "R18") == []
    bare = replace(billed(a_line(), a_line(price="400", **TRUE_UP), contract=AGREEMENT), orders=[ordered])
    assert places(bare, "R18") == ["line:2"]
