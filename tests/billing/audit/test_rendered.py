"""R8 and R20: what was billed and not delivered, and what was delivered and not billed."""

from datetime import date

import pytest

from support.billing.audit.facts import Document
from tests.billing.audit.bills import APRIL, MARCH, a_line, bill, client, found, places, price, record, unsure


def energy(quantity: str = "100", **given: object) -> dict[str, object]:
    return a_line(
        **{"name": "Energy", "sku": "KWH", "unit_code": "KWH", "price": "0.30", "quantity": quantity, **given}
    )


def reading(id: str, quantity: str, on: date = date(2026, 3, 10), **given: object):  # type: ignore[no-untyped-def]
    return record(id, quantity, **{"kind": "usage", "sku": "KWH", "unit": "kWh", "start": on, "end": on, **given})


class TestWhatWasBilled:
    def test_as_much_as_was_recorded_is_right(self) -> None:
        records = [reading("U-1", "60"), reading("U-2", "40", MARCH[1])]
        assert places(client(bill(energy()), records=records), "R8") == []

    def test_more_than_was_recorded_is_found_with_what_it_should_be(self) -> None:
        (wrong,) = found(client(bill(energy()), records=[reading("U-1", "60")]), "R8")
        assert (wrong.place, str(wrong.billed), str(wrong.expected), wrong.reason) == (
            "line:1", "30.00 EUR", "18.00 EUR", "quantity",
        )  # fmt: skip

    def test_a_reading_of_the_next_day_that_one_month_needed_bears_no_second_one(self) -> None:
        records = [reading("U-1", "60"), reading("U-2", "40", APRIL[0]), reading("U-3", "70", date(2026, 4, 12))]
        march, april = bill(energy("100")), bill(energy("110"), number="INV-2", period=APRIL)
        (wrong,) = found(client(march, april, records=records), "R8")
        assert (wrong.document, str(wrong.expected)) == (april, "21.00 EUR")
        assert found(client(march, bill(energy("70"), number="INV-2", period=APRIL), records=records), "R8") == []

    def test_nothing_recorded_at_all_is_found_in_full(self) -> None:
        records = [reading("U-1", "60", APRIL[1])]
        (wrong,) = found(client(bill(energy()), records=records), "R8")
        assert (wrong.reason, str(wrong.expected)) == ("not_rendered", "0.00 EUR")

    def test_several_lines_of_one_service_and_time_share_its_records(self) -> None:
        context = client(bill(energy("60"), energy("50", price="0.20")), records=[reading("U-1", "100")])
        (wrong,) = found(context, "R8")
        assert (wrong.place, str(wrong.difference)) == ("line:2", "2.00 EUR")

    def test_a_record_that_a_line_names_must_exist(self) -> None:
        context = client(bill(energy(record="U-9")), records=[reading("U-1", "100", APRIL[0])])
        assert places(context, "R8") == ["line:1"]

    def test_a_record_that_a_line_names_must_be_large_enough_and_billable(self) -> None:
        small = client(bill(energy(record="U-1")), records=[reading("U-1", "60")])
        free = client(bill(energy(record="U-1")), records=[reading("U-1", "100", billable=False)])
        assert [str(one.expected) for one in (*found(small, "R8"), *found(free, "R8"))] == ["18.00 EUR", "0.00 EUR"]

    def test_a_line_that_says_it_needs_evidence_needs_it(self) -> None:
        document = bill(a_line(properties={"evidence": "required"}))
        other = record("X", sku="OTHER")
        assert places(client(document, records=[other]), "R8") == ["line:1"]


