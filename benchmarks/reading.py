"""How much of a table of written sentences is read exactly: `python -m benchmarks.reading [TABLE.csv]`.

Columns: reader, text, locale, expected. `=` stands before what is certain, `?` before what is asked about, `~` before an
amount that can be read in two ways, `-` for nothing. Today is Monday, 16 March 2026.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from support.conversations import reading
from support.conversations.reading import Found, KnownInvoice, KnownLine, Period, references
from support.kernel.money import Money

TABLE = Path(__file__).resolve().parents[1] / "tests" / "conversations" / "reading" / "cases.csv"
TODAY = date(2026, 3, 16)
BILLED = Money(12000, "EUR")
DISPUTES = ["DSP-00042", "DSP-00107"]


class Case(NamedTuple):
    reader: str
    text: str
    locale: str
    expected: str


def _monthly(number: str, year: int, month: int) -> KnownInvoice:
    """A bill of one month, issued on the 3rd of the next."""
    period = Period.month(year, month)
    return KnownInvoice(number, date(year + month // 12, month % 12 + 1, 3), period.start, period.end)


INVOICES = [
    _monthly("INV-2026-0042", 2026, 2),
    _monthly("INV-2026-0017", 2026, 1),
    _monthly("INV-2025-0391", 2025, 12),
    _monthly("INV-2025-0042", 2025, 4),
    _monthly("INV-2025-0031", 2025, 3),
]
LINES = [
    KnownLine("1", "Coffee machine rental", Money(3000, "EUR")),
    KnownLine("2", "Espresso bean delivery", Money(12000, "EUR")),
    KnownLine("3", "Espresso bean delivery", Money(12000, "EUR")),
    KnownLine("4", "Cleaning, Quay", Money(4000, "EUR")),
    KnownLine("5", "Technician labour", Money(96000, "EUR"), Decimal(12), "hour"),
]


def cases(table: Path = TABLE) -> Iterator[Case]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Case(row["reader"], row["text"], row["locale"], row["expected"])


def read(case: Case) -> str:
    """What is read, written as the table writes it."""
    return READERS[case.reader](case.text, case.locale)


def _found(found: Found[Any], name: Callable[[Any], str] = str) -> str:
    if found.certain is not None:
        return f"={name(found.certain)}"
    return f"?{' '.join(name(one) for one in found.near)}" if found.near else "-"


def _listed(items: list[str]) -> str:
    return " ".join(items) or "-"


def _amounts(text: str, locale: str, *, bare: bool) -> str:
    rest = references.without(text, [invoice.number for invoice in INVOICES])
    found = reading.amounts_in(rest, "EUR", locale, bare=bare)
    return _listed([f"{'' if one.certain else '~'}{one.money.decimal}{one.money.currency}" for one in found])


def _claimed(text: str, locale: str) -> str:
    found = reading.claimed_in(text, "EUR", locale, billed=BILLED, bare=True)
    if found.certain is not None:
        return f"={found.certain.decimal}"
    return f"?{found.why}" if found.near else "-"


def _period(period: Period) -> str:
    first, last = f"{period.start:%Y-%m}", f"{period.end:%Y-%m}"
    return first if first == last else f"{first}..{last}"


def _quantities(text: str, _locale: str) -> str:
    billed, right = reading.billed_and_right(text)
    if billed and right:
        return f"{billed.value}{billed.unit}>{right.value}{right.unit}"
    return _listed([f"{one.value}{one.unit}" for one in reading.quantities_in(text)])


READERS: dict[str, Callable[[str, str], str]] = {
    "invoice": lambda text, locale: _found(reading.invoice_in(text, INVOICES, TODAY, locale)),
    "dispute": lambda text, _: _found(reading.dispute_in(text, DISPUTES)),
    "amount": lambda text, locale: _amounts(text, locale, bare=False),
    "bare": lambda text, locale: _amounts(text, locale, bare=True),
    "claimed": _claimed,
    "day": lambda text, locale: _listed([str(day) for day in reading.days_in(text, TODAY, locale)]),
    "period": lambda text, _: _listed([_period(one) for one in reading.periods_in(text, TODAY)]),
    "line": lambda text, locale: _found(reading.lines_in(text, LINES, locale=locale), " ".join),
    "free": lambda text, locale: _found(reading.lines_in(text, LINES, asked=False, locale=locale), " ".join),
    "quantity": _quantities,
    "reason": lambda text, _: _found(reading.reason_in(text), lambda reason: reason.value),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE, help="a CSV of the same columns (our own table)")
    asked, exact = Counter[str](), Counter[str]()
    for case in cases(parser.parse_args().table):
        answer = read(case)
        asked[case.reader] += 1
        exact[case.reader] += answer == case.expected
        if answer != case.expected:
            print(f"{case.reader}: “{case.text}” ({case.locale}) is read as {answer}, expected {case.expected}")
    for reader, count in asked.items():
        print(f"{reader:10}{exact[reader]:5} of {count:4} {exact[reader] / count:8.1%}")
    print(f"{'all':10}{exact.total():5} of {asked.total():4} {exact.total() / asked.total():8.1%}")


if __name__ == "__main__":
    main()
