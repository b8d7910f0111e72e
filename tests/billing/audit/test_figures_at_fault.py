"""One wrong figure in a document is one finding, at its own place; a document that adds up has none."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.billing.audit.checking import facts_of
from support.billing.audit.facts import Context
from support.billing.audit.results import Found
from support.billing.audit.rules import RULES
from support.billing.importing.documents import AllowanceCharge, ReadDocument
from support.billing.importing.ubl import read_ubl
from support.billing.writing.ubl import write_ubl
from support.kernel import clock
from tests.billing.files import document, line
from tests.billing.importing.samples import CREDIT_NOTE, INVOICE, read

ARITHMETIC = ("R1", "R2", "R3")
RATES = st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(7), Decimal(20), Decimal(23)])
MONEY = st.decimals("0.50", "9999.99", places=2)
OFF = st.sampled_from([Decimal(one) for one in ("0.01", "-0.01", "0.02", "0.03", "-0.17", "1", "-12.34", "100")])
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def wrong(told: ReadDocument) -> list[tuple[str, str]]:
    """Rule and place of each arithmetic finding, after the document was written and read again."""
    again = read_ubl(io.BytesIO(write_ubl(told)), "made.xml")
    context = Context(today=clock.today(), documents=[facts_of(again)], whole=False)
    answers = (answer for rule in RULES if rule.id in ARITHMETIC for answer in rule.check(context))
    return [(answer.rule, answer.place) for answer in answers if isinstance(answer, Found)]


@st.composite
def documents(draw: st.DrawFn) -> ReadDocument:
    rows = []
    for at in range(1, draw(st.integers(1, 5)) + 1):
        quantity = draw(st.decimals("0.001", "999", places=3))
        price = draw(st.decimals("0.0001", "500", places=4))
        parts = tuple(AllowanceCharge(is_charge=on, amount=amount, reason="Agreed") for on, amount in draw(_parts()))
        rows.append(line(at, str(quantity), str(price), tax_rate=draw(RATES), allowances_charges=parts))
    extra = tuple(
        AllowanceCharge(is_charge=on, amount=amount, reason="Agreed", tax_category="S", tax_rate=rows[0].tax_rate)
        for on, amount in draw(_parts())
    )
    return document(*rows, extra=extra)


def _parts() -> st.SearchStrategy[list[tuple[bool, Decimal]]]:
    return st.lists(st.tuples(st.booleans(), MONEY), max_size=2)


@QUIET
@given(documents())
def test_a_document_that_adds_up_has_no_arithmetic_finding(told: ReadDocument) -> None:
    assert wrong(told) == []


@QUIET
@given(documents(), OFF, st.data())
def test_a_line_whose_net_is_off_is_the_one_finding(told: ReadDocument, off: Decimal, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(told.lines) - 1))
    rows = [replace(row, net=row.net + off) if place == at else row for place, row in enumerate(told.lines)]
    assert wrong(replace(told, lines=tuple(rows))) == [("R1", f"line:{at + 1}")]


@QUIET
@given(documents(), OFF, st.data(), st.sampled_from(["tax", "taxable"]))
def test_a_tax_that_is_off_is_the_one_finding(told: ReadDocument, off: Decimal, data: st.DataObject, name: str) -> None:
    at = data.draw(st.integers(0, len(told.tax_subtotals) - 1))
    row = told.tax_subtotals[at]
    changed = replace(row, **{name: getattr(row, name) + off})
    rows = tuple(changed if place == at else one for place, one in enumerate(told.tax_subtotals))
    assert wrong(replace(told, tax_subtotals=rows)) == [("R3", f"tax:S/{(row.rate or Decimal(0)).normalize():f}")]


TOTALS = {
    "line_extension": "lines",
    "allowance_total": "allowances",
    "charge_total": "charges",
    "tax_exclusive": "net",
    "tax_inclusive": "gross",
    "prepaid": "payable",
    "rounding": "payable",
    "payable": "payable",
}


@QUIET
@given(documents(), OFF, st.sampled_from([*TOTALS, "tax"]))
def test_a_total_that_is_off_is_the_one_finding(told: ReadDocument, off: Decimal, name: str) -> None:
    if name == "tax":
        changed = replace(told, tax_total=(told.tax_total or Decimal(0)) + off)
    else:
        before = getattr(told.totals, name) or Decimal(0)
        changed = replace(told, totals=replace(told.totals, **{name: before + off}))
    assert wrong(changed) == [("R2", f"total:{TOTALS.get(name, name)}")]


def carried(told: ReadDocument, off: Decimal, *names: str) -> ReadDocument:
    """The totals after a wrong figure, worked out from it: only one rule of the standard is broken."""
    moved = {name: (getattr(told.totals, name) or Decimal(0)) + off for name in names}
    return replace(told, totals=replace(told.totals, **moved))


def _line(told: ReadDocument) -> ReadDocument:
    first = replace(told.lines[0], net=told.lines[0].net + 10)
    tax = replace(
        told.tax_subtotals[0],
        taxable=told.tax_subtotals[0].taxable + 10,
        tax=told.tax_subtotals[0].tax + Decimal("2.30"),
    )
    moved = carried(told, Decimal("12.30"), "tax_inclusive", "payable")
    moved = carried(moved, Decimal(10), "line_extension", "tax_exclusive")
    return replace(moved, lines=(first, *told.lines[1:]), tax_subtotals=(tax,), tax_total=tax.tax)


def _tax(told: ReadDocument) -> ReadDocument:
    tax = replace(told.tax_subtotals[0], tax=told.tax_subtotals[0].tax + 10)
    return replace(carried(told, Decimal(10), "tax_inclusive", "payable"), tax_subtotals=(tax,), tax_total=tax.tax)


CARRIED: dict[str, Callable[[ReadDocument], ReadDocument]] = {
    "line:1": _line,
    "tax:S/23": _tax,
    "total:lines": lambda told: carried(
        told, Decimal(10), "line_extension", "tax_exclusive", "tax_inclusive", "payable"
    ),
    "total:net": lambda told: carried(told, Decimal(10), "tax_exclusive", "tax_inclusive", "payable"),
    "total:tax": lambda told: replace(
        carried(told, Decimal(10), "tax_inclusive", "payable"), tax_total=(told.tax_total or Decimal(0)) + 10
    ),
    "total:gross": lambda told: carried(told, Decimal(10), "tax_inclusive", "payable"),
    "total:payable": lambda told: carried(told, Decimal(10), "payable"),
}


@pytest.mark.parametrize("place", CARRIED)
def test_a_wrong_figure_that_was_carried_through_is_found_where_it_began(place: str) -> None:
    assert [found for _, found in wrong(CARRIED[place](document(line(1), line(2, "3", "9.99"))))] == [place]


def test_two_wrong_figures_are_two_findings() -> None:
    told = document(line(1), line(2, "3", "9.99"))
    both = carried(carried(told, Decimal(5), "line_extension"), Decimal(7), "payable")
    assert [place for _, place in wrong(both)] == ["total:lines", "total:payable"]


def test_a_rate_written_for_another_is_one_finding() -> None:
    told = document(line(1))
    tax = replace(told.tax_subtotals[0], rate=Decimal(19))
    assert {place for _, place in wrong(replace(told, tax_subtotals=(tax,)))} == {"tax:S/19"}


def test_a_line_that_was_off_before_hides_no_other_figure() -> None:
    told = _line(document(line(1), line(2, "3", "9.99")))
    second = replace(told.lines[1], net=told.lines[1].net + Decimal("0.01"))
    changed = replace(told, lines=(told.lines[0], second))
    assert [place for _, place in wrong(changed)] == ["line:1", "line:2"]
    assert [place for _, place in wrong(carried(told, Decimal(1), "payable"))] == ["line:1", "total:payable"]


def test_a_document_of_another_writer_adds_up() -> None:
    assert wrong(replace(read(INVOICE), left_out=(), attachments=())) == []


def test_a_line_in_yen_that_is_not_its_quantity_times_its_price_is_the_one_finding() -> None:
    # 30 at 40.25 are 1207.50, and 1200 are given.
    assert wrong(replace(read(CREDIT_NOTE), left_out=())) == [("R1", "line:1")]
