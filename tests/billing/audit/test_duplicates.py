"""R4 and R5: charged twice, and the many things that merely look so."""

from datetime import date, timedelta
from typing import Any

import pytest

from support.billing.audit import duplicates
from support.billing.audit.facts import Context
from support.billing.kinds import Severity
from tests.billing.audit.bills import APRIL, a_line, bill, client, found, minor, off, places, record


def on(day: int) -> tuple[date, date]:
    return date(2026, 3, day), date(2026, 3, day)


def twice(context: Context) -> list[tuple[str, str]]:
    return [(row.document.number, row.place) for row in found(context, "R4")]


class TestOneRecord:
    def test_one_delivery_on_two_lines_is_certain(self) -> None:
        document = bill(a_line(record="DLV-1", period=on(11)), a_line(record="DLV-1", period=on(11)))
        (again,) = found(client(document, records=[record()]), "R4")
        assert (again.place, again.severity, str(again.difference)) == ("line:2", Severity.ERROR, "100.00 EUR")
        assert "rests on record DLV-1, which line 1 has billed" in again.message
        assert {row["kind"] for row in again.evidence} == {"line", "record"}

    def test_a_delivery_billed_again_a_month_later_is_found_on_the_later_invoice(self) -> None:
        first, later = bill(a_line(record="DLV-1")), bill(a_line(record="DLV-1"), number="INV-2", period=APRIL)
        assert twice(client(later, first, records=[record()])) == [("INV-2", "line:1")]

    def test_a_delivery_billed_in_two_parts_is_right(self) -> None:
        halves = [a_line(record="DLV-1", quantity="3", unit_code="KGM") for _ in range(2)]
        assert twice(client(bill(*halves), records=[record(quantity="6", unit="kg")])) == []

    def test_the_third_half_of_a_delivery_is_one_too_many(self) -> None:
        thirds = [a_line(record="DLV-1", quantity="3", unit_code="KGM") for _ in range(3)]
        assert twice(client(bill(*thirds), records=[record(quantity="6", unit="kg")])) == [("INV-1", "line:3")]

    def test_one_delivery_counted_in_another_unit_is_no_excuse_for_two(self) -> None:
        lines = [a_line(record="DLV-1", quantity="1") for _ in range(2)]
        assert twice(client(bill(*lines), records=[record(quantity="6", unit="kg")])) == [("INV-1", "line:2")]

    def test_two_articles_of_one_delivery_are_two_charges(self) -> None:
        lines = [a_line(record="DLV-1", sku="BEANS"), a_line(record="DLV-1", sku="MILK", name="Milk")]
        assert twice(client(bill(*lines), records=[record()])) == []

    def test_a_record_that_is_not_known_decides_all_the_same(self) -> None:
        assert twice(client(bill(a_line(record="DLV-9"), a_line(record="DLV-9")))) == [("INV-1", "line:2")]

    def test_three_times_is_two_findings(self) -> None:
        lines = [a_line(record="DLV-1") for _ in range(3)]
        assert twice(client(bill(*lines), records=[record()])) == [("INV-1", "line:2"), ("INV-1", "line:3")]


class TestOneTime:
    def test_the_same_service_for_overlapping_times_is_likely(self) -> None:
        document = bill(
            a_line(period=(date(2026, 3, 1), date(2026, 3, 20))), a_line(period=(date(2026, 3, 10), date(2026, 3, 31)))
        )
        (again,) = found(client(document), "R4")
        assert (again.place, again.severity) == ("line:2", Severity.WARNING)

    def test_a_charge_typed_in_again_without_its_record_is_found(self) -> None:
        document = bill(a_line(record="DLV-1", period=on(11)), a_line(period=on(11)))
        assert twice(client(document, records=[record()])) == [("INV-1", "line:2")]

    def test_equal_words_without_any_time_are_only_a_hint(self) -> None:
        document = bill(a_line(), a_line(), period=None)
        (hint,) = found(client(document), "R4")
        assert hint.severity is Severity.INFO


