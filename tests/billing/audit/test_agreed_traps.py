"""R6, R7, R10 and R13: what steps, quotes, notices, cancellations, promotions and groups of clients make right or wrong."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from support.billing.audit.facts import Context, Document
from support.billing.audit.happened import ForeignInvoice
from support.billing.audit.known import CancellationFacts, NoticeFacts, OrderFacts, PriceFacts, Step, TermsFacts
from support.billing.kinds import Severity
from tests.billing.audit.bills import (
    AGREEMENT,
    APRIL,
    MARCH,
    a_line,
    bill,
    client,
    found,
    minor,
    off,
    payment,
    places,
    price,
    promise,
    unsure,
)

STEPS = (Step(Decimal(10), Decimal(5)), Step(None, Decimal(4)))


def stepped(model: str, **given: object) -> PriceFacts:
    return price("5", model=model, steps=STEPS, **given)


class TestSteps:
    def test_twelve_units_are_58_graduated_and_48_by_volume(self) -> None:
        assert [stepped(one).amount(Decimal(12)) for one in ("graduated", "volume")] == [Decimal(58), Decimal(48)]
        assert [stepped(one).amount(Decimal(10)) for one in ("graduated", "volume")] == [Decimal(50), Decimal(50)]

    @pytest.mark.parametrize(("model", "net", "wrong"), [("graduated", "58.00", "48.00"), ("volume", "48.00", "58.00")])
    def test_a_line_over_steps_is_right_at_what_they_come_to(self, model: str, net: str, wrong: str) -> None:
        for amount, rules in ((net, []), (wrong, ["line:1"])):
            context = client(bill(a_line(quantity="12", price="5", net=amount)), prices=[stepped(model)])
            assert places(context, "R6") == rules
        assert places(client(bill(a_line(quantity="12", price="5", net=net)), prices=[stepped(model)]), "R1") == []

    def test_one_line_a_step_is_right_together(self) -> None:
        lines = [a_line(quantity="10", price="5"), a_line(quantity="2", price="4")]
        assert places(client(bill(*lines), prices=[stepped("graduated")]), "R6") == []

    def test_of_one_line_a_step_the_wrong_one_is_found(self) -> None:
        lines = [a_line(quantity="10", price="5"), a_line(quantity="2", price="4.50")]
        (wrong,) = found(client(bill(*lines), prices=[stepped("graduated")]), "R6")
        assert (wrong.place, str(wrong.expected)) == ("line:2", "8.00 EUR")

    def test_a_flat_amount_is_due_once_when_its_step_is_reached(self) -> None:
        steps = (Step(Decimal(10), Decimal(5), Decimal(3)), Step(None, Decimal(4), Decimal(20)))
        flat = price("5", model="graduated", steps=steps)
        assert (flat.amount(Decimal(5)), flat.amount(Decimal(12))) == (Decimal(28), Decimal(81))

    def test_a_least_amount_is_right_on_its_line(self) -> None:
        context = client(bill(a_line(quantity="2", price="5", net="25.00")), prices=[price("5", minimum=Decimal(25))])
        assert places(context, "R1") == places(context, "R6") == []


class TestLinesThatAreNoProduct:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (a_line(quantity="5", price="20", net="60.00"), {"freeunits": "2"}),
            (a_line(quantity="1", price="20", net="50.00"), {"minimumcharge": "50"}),
            (a_line(quantity="3", price="10", net="33.30"), {"exactquantity": "3.33"}),
            (a_line(quantity="1", price="120", net="100.00"), {"priceincludestax": "true"}),
        ],
    )
    def test_free_units_least_amounts_rounded_quantities_and_tax_inside_explain_it(
        self, line: dict[str, object], said: dict[str, str]
    ) -> None:
        assert places(client(bill(dict(line))), "R1") == ["line:1"]
        assert places(client(bill({**line, "properties": said})), "R1") == []

    def test_promised_free_units_explain_it(self) -> None:
        document = bill(a_line(quantity="5", price="20", net="60.00"))
        assert places(client(document, promises=[promise("2", kind="free_units")]), "R1") == []


class TestOtherUnits:
    @pytest.mark.parametrize(
        ("unit", "agreed", "quantity", "net"), [("MIN", "hours", "90", "120.00"), ("GRM", "kg", "500", "40.00")]
    )
    def test_minutes_and_grams_are_hours_and_kilograms(self, unit: str, agreed: str, quantity: str, net: str) -> None:
        line = a_line(unit_code=unit, quantity=quantity, price=str(Decimal(net) / Decimal(quantity)), net=net)
        assert places(client(bill(line), prices=[price("80", unit=agreed)]), "R6") == []

    def test_days_and_hours_depend_on_the_agreement(self) -> None:
        context = client(bill(a_line(unit_code="DAY")), prices=[price("80", unit="hours")])
        assert places(context, "R6") == [] and len(unsure(context, "R6")) == 1


class TestQuotesAndNotices:
    def test_a_quote_goes_before_the_list_and_after_the_agreement(self) -> None:
        quoted = [promise("90", kind="price")]
        listed = [price("100", contract=None)]
        assert places(client(bill(a_line(price="90")), prices=listed, promises=quoted), "R6") == []
        assert places(client(bill(a_line(price="100")), prices=listed, promises=quoted), "R6") == ["line:1"]
        assert places(client(bill(a_line(price="100")), prices=[price("100")], promises=quoted), "R6") == []

    def raised(self, terms: TermsFacts | None = None) -> list[PriceFacts]:
        agreement = replace(AGREEMENT, terms=terms or TermsFacts())
        before = price("80", valid_to=MARCH[0] - timedelta(days=1), contract=agreement)
        return [before, price("100", valid_from=MARCH[0], contract=agreement)]

    def test_a_notice_of_its_own_announces_a_price(self) -> None:
        for sku, on, wrong in (
            ("MACHINE", MARCH[0], []),
            (None, MARCH[0], []),
            ("OTHER", MARCH[0], ["line:1"]),
            ("MACHINE", APRIL[0], ["line:1"]),
        ):
            notices = [NoticeFacts(sku, date(2026, 1, 1), on)]
            assert places(client(bill(a_line()), prices=self.raised(), notices=notices), "R6") == wrong

    @pytest.mark.parametrize(("days", "wrong"), [(60, ["line:1"]), (45, []), (10, [])])
    def test_the_agreements_own_window_goes_before_the_usual_thirty_days(self, days: int, wrong: list[str]) -> None:
        notices = [NoticeFacts("MACHINE", MARCH[0] - timedelta(days=45), MARCH[0])]
        prices = self.raised(TermsFacts(price_notice_days=days))
        assert places(client(bill(a_line()), prices=prices, notices=notices), "R6") == wrong

    def test_agreements_that_contradict_each_other_are_a_note_about_the_data(self) -> None:
        other = replace(AGREEMENT, number="AGR-2")
        context = client(bill(a_line(price="90")), prices=[price("80"), price("70", contract=other)])
        (note,) = found(context, "R6")
        assert (note.place, note.severity, note.difference) == ("contract", Severity.INFO, None)

    def test_an_agreement_that_was_signed_later_holds_from_its_first_day(self) -> None:
        late = replace(AGREEMENT, signed_on=date(2026, 4, 20))
        assert (
            places(client(bill(a_line(price="80")), prices=[price("80", contract=late)], contracts=[late]), "R6") == []
        )


class TestCancellations:
    def judged(self, *cancelled: CancellationFacts, period: tuple[date, date] = APRIL, **known: object) -> Context:
        contracts = known.pop("contracts", [AGREEMENT])
        line = a_line(period=period, **known.pop("line", {}))  # type: ignore[arg-type]
        return client(
            bill(line, period=period), contracts=contracts, prices=[price()], cancellations=list(cancelled), **known
        )

    def test_service_after_a_cancellation_is_found_whether_anybody_acted_on_it_or_not(self) -> None:
        for processed in (None, date(2026, 3, 20)):
            one = CancellationFacts("C-1", date(2026, 3, 1), MARCH[1], sku="MACHINE", processed_on=processed)
            (wrong,) = found(self.judged(one), "R7")
            assert (wrong.reason, str(wrong.expected)) == ("after_cancellation", "0.00 EUR")
            assert ("nobody acted on it" in wrong.evidence[0]["text"]) is (processed is None)

    def test_the_days_before_it_and_another_service_are_right(self) -> None:
        one = CancellationFacts("C-1", date(2026, 3, 1), MARCH[1], sku="MACHINE")
        assert found(self.judged(one, period=MARCH), "R7") == []
        assert found(self.judged(replace(one, sku="OTHER")), "R7") == []

    def test_without_a_day_the_agreed_notice_runs_from_its_arrival(self) -> None:
        contracts = [replace(AGREEMENT, terms=TermsFacts(notice_days=30))]
        for received, wrong in ((date(2026, 3, 31), []), (date(2026, 3, 1), ["line:1"])):
            one = CancellationFacts("C-1", received, None, contract="AGR-1")
            assert places(self.judged(one, contracts=contracts), "R7") == wrong

    def test_a_service_that_was_ordered_again_is_right(self) -> None:
        one = CancellationFacts("C-1", date(2026, 3, 1), MARCH[1], sku="MACHINE")
        assert found(self.judged(one, orders=[OrderFacts("PO-2", "MACHINE", date(2026, 4, 1))]), "R7") == []

    def test_an_agreement_that_renews_itself_runs_on(self) -> None:
        renewed = replace(AGREEMENT, ends_on=date(2026, 1, 31), terms=TermsFacts(renewal_months=12))
        ended = replace(renewed, terms=TermsFacts())
        for contract, wrong in ((renewed, []), (ended, ["line:1"])):
            context = client(
                bill(a_line(period=APRIL), period=APRIL), contracts=[contract], prices=[price(contract=contract)]
            )
            assert places(context, "R7") == wrong

    def test_a_fee_for_leaving_with_its_clause_is_right(self) -> None:
        contracts = [replace(AGREEMENT, terms=TermsFacts(exit_fee=Decimal(100)))]
        one = CancellationFacts("C-1", date(2026, 3, 1), MARCH[1])
        assert found(self.judged(one, contracts=contracts, line={"name": "Exit fee"}), "R7") == []

    def test_a_delivery_counts_by_its_own_day_and_not_by_that_of_the_bill(self) -> None:
        from tests.billing.audit.bills import record

        ended = replace(AGREEMENT, ends_on=date(2026, 3, 15))
        context = client(
            bill(a_line(record="DLV-1")), contracts=[ended], prices=[price(contract=ended)], records=[record()]
        )
        assert places(context, "R7") == []


class TestPromotions:
    def test_a_cap_is_the_most_that_is_promised(self) -> None:
        (wrong,) = found(client(bill(a_line()), promises=[promise("50", cap=Decimal(20))]), "R13")
        assert str(wrong.difference) == "20.00 EUR"
        two = bill(a_line(), a_line(name="Another", price="90"))
        assert (
            sum(
                one.difference.minor
                for one in found(client(two, promises=[promise("15", cap=Decimal(20))]), "R13")
                if one.difference
            )
            == 2000
        )

    def test_a_code_must_have_been_given(self) -> None:
        coded = [promise("10", code="SPRING")]
        assert places(client(bill(a_line()), promises=coded), "R13") == []
        assert places(client(bill(a_line(), note="Code spring"), promises=coded), "R13") == ["line:1"]

    def test_what_holds_once_is_used_up_by_the_first_invoice(self) -> None:
        once = [promise("10", once=True, valid_to=None)]
        given = bill(a_line(parts=(off("10.00"),)), number="INV-1")
        assert places(client(given, bill(number="INV-2", period=APRIL), promises=once), "R13") == []
        assert len(found(client(bill(number="INV-1"), bill(number="INV-2", period=APRIL), promises=once), "R13")) == 1

    @pytest.mark.parametrize(("quantity", "wrong"), [("9", []), ("10", ["line:1"])])
    def test_a_threshold_is_reached_or_not(self, quantity: str, wrong: list[str]) -> None:
        context = client(bill(a_line(quantity=quantity, price="10")), promises=[promise("10", minimum=Decimal(10))])
        assert places(context, "R13") == wrong

    def test_discounts_of_lines_come_off_before_those_of_the_invoice(self) -> None:
        both = [promise("10"), promise("5", sku=None)]
        right = bill(a_line(parts=(off("10.00"),)), parts=(off("4.50"),))
        assert places(client(right, promises=both), "R13") == []
        forgotten = bill(a_line(parts=(off("10.00"),)))
        assert places(client(forgotten, promises=both), "R13") == ["total:allowances"]


class TestOtherClientsMoney:
    def foreign(self, related: bool = False) -> dict[str, ForeignInvoice]:
        return {"INV-B": ForeignInvoice("INV-B", "CL-2", minor("120.00"), minor("120.00"), "EUR", 77, related)}

    def test_a_payment_that_names_another_clients_invoice_is_found(self) -> None:
        first = bill()
        paid = payment("120.00", [(first, "120.00")], remittance="INV-B")
        (wrong,) = found(client(first, payments=[paid], foreign=self.foreign()), "R10")
        assert (wrong.place, wrong.severity) == ("payment:PAY-1", Severity.ERROR) and "client CL-2" in wrong.message

    def test_money_booked_to_another_clients_invoice_is_found(self) -> None:
        paid = replace(payment("120.00"), settles=((77, minor("120.00")),))
        assert places(client(bill(), payments=[paid], foreign=self.foreign()), "R10") == ["payment:PAY-1"]

    def test_a_parent_may_pay_for_its_daughter(self) -> None:
        paid = replace(payment("120.00", remittance="INV-B"), settles=((77, minor("120.00")),))
        assert places(client(bill(), payments=[paid], foreign=self.foreign(related=True)), "R10") == []

    def test_a_number_that_is_nobodys_is_a_slip_of_the_payer(self) -> None:
        first = bill()
        paid = payment("120.00", [(first, "120.00")], remittance="INV-999")
        assert places(client(first, payments=[paid]), "R10") == []


class TestLumpSums:
    def waiting(self, *amounts: str) -> list[Document]:
        months = [(date(2026, at, 1), date(2026, at, 28)) for at in range(1, len(amounts) + 1)]
        return [
            bill(number=f"INV-{at}", period=month, open=minor(amount), overdue=True)
            for at, (amount, month) in enumerate(zip(amounts, months, strict=True), start=1)
        ]

    def judged(self, paid: str, *amounts: str) -> list[tuple[int, str]]:
        wrong = found(client(*self.waiting(*amounts), payments=[payment(paid)]), "R10")
        return [(len(one.evidence) - 1, one.severity.value) for one in wrong]

    def test_the_oldest_that_come_to_it_are_meant(self) -> None:
        assert self.judged("30.00", "10.00", "20.00", "30.01") == [(2, "warning")]

    def test_the_only_ones_that_come_to_it_are_meant(self) -> None:
        assert self.judged("50.00", "10.00", "20.00", "30.00") == [(2, "warning")]

    def test_several_ways_are_left_to_a_person(self) -> None:
        assert self.judged("50.00", "10.00", "20.00", "30.00", "40.00") == [(0, "info")]

    def test_an_amount_that_is_short_is_matched_with_nothing(self) -> None:
        assert self.judged("118.50", "120.00") == [(0, "info")]

    def test_money_that_went_back_does_not_lie_about(self) -> None:
        gone = replace(payment("120.00"), returned=minor("120.00"))
        assert found(client(bill(), payments=[gone]), "R10") == []
