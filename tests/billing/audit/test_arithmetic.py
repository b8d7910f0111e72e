"""R1, R2 and R3: whether a document adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.billing.audit.facts import Part, Tax
from tests.billing.audit.bills import a_line, added, bill, client, found, minor, off, places, unsure

ARITHMETIC = ("R1", "R2", "R3")


def arithmetic(*documents: object) -> list[str]:
    context = client(*documents)  # type: ignore[arg-type]
    return [place for rule in ARITHMETIC for place in places(context, rule)]


class TestLines:
    @pytest.mark.parametrize(
        "line",
        [
            a_line(quantity="3", price="9.99"),
            a_line(quantity="-2", price="20"),
            a_line(quantity="0", price="20"),
            a_line(quantity="1500", price="45", base="1000"),
            a_line(quantity="7", price="0.12345678"),
            a_line(quantity="1", price="100", parts=(off("10.00"), added("5.00"))),
            a_line(quantity="3", price="0.335", net="1.00"),
            a_line(quantity="3", price="0.335", net="1.02"),
        ],
    )
    def test_a_line_within_two_cents_of_quantity_times_price_is_right(self, line: dict[str, object]) -> None:
        assert arithmetic(bill(line)) == []

    def test_a_line_that_is_not_quantity_times_price_is_found_with_both_amounts(self) -> None:
        (wrong,) = found(client(bill(a_line(quantity="3", price="10", net="31.00"))), "R1")
        assert (wrong.place, str(wrong.billed), str(wrong.expected)) == ("line:1", "31.00 EUR", "30.00 EUR")
        assert str(wrong.difference) == "1.00 EUR"
        assert "3 × 10 comes to 30.00 EUR, but 31.00 EUR is charged" in wrong.message

    def test_two_cents_are_allowed_and_three_are_not(self) -> None:
        assert places(client(bill(a_line(price="10", net="10.02"))), "R1") == []
        assert places(client(bill(a_line(price="10", net="10.03"))), "R1") == ["line:1"]

    def test_a_forgotten_allowance_is_found(self) -> None:
        assert places(client(bill(a_line(price="100", parts=(off("10.00"),), net="100.00"))), "R1") == ["line:1"]

    def test_a_price_for_no_quantity_cannot_be_checked(self) -> None:
        document = bill(a_line(price="100"))
        document.lines[0].base_quantity = Decimal(0)
        assert unsure(client(document), "R1") == ["The price is for a quantity that is not above zero."]

    def test_yen_are_rounded_to_whole_ones(self) -> None:
        assert arithmetic(bill(a_line(quantity="3", price="333.5", net="1001"), currency="JPY")) == []


class TestTotals:
    def test_sums_are_of_rounded_lines(self) -> None:
        document = bill(*[a_line(quantity="3", price="0.335", net="1.01") for _ in range(3)])
        assert document.totals["lines"] == 303
        assert arithmetic(document) == []

    @pytest.mark.parametrize("name", ["lines", "allowances", "charges", "net", "tax", "gross", "payable"])
    def test_each_total_that_is_a_cent_off_is_found_at_its_place(self, name: str) -> None:
        document = bill(a_line(), parts=(off("10.00"), added("5.00")))
        document.totals[name] += 1
        assert f"total:{name}" in places(client(document), "R2")

    def test_the_amount_to_pay_alone_is_one_finding(self) -> None:
        document = bill(a_line())
        document.totals["payable"] += 1
        (wrong,) = found(client(document), "R2")
        assert "BR-CO-16" in wrong.message and str(wrong.difference) == "0.01 EUR"

    def test_what_was_prepaid_and_rounded_off_belongs_to_the_sum(self) -> None:
        document = bill(a_line(price="99.99"))
        document.totals |= {"prepaid": minor("20.00"), "rounding": 1, "payable": document.totals["gross"] - 2000 + 1}
        assert arithmetic(document) == []


class TestTax:
    def test_tax_worked_out_line_by_line_is_as_right_as_on_the_sum(self) -> None:
        lines = [a_line(price="9.99", rate="19") for _ in range(3)]
        for tax in ("5.70", "5.69"):
            document = bill(*lines, taxes=(Tax("S", Decimal(19), 2997, minor(tax)),))
            lines = [a_line(price="9.99", rate="19") for _ in range(3)]
            assert arithmetic(document) == []

    def test_more_than_a_cent_a_line_is_found(self) -> None:
        document = bill(a_line(price="100"), taxes=(Tax("S", Decimal(20), 10000, 2002),))
        (wrong,) = found(client(document), "R3")
        assert (wrong.place, str(wrong.billed), str(wrong.expected)) == ("tax:S/20", "20.02 EUR", "20.00 EUR")

    def test_many_lines_never_excuse_a_whole_unit(self) -> None:
        lines = [a_line(price="1") for _ in range(150)]
        document = bill(*lines, taxes=(Tax("S", Decimal(20), 15000, 3000 + 100),))
        assert places(client(document), "R3") == ["tax:S/20"]

    def test_the_base_of_each_rate_is_the_sum_of_what_bears_it(self) -> None:
        document = bill(
            a_line(price="100"), a_line(price="50", rate="13.5"), parts=(off("10.00"), added("4.00", rate="13.5"))
        )
        assert arithmetic(document) == []
        first, second = document.taxes
        document.taxes = (Tax("S", first.rate, first.taxable + 100, first.tax + 20), second)
        assert places(client(document), "R3") == ["tax:S/20"]

    def test_a_rate_that_the_breakdown_forgot_is_found(self) -> None:
        document = bill(a_line(price="100"), a_line(price="50", rate="7"), taxes=(Tax("S", Decimal(20), 10000, 2000),))
        assert places(client(document), "R3") == ["tax:S/7"]

    def test_twenty_and_twenty_point_zero_are_one_rate(self) -> None:
        document = bill(a_line(price="100", rate="20.00"), taxes=(Tax("S", Decimal("20.0"), 10000, 2000),))
        assert arithmetic(document) == []

    def test_an_exemption_without_its_reason_is_found(self) -> None:
        document = bill(a_line(rate="0", category="E"))
        assert places(client(document), "R3") == ["tax:E/0"]
        document.taxes = (Tax("E", Decimal(0), 10000, 0, "Education"),)
        assert places(client(document), "R3") == []

    def test_a_line_without_a_category_cannot_be_checked(self) -> None:
        document = bill(a_line(category=""), taxes=())
        assert unsure(client(document), "R3") == ["Line 1 names no tax category."]


AMOUNTS = st.decimals("0.01", "99999.99", places=2).map(str)


@given(
    lines=st.lists(
        st.tuples(st.decimals("0.001", "999", places=3), AMOUNTS, st.sampled_from(["0", "7", "20"])),
        min_size=1,
        max_size=8,
    ),
    allowance=st.integers(0, 500),
)
def test_a_bill_that_is_worked_out_by_the_standard_has_no_finding(
    lines: list[tuple[Decimal, str, str]], allowance: int
) -> None:
    document = bill(
        *[a_line(quantity=str(quantity), price=price, rate=rate) for quantity, price, rate in lines],
        parts=(Part(False, allowance, "Loyalty", "S", Decimal(lines[0][2])),) if allowance else (),
    )
    assert arithmetic(document) == []
