"""Amounts in running text."""

from decimal import Decimal

import pytest

from support.conversations.reading import amounts_in, claimed_in
from support.conversations.reading.amounts import read_figure
from support.conversations.reading.references import without
from support.kernel.money import Money


def _found(text: str, locale: str = "en_GB", *, bare: bool = False) -> list[str]:
    return [str(amount.money) for amount in amounts_in(text, "EUR", locale, bare=bare)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€40", ["40.00 EUR"]),
        ("40 euros", ["40.00 EUR"]),
        ("40EUR", ["40.00 EUR"]),
        ("it was 40.00", ["40.00 EUR"]),
        ("12,50", ["12.50 EUR"]),
        ("50 quid", ["50.00 GBP"]),
        ("$9.99", ["9.99 USD"]),
        ("-€5.00", ["-5.00 EUR"]),
        ("€-5.00", ["-5.00 EUR"]),
        ("1,234.56", ["1234.56 EUR"]),
        ("€1,234", ["1234.00 EUR"]),
        ("1 234,56 €", ["1234.56 EUR"]),
        ("3 charges of $9.99", ["9.99 USD"]),
        ("3 hours at 80.00", ["80.00 EUR"]),
        ("2 x 120.00", ["120.00 EUR"]),
        ("10% of it", []),
        ("line 3", []),
        ("lines 2 and 3", []),
        ("the 2nd one", []),
        ("on 3 March 2026", []),
        ("on 03/04/2026 at 14:30", []),
        ("between €40 and €50", ["40.00 EUR", "50.00 EUR"]),
        ("40", []),
        ("two hundred and fifty euros", ["250.00 EUR"]),
        ("a hundred euros", ["100.00 EUR"]),
        ("three bags", []),
        ("", []),
    ],
)
def test_a_number_is_an_amount_only_with_a_sign_of_it(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("40", ["40.00 EUR"]), ("fifty", ["50.00 EUR"]), ("it is 30", ["30.00 EUR"]), ("line 3", [])],
)
def test_a_bare_number_counts_when_one_was_asked_for(text: str, expected: list[str]) -> None:
    assert _found(text, bare=True) == expected


def test_the_digits_of_a_reference_are_no_amount() -> None:
    text = without("INV-2026-0042 … 45.00", ["INV-2026-0042"])
    assert _found(text) == ["45.00 EUR"]


@pytest.mark.parametrize(
    ("figure", "locale", "value", "certain"),
    [
        ("1.234,56", "de_DE", "1234.56", True),
        ("1.234,56", "en_GB", "1234.56", True),
        ("1,234.56", "de_DE", "1234.56", True),
        ("1,234", "en_GB", "1234", True),
        ("1.234", "en_GB", "1234", False),
        ("1.234", "de_DE", "1234", True),
        ("1,234", "de_DE", "1234", False),
        ("12,50", "en_GB", "12.50", True),
        ("1.234.567", "de_DE", "1234567", True),
        ("1,234,567.89", "en_GB", "1234567.89", True),
        ("1 234,5", "fr_FR", "1234.5", True),
    ],
)
def test_figures_are_read_by_the_locale(figure: str, locale: str, value: str, certain: bool) -> None:
    assert read_figure(figure, locale) == (Decimal(value), certain)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("30", 3000),
        ("30.50", 3050),
        ("it should be 80.00", 8000),
        ("should be 80 instead of 95", 8000),
        ("you charged 95.00 instead of 80.00", 8000),
        ("charged 95 but we agreed on 80", 8000),
        ("the right amount is €80, not €95", 8000),
        ("nothing", 0),
        ("zero", 0),
        ("it should not be there", 0),
        ("0", 0),
        ("fifty euros", 5000),
    ],
)
def test_what_is_said_to_be_right_is_certain(text: str, minor: int) -> None:
    assert claimed_in(text, "EUR", billed=Money(12000, "EUR"), bare=True).certain == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("120", "billed"),
        ("130", "above"),
        ("-5", "negative"),
        ("$30", "foreign"),
        ("30 or 40", "several"),
        ("twenty five ninety nine", "amount"),
        ("1.050", "amount"),
        ("too much", "none"),
        ("30.555", "amount"),
    ],
)
def test_a_doubtful_amount_is_asked_about(text: str, why: str) -> None:
    found = claimed_in(text, "EUR", billed=Money(12000, "EUR"), bare=True)
    assert found.certain is None
    assert found.why == why


def test_a_free_sentence_claims_nothing_by_its_bare_numbers() -> None:
    assert claimed_in("I was charged 2 times for 3 deliveries", "EUR").why == "none"
