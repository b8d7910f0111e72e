"""R3: rates of the day, reverse charge, and both ways of rounding."""

from datetime import date
from decimal import Decimal

import pytest

from support.billing.audit.facts import PartyFacts, Tax
from support.billing.audit.happened import TaxRateFacts
from tests.billing.audit.bills import a_line, bill, client, found, places

RATES = [
    TaxRateFacts("IE", "S", Decimal(23), date(2012, 1, 1), date(2026, 3, 14)),
    TaxRateFacts("IE", "S", Decimal(21), date(2026, 3, 15), None),
    TaxRateFacts("IE", "S", Decimal("13.5"), date(2012, 1, 1), None),
]


@pytest.mark.parametrize(("rate", "wrong"), [("23", []), ("21", []), ("13.5", []), ("20", ["tax:S/20"])])
def test_a_rate_that_held_on_any_day_of_the_service_is_right(rate: str, wrong: list[str]) -> None:
    assert places(client(bill(a_line(rate=rate)), tax_rates=RATES), "R3") == wrong


def test_the_old_rate_after_its_last_day_is_found_with_the_right_tax() -> None:
    document = bill(a_line(rate="23"), period=(date(2026, 4, 1), date(2026, 4, 30)))
    (wrong,) = found(client(document, tax_rates=RATES), "R3")
    assert (str(wrong.billed), str(wrong.expected)) == ("23.00 EUR", "21.00 EUR")


def test_a_country_without_known_rates_is_not_judged() -> None:
    assert places(client(bill(a_line(rate="19"), seller=PartyFacts("Other", "XX")), tax_rates=RATES), "R3") == []


@pytest.mark.parametrize(("tax_id", "wrong"), [("", 1), ("IE6388047V", 0), ("IE6388047X", 1), ("US123", 0)])
def test_who_owes_the_tax_instead_has_a_number_that_can_be_right(tax_id: str, wrong: int) -> None:
    taxes = (Tax("AE", Decimal(0), 10000, 0, "Reverse charge"),)
    buyer = PartyFacts("Harbour Café", "IE", tax_id=tax_id)
    assert len(places(client(bill(a_line(rate="0", category="AE"), taxes=taxes, buyer=buyer)), "R3")) == wrong


def test_yen_may_be_rounded_line_by_line_as_well() -> None:
    lines = [a_line(price="13", rate="20") for _ in range(12)]  # 12 × round(2.6) = 36, round(31.2) = 31
    for tax, wrong in ((36, []), (31, []), (39, ["tax:S/20"])):
        document = bill(*map(dict, lines), currency="JPY", taxes=(Tax("S", Decimal(20), 156, tax),))
        assert places(client(document), "R3") == wrong
