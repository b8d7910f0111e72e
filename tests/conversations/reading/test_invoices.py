"""Which invoice is meant. Today is Monday, 16 March 2026."""

from datetime import date

import pytest

from support.conversations.reading import KnownInvoice, days_in, dispute_in, invoice_in, periods_in
from support.conversations.reading.days import without_days
from support.conversations.reading.months import Period

TODAY = date(2026, 3, 16)


def _monthly(number: str, year: int, month: int) -> KnownInvoice:
    """A bill of one month, issued on the 3rd of the next."""
    period = Period.month(year, month)
    issued = date(year + month // 12, month % 12 + 1, 3)
    return KnownInvoice(number, issued, period.start, period.end)


OWN = [
    _monthly("INV-2026-0042", 2026, 2),
    _monthly("INV-2026-0017", 2026, 1),
    _monthly("INV-2025-0391", 2025, 12),
    _monthly("INV-2025-0042", 2025, 4),
    _monthly("INV-2025-0031", 2025, 3),
]


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("INV-2026-0042", "INV-2026-0042"),
        ("about inv-2026-0042 please", "INV-2026-0042"),
        ("INV 2026 0042", "INV-2026-0042"),
        ("inv20260042", "INV-2026-0042"),
        ("invoice 2026-0042", "INV-2026-0042"),
        ("Invoice number INV-2025-0042, line 2", "INV-2025-0042"),
        ("INV-2026-0042 2 lines are wrong", "INV-2026-0042"),
        ("on INV-2026-0042, 45.00 is wrong", "INV-2026-0042"),
        ("why INV-2026-0042? I mean INV-2026-0042!", "INV-2026-0042"),
        ("my february bill", "INV-2026-0042"),
        ("the Feb. invoice", "INV-2026-0042"),
        ("last month's bill", "INV-2026-0042"),
        ("the bill of the month before", "INV-2026-0042"),
        ("december", "INV-2025-0391"),
        ("two months ago", "INV-2026-0017"),
        ("January 2026", "INV-2026-0017"),
        ("my latest invoice", "INV-2026-0042"),
        ("last one", "INV-2026-0042"),
        ("the invoice of 3 February", "INV-2026-0017"),
        ("dated 2026-03-03", "INV-2026-0042"),
        ("03/03/2026", "INV-2026-0042"),
        ("the one of the 3rd of January", "INV-2025-0391"),
        ("the bill from the 3rd", "INV-2026-0042"),
        ("INV-2026-0042 and not the January one", "INV-2026-0042"),
    ],
)
def test_an_invoice_that_is_named_beyond_doubt_is_certain(text: str, certain: str) -> None:
    found = invoice_in(text, OWN, TODAY)
    assert found.certain == certain, found


@pytest.mark.parametrize(
    ("text", "near", "why"),
    [
        ("#42", ("INV-2026-0042", "INV-2025-0042"), "suffix"),
        ("inv 2026 42", ("INV-2026-0042",), "suffix"),
        ("invoice 0017", ("INV-2026-0017",), "suffix"),
        ("INV-2026-0024", ("INV-2026-0042",), "typo"),
        ("INV-2026-0043", ("INV-2026-0042",), "typo"),
        ("INV-2026-042", ("INV-2026-0042",), "suffix"),
        ("INV-2026-00042", ("INV-2026-0042",), "suffix"),
        ("INV-2026-0042 or INV-2026-0017?", ("INV-2026-0042", "INV-2026-0017"), "several"),
        ("Q1 2026", ("INV-2026-0042", "INV-2026-0017"), "several"),
        ("january and february", ("INV-2026-0017", "INV-2026-0042"), "several"),
        ("INV-2026-9999", (), "unknown"),
        ("INV-2026-9999 from february", ("INV-2026-0042",), "unknown"),
        ("my June bill", (), "unknown"),
        ("May I ask something?", (), "none"),
        ("I was charged twice", (), "none"),
        ("", (), "none"),
    ],
)
def test_what_leaves_a_choice_is_asked_about(text: str, near: tuple[str, ...], why: str) -> None:
    found = invoice_in(text, OWN, TODAY)
    assert (found.certain, found.near, found.why) == (None, near, why)


def test_a_letter_that_looks_like_a_digit_is_read_as_one() -> None:
    assert invoice_in("INV-2O26-OO42", OWN, TODAY).certain == "INV-2026-0042"


def test_a_month_is_the_one_whose_services_were_billed() -> None:
    with_this_march = [_monthly("INV-2026-0055", 2026, 3), *OWN]
    assert invoice_in("my March invoice", with_this_march, TODAY).certain == "INV-2026-0055"


