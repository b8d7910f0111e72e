"""R17: fees for paying late."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from support.billing.audit.facts import Context, Document
from support.billing.audit.happened import HoldFacts
from support.billing.audit.known import ContractFacts, TermsFacts
from tests.billing.audit.bills import AGREEMENT, APRIL, a_line, bill, client, found, minor, payment, places


def fee(amount: str = "15.00", **given: object) -> Document:
    line = a_line(name="Late fee", sku="LATE-FEE", price=amount)
    return bill(line, **{"number": "INV-2", "period": APRIL, "issued_on": date(2026, 4, 30), **given})


def late(due: date = date(2026, 3, 20), **given: object) -> Document:
    return bill(a_line(price="1000"), **{"issued_on": date(2026, 2, 20), "due_on": due, **given})


def agreed(**terms: object) -> list[ContractFacts]:
    return [replace(AGREEMENT, terms=TermsFacts(**{"late_fee_amount": Decimal(15), "late_fee_grace_days": 5, **terms}))]  # type: ignore[arg-type]


def judged(first: Document, second: Document, contracts: list[ContractFacts] | None = None, **known: object) -> Context:
    return client(first, second, contracts=agreed() if contracts is None else contracts, **known)


def test_a_fee_by_its_clause_on_what_was_overdue_is_right() -> None:
    assert places(judged(late(), fee()), "R17") == []


def test_a_fee_without_a_clause_is_found_in_full() -> None:
    for contracts in ([], [AGREEMENT]):
        (wrong,) = found(judged(late(), fee(), contracts), "R17")
        assert str(wrong.expected) == "0.00 EUR" and "no agreement has a clause" in wrong.message


def test_a_fee_when_nothing_was_overdue_is_found() -> None:
    first = late()
    for paid_on in (date(2026, 3, 20), date(2026, 3, 25)):
        paid = payment("1200.00", [(first, "1200.00")], received_on=paid_on)
        (wrong,) = found(judged(first, fee(), payments=[paid]), "R17")
        assert "nothing was overdue" in wrong.message


def test_money_may_be_under_way_for_two_working_days_after_the_grace() -> None:
    first = late()
    for paid_on, places_found in ((date(2026, 3, 27), ["line:1"]), (date(2026, 3, 31), [])):
        paid = payment("1200.00", [(first, "1200.00")], received_on=paid_on)
        assert places(judged(first, fee(), payments=[paid]), "R17") == places_found


def test_a_due_date_on_a_holiday_is_the_next_working_day() -> None:
    first = late(date(2026, 4, 3))  # Good Friday: the next working day is 7 April
    paid = payment("1200.00", [(first, "1200.00")], received_on=date(2026, 4, 14))
    assert places(judged(first, fee(), payments=[paid]), "R17") == ["line:1"]


def test_nothing_is_charged_on_what_is_disputed() -> None:
    first = late()
    held = HoldFacts(first.row or 0, minor("1200.00"), date(2026, 3, 15))
    (wrong,) = found(judged(first, fee(), holds=[held]), "R17")
    assert "undisputed" in wrong.message
    half = HoldFacts(first.row or 0, minor("600.00"), date(2026, 3, 15))
    assert places(judged(first, fee(), holds=[half]), "R17") == []


@pytest.mark.parametrize(("amount", "places_found"), [("24.00", []), ("24.02", ["line:1"])])
def test_interest_is_for_each_month_begun(amount: str, places_found: list[str]) -> None:
    contracts = agreed(late_fee_amount=None, late_fee_percent=Decimal(1))
    assert places(judged(late(), fee(amount), contracts), "R17") == places_found


def test_the_cap_is_the_most() -> None:
    contracts = agreed(late_fee_amount=None, late_fee_percent=Decimal(1), late_fee_cap=Decimal(20))
    (wrong,) = found(judged(late(), fee("24.00"), contracts), "R17")
    assert str(wrong.expected) == "20.00 EUR" and "at most 20" in wrong.message


def test_a_line_that_is_no_fee_is_not_judged() -> None:
    other = bill(a_line(name="Latex paint"), number="INV-2", period=APRIL)
    assert places(judged(late(), other, []), "R17") == []


def test_the_invoice_that_the_fee_names_is_the_one_that_counts() -> None:
    open_one, paid_one = late(), late(number="INV-9")
    paid = payment("1200.00", [(paid_one, "1200.00")], received_on=date(2026, 3, 19))
    named = fee()
    named.lines[0].description = "For invoice INV-9"
    context = client(open_one, paid_one, named, contracts=agreed(), payments=[paid])
    assert places(context, "R17") == ["line:1"]
