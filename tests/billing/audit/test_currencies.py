"""R19: currency and exchange rates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from support.billing.audit.facts import Context
from support.billing.audit.happened import Rates
from support.billing.audit.known import TermsFacts
from support.billing.kinds import Severity
from tests.billing.audit.bills import AGREEMENT, a_line, bill, client, found, places, unsure

ON = date(2026, 3, 31)


def rates(*known: tuple[str, str, str]) -> Rates:
    found = Rates()
    for base, quote, rate in known:
        found.add(base, quote, ON, Decimal(rate), "ECB")
    return found


def judged(rate: str, known: Rates, **terms: object) -> Context:
    line = a_line(properties={"fxrate": rate, "fxbase": "USD", "fxdate": "2026-03-31"})
    contracts = [replace(AGREEMENT, terms=TermsFacts(**terms))]  # type: ignore[arg-type]
    return client(bill(line), contracts=contracts, rates=known)


DOLLAR = rates(("USD", "EUR", "0.90"))


@pytest.mark.parametrize(("rate", "wrong"), [("0.90", []), ("0.918", []), ("0.9181", ["line:1"]), ("0.88", ["line:1"])])
def test_a_rate_may_be_two_percent_off_its_sources(rate: str, wrong: list[str]) -> None:
    assert places(judged(rate, DOLLAR), "R19") == wrong


def test_too_high_a_rate_is_an_error_and_too_low_a_one_a_note() -> None:
    (high,), (low,) = found(judged("1.00", DOLLAR), "R19"), found(judged("0.80", DOLLAR), "R19")
    assert (str(high.expected), high.severity, low.severity) == ("90.00 EUR", Severity.ERROR, Severity.INFO)


def test_the_agreed_percentage_goes_before_the_usual_one() -> None:
    assert places(judged("0.91", DOLLAR, fx_tolerance_percent=Decimal("0.5")), "R19") == ["line:1"]


def test_a_fixed_rate_of_a_clause_is_the_rate() -> None:
    assert places(judged("0.80", DOLLAR, fx_rate=Decimal("0.80")), "R19") == []
    assert places(judged("0.90", DOLLAR, fx_rate=Decimal("0.80")), "R19") == ["line:1"]


def test_a_rate_may_be_published_the_other_way_round_or_through_a_third_currency() -> None:
    assert places(judged("0.90", rates(("EUR", "USD", "1.1111"))), "R19") == []
    assert places(judged("0.90", rates(("USD", "GBP", "0.75"), ("GBP", "EUR", "1.20"))), "R19") == []


def test_the_agreed_source_is_the_one_that_counts() -> None:
    known = rates(("USD", "EUR", "0.90"))
    known.add("USD", "EUR", ON, Decimal("0.95"), "BoE")
    assert places(judged("0.95", known, fx_source="BoE"), "R19") == []
    assert places(judged("0.95", known), "R19") == ["line:1"]


def test_a_rate_of_a_day_that_nobody_published_cannot_be_checked() -> None:
    assert unsure(judged("0.90", Rates()), "R19") == ["No rate of USD to EUR on 31 March 2026 is known."]


@pytest.mark.parametrize("said", ["", "abc", "NaN", "-1", "0"])
def test_nonsense_for_a_rate_is_no_rate(said: str) -> None:
    assert places(judged(said, DOLLAR), "R19") == []


def test_a_bill_in_another_currency_than_its_agreement_is_found() -> None:
    context = client(bill(currency="USD"), contracts=[AGREEMENT])
    assert places(context, "R19") == ["currency"]
    assert places(client(bill(), contracts=[AGREEMENT]), "R19") == []


def test_a_clause_about_exchange_is_one_about_other_currencies() -> None:
    exchanged = replace(AGREEMENT, terms=TermsFacts(fx_source="ECB"))
    assert places(client(bill(currency="USD"), contracts=[exchanged]), "R19") == []


def test_of_two_agreements_the_one_that_is_named_counts() -> None:
    dollars = replace(AGREEMENT, number="AGR-2", currency="USD")
    both = [AGREEMENT, dollars]
    assert places(client(bill(currency="USD"), contracts=both), "R19") == []
    assert places(client(bill(contract_reference="AGR-2"), contracts=both), "R19") == ["currency"]