class TestWhatMerelyLooksSo:
    def test_the_same_amount_every_month(self) -> None:
        assert twice(client(bill(a_line()), bill(a_line(), number="INV-2", period=APRIL))) == []

    def test_months_written_up_to_the_first_of_the_next(self) -> None:
        march = bill(a_line(period=(date(2026, 3, 1), date(2026, 4, 1))))
        april = bill(a_line(period=(date(2026, 4, 1), date(2026, 5, 1))), number="INV-2", period=APRIL)
        assert twice(client(march, april)) == []

    def test_two_sites(self) -> None:
        assert twice(client(bill(a_line(subject="Quay"), a_line(subject="Market")))) == []

    def test_two_deliveries_on_one_day(self) -> None:
        lines = [a_line(record="DLV-1", period=on(11)), a_line(record="DLV-2", period=on(11))]
        assert twice(client(bill(*lines), records=[record(), record("DLV-2")])) == []

    def test_two_deliveries_that_the_lines_do_not_name(self) -> None:
        context = client(bill(a_line(), a_line()), records=[record(), record("DLV-2", start=on(18)[0], end=on(18)[0])])
        assert twice(context) == []

    def test_three_lines_for_two_deliveries_are_one_too_many(self) -> None:
        context = client(bill(a_line(), a_line(), a_line()), records=[record(), record("DLV-2")])
        assert twice(context) != []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (a_line(name="Instalment 1 of 3"), a_line(name="Instalment 2 of 3")),
            (a_line(description="Visit of 4 March"), a_line(description="Visit of 18 March")),
            (a_line(description="Network and printers"), a_line(description="Accounts and laptops")),
            (a_line(rate="20"), a_line(rate="10")),
            (a_line(sku="A"), a_line(sku="B")),
            (a_line(price="30"), a_line(price="300")),
        ],
    )
    def test_parts_of_a_series_other_tax_other_article_other_amount(
        self, one: dict[str, object], other: dict[str, object]
    ) -> None:
        assert twice(client(bill(dict(one), dict(other)))) == []

    def test_a_plan_given_back_and_the_new_one_charged(self) -> None:
        half = (date(2026, 3, 16), date(2026, 3, 31))
        lines = [
            a_line(price="120"),
            a_line(quantity="-16", price="120", base="31", period=half),
            a_line(quantity="16", price="120", base="31", period=half, sku="LARGE"),
        ]
        assert twice(client(bill(*lines))) == []

    def test_a_line_that_was_credited_and_billed_again(self) -> None:
        wrong = bill(a_line(credited=minor("100.00")))
        assert twice(client(wrong, bill(a_line(), number="INV-2"))) == []

    def test_an_invoice_and_the_one_that_corrects_it(self) -> None:
        first = bill(a_line(record="DLV-1"), replaced=True)
        corrected = bill(a_line(record="DLV-1"), number="INV-2", type_code="384", corrects=("INV-1",))
        assert twice(client(first, corrected, records=[record()])) == []

    def test_the_lines_of_a_credit_note(self) -> None:
        note = bill(a_line(record="DLV-1"), number="CN-1", kind="credit_note")
        assert twice(client(bill(a_line(record="DLV-1")), note, records=[record()])) == []


class TestInvoices:
    def test_the_same_invoice_under_another_number_is_found_once_and_its_lines_are_not_counted_again(self) -> None:
        lines = [a_line(record="DLV-1"), a_line(price="50", sku="MILK")]
        first, again = bill(*map(dict, lines)), bill(*map(dict, lines), number="INV-77")
        context = client(first, again, records=[record()])
        (repeat,) = found(context, "R5")
        assert (repeat.document.number, repeat.place, str(repeat.difference)) == (
            "INV-77",
            "total:payable",
            "180.00 EUR",
        )
        assert twice(context) == []

    def test_monthly_invoices_over_the_same_amount_are_right(self) -> None:
        assert places(client(bill(a_line()), bill(a_line(), number="INV-2", period=APRIL)), "R5") == []

    def test_consecutive_numbers_mean_nothing_without_times(self) -> None:
        first = bill(a_line(), period=None, number="INV-1234")
        later = bill(a_line(), period=None, number="INV-1235", issued_on=first.issued_on + timedelta(days=30))
        assert places(client(first, later), "R5") == []

    def test_another_delivery_is_another_invoice(self) -> None:
        first, second = bill(a_line(record="DLV-1")), bill(a_line(record="DLV-2"), number="INV-2")
        assert places(client(first, second, records=[record(), record("DLV-2")]), "R5") == []

    def test_a_number_given_twice_to_different_documents_is_found(self) -> None:
        first, second = bill(a_line(), number="INV-0042"), bill(a_line(price="70"), number="inv 42", row=99)
        (given,) = found(client(first, second), "R5")
        assert (given.place, given.difference) == ("number", None)

    def test_an_invoice_and_a_credit_note_may_share_a_number(self) -> None:
        note = bill(a_line(price="70"), kind="credit_note", row=99)
        assert places(client(bill(a_line()), note), "R5") == []

    def test_an_invoice_that_was_credited_away_and_sent_again_is_right(self) -> None:
        wrong = bill(a_line(credited=minor("100.00")), credited=minor("100.00"))
        assert places(client(wrong, bill(a_line(), number="INV-2")), "R5") == []


def test_what_was_charged_twice_is_not_also_charged_at_a_wrong_price() -> None:
    from tests.billing.audit.bills import price

    lines = [a_line(record="DLV-1", price="120", parts=(off("1.00"),)) for _ in range(2)]
    context = client(bill(*lines), records=[record()], prices=[price("100")])
    assert places(context, "R4") == ["line:2"]
    assert places(context, "R6") == ["line:1"]


def test_ten_thousand_lines_of_one_amount_are_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with the lines, not with their square."""
    compared, plain = [], duplicates.compare

    def counted(*pair: Any) -> Any:
        compared.append(pair)
        return plain(*pair)

    monkeypatch.setattr(duplicates, "compare", counted)
    document = bill(*[a_line(description=f"Visit {at}") for at in range(2000)])
    list(duplicates.duplicate_lines(client(document)))
    assert len(compared) <= 2000 * 50