class TestWhatDecidesNothing:
    def test_records_may_still_arrive_in_the_days_of_grace(self) -> None:
        late = bill(energy(), period=(date(2026, 4, 1), date(2026, 4, 30)))
        context = client(late, records=[reading("U-1", "60", date(2026, 3, 10))])
        context.today = date(2026, 5, 5)
        assert places(context, "R8") == [] and unsure(context, "R8") == [
            "The records of this service may still arrive."
        ]
        context.today = date(2026, 5, 6)
        assert places(context, "R8") == ["line:1"]

    @pytest.mark.parametrize("unit", ["MON", "ANN"])
    def test_a_flat_fee_needs_no_record(self, unit: str) -> None:
        assert places(client(bill(energy(unit_code=unit)), records=[reading("U-1", "1")]), "R8") == []

    def test_a_service_that_nobody_records_needs_no_record(self) -> None:
        assert places(client(bill(a_line(sku="RETAINER")), records=[reading("U-1", "1")]), "R8") == []

    @pytest.mark.parametrize("on", [date(2026, 2, 28), date(2026, 4, 1)])
    def test_a_meter_in_another_time_zone_may_be_a_day_off(self, on: date) -> None:
        records = [reading("U-1", "60"), reading("U-2", "40", on)]
        assert places(client(bill(energy()), records=records), "R8") == []

    @pytest.mark.parametrize(
        ("given", "why"), [({"estimated": True}, "an estimate"), ({"approved": False}, "not been approved")]
    )
    def test_estimates_and_unapproved_records_are_waited_for(self, given: dict[str, bool], why: str) -> None:
        for line in (energy(), energy(record="U-1")):
            context = client(bill(line), records=[reading("U-1", "60" if "estimated" in given else "100", **given)])
            assert places(context, "R8") == []
            if "estimated" in given or "record" not in line:
                assert any(why in said for said in unsure(context, "R8"))

    def test_without_any_records_nothing_can_be_told(self) -> None:
        assert unsure(client(bill(energy(record="U-1"))), "R8") == ["No records of services are known."]

    def test_records_in_another_unit_cannot_be_compared(self) -> None:
        context = client(bill(energy()), records=[reading("U-1", "60", unit="hours")])
        assert places(context, "R8") == [] and "different units" in unsure(context, "R8")[0]

    def test_what_was_credited_is_not_found_again(self) -> None:
        assert places(client(bill(energy(credited=3000)), records=[reading("U-1", "60", APRIL[1])]), "R8") == []

    def test_another_sites_record_is_no_evidence(self) -> None:
        records = [reading("U-1", "100", site="Pier 4")]
        assert places(client(bill(energy(subject="Pier 7")), records=records), "R8") == ["line:1"]
        assert places(client(bill(energy(subject="Pier 4")), records=records), "R8") == []


class TestWhatWasNotBilled:
    def known(self, *documents: Document, **given: object):  # type: ignore[no-untyped-def]
        rows = [reading("U-1", "100", **given)]
        return client(*documents, records=rows, prices=[price("0.30", sku="KWH", unit="kWh")])

    def test_an_approved_record_in_no_invoice_is_found_with_its_worth(self) -> None:
        (wrong,) = found(self.known(), "R20")
        assert (wrong.place, wrong.document, str(wrong.expected), str(wrong.difference)) == (
            "record:U-1", None, "30.00 EUR", "-30.00 EUR",
        )  # fmt: skip

    def test_a_line_that_names_it_or_bills_its_time_is_enough(self) -> None:
        assert found(self.known(bill(energy(record="U-1"))), "R20") == []
        assert found(self.known(bill(energy())), "R20") == []
        assert len(found(self.known(bill(energy(), period=APRIL)), "R20")) == 1

    @pytest.mark.parametrize("given", [{"billable": False}, {"approved": False}, {"estimated": True}])
    def test_what_is_not_to_be_billed_yet_or_ever_is_not_missed(self, given: dict[str, bool]) -> None:
        assert found(self.known(**given), "R20") == []

    def test_the_month_may_end_and_some_days_more(self) -> None:
        context = self.known()
        context.today = date(2026, 4, 10)
        assert found(context, "R20") == []
        context.today = date(2026, 4, 11)
        assert len(found(context, "R20")) == 1

    def test_nothing_is_missed_where_only_one_document_is_looked_at(self) -> None:
        context = self.known()
        context.whole = False
        assert found(context, "R20") == []

    def test_a_record_without_a_price_is_found_without_an_amount(self) -> None:
        (wrong,) = found(client(bill(a_line(sku="OTHER")), records=[reading("U-1", "100")]), "R20")
        assert wrong.expected is None and wrong.currency == "EUR"