def test_a_month_not_billed_yet_may_be_the_month_of_issue_or_last_years() -> None:
    assert invoice_in("my March invoice", OWN, TODAY).near == ("INV-2026-0042", "INV-2025-0031")
    assert invoice_in("my March 2026 invoice", OWN, TODAY).certain == "INV-2026-0042"
    assert invoice_in("my March invoice", OWN, date(2026, 2, 10)).certain == "INV-2025-0031"


def test_an_invoice_without_a_period_is_found_by_its_day_of_issue() -> None:
    own = [KnownInvoice("A-1", date(2026, 2, 20))]
    assert invoice_in("february", own, TODAY).certain == "A-1"


def test_two_bills_of_one_month_are_asked_about() -> None:
    own = [_monthly("INV-1", 2026, 2), _monthly("INV-2", 2026, 2)]
    assert invoice_in("february", own, TODAY).near == ("INV-1", "INV-2")


def test_nothing_is_found_where_there_is_nothing() -> None:
    for text in ("INV-2026-0042", "last bill", "february"):
        found = invoice_in(text, [], TODAY)
        assert (found.certain, found.near) == (None, ())


def test_a_foreign_number_and_an_unknown_one_are_alike() -> None:
    assert invoice_in("INV-2026-7777", OWN, TODAY) == invoice_in("INV-2031-0001", OWN, TODAY)


@pytest.mark.parametrize(
    ("text", "certain", "near"),
    [
        ("DSP-00042", "DSP-00042", ()),
        ("dsp 00042", "DSP-00042", ()),
        ("dispute 42", None, ("DSP-00042",)),
        ("#42", None, ("DSP-00042",)),
        ("DSP-00024", None, ("DSP-00042",)),
        ("DSP-77777", None, ()),
    ],
)
def test_a_dispute_is_named_like_an_invoice(text: str, certain: str | None, near: tuple[str, ...]) -> None:
    found = dispute_in(text, ["DSP-00042", "DSP-00107"])
    assert (found.certain, found.near) == (certain, near)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("March", [(2026, 3)]),
        ("april", [(2025, 4)]),
        ("in May", [(2025, 5)]),
        ("may 2024", [(2024, 5)]),
        ("May bill", [(2025, 5)]),
        ("3 May", [(2025, 5)]),
        ("may I", []),
        ("sept and Dec.", [(2025, 9), (2025, 12)]),
        ("end of feb", [(2026, 2)]),
        ("last month", [(2026, 2)]),
        ("this month", [(2026, 3)]),
        ("3 months ago", [(2025, 12)]),
        ("marching decently", []),
    ],
)
def test_months_are_the_most_recent_ones(text: str, expected: list[tuple[int, int]]) -> None:
    assert periods_in(text, TODAY) == [Period.month(*month) for month in expected]


def test_last_month_of_a_long_month_is_the_calendar_month_before() -> None:
    assert periods_in("last month", date(2026, 3, 31)) == [Period.month(2026, 2)]
    assert periods_in("last month", date(2026, 1, 31)) == [Period.month(2025, 12)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("Q2 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("last quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("the third quarter", date(2025, 7, 1), date(2025, 9, 30)),
    ],
)
def test_quarters_are_whole(text: str, start: date, end: date) -> None:
    assert periods_in(text, TODAY) == [Period(start, end)]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("03/04/2026", "en_GB", [date(2026, 4, 3)]),
        ("03/04/2026", "en_US", [date(2026, 3, 4)]),
        ("13/04/2025", "en_US", [date(2025, 4, 13)]),
        ("28.02.26", "de_DE", [date(2026, 2, 28)]),
        ("on the 5th", "en_GB", [date(2026, 3, 5)]),
        ("on the 20th", "en_GB", [date(2026, 2, 20)]),
        ("on the 31st", "en_GB", [date(2026, 1, 31)]),
        ("3 April", "en_GB", [date(2025, 4, 3)]),
        ("March 3rd, 2026", "en_GB", [date(2026, 3, 3)]),
        ("31 February", "en_GB", []),
        ("99/99/2026", "en_GB", []),
        ("06032018", "en_GB", []),
        ("29 February", "en_GB", []),
    ],
)
def test_days_are_read_as_the_locale_writes_them(text: str, locale: str, expected: list[date]) -> None:
    assert days_in(text, TODAY, locale) == expected


def test_days_can_be_taken_out_of_a_text() -> None:
    assert "2026" not in without_days("charged 40.00 on 3 March 2026")
    assert "40.00" in without_days("charged 40.00 on 3 March 2026")
