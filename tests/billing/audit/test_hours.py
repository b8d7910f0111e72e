"""R9: hours billed against hours logged."""

from dataclasses import replace
from datetime import date

import pytest

from support.billing.audit.known import TermsFacts
from tests.billing.audit.bills import AGREEMENT, MARCH, a_line, bill, client, found, places, record, unsure

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def work(quantity: str = "8", person: str = "Anna Berg", **given: object) -> dict[str, object]:
    values = {
        "name": "Consulting",
        "sku": "CONSULT",
        "unit_code": "HUR",
        "price": "100",
        "subject": person,
        "period": (MONDAY, MONDAY),
    }
    return a_line(**{**values, "quantity": quantity, **given})


def entry(id: str = "T-1", minutes: int = 480, on: date = MONDAY, **given: object):  # type: ignore[no-untyped-def]
    values = {
        "kind": "time",
        "sku": "CONSULT",
        "unit": "HUR",
        "start": on,
        "end": on,
        "person": "Anna Berg",
        "minutes": minutes,
    }
    return record(id, str(minutes / 60), **{**values, **given})


def agreed(clauses: str = "", **terms: object):  # type: ignore[no-untyped-def]
    return [replace(AGREEMENT, clauses=clauses, terms=TermsFacts(**terms))]  # type: ignore[arg-type]


def test_hours_as_logged_are_right() -> None:
    assert places(client(bill(work()), records=[entry()]), "R9") == []


def test_more_hours_than_were_logged_are_found_with_what_they_should_be() -> None:
    (wrong,) = found(client(bill(work("9.5")), records=[entry()]), "R9")
    assert (wrong.place, str(wrong.billed), str(wrong.expected), wrong.reason) == (
        "line:1",
        "950.00 EUR",
        "800.00 EUR",
        "quantity",
    )


@pytest.mark.parametrize(("step", "right", "wrong"), [(15, "0.75", "0.76"), (6, "0.70", "0.75")])
def test_each_entry_is_rounded_up_to_the_agreed_step(step: int, right: str, wrong: str) -> None:
    known = agreed(time_increment_minutes=step, time_rounding="entry")
    for quantity, places_found in ((right, []), (wrong, ["line:1"])):
        context = client(bill(work(quantity)), records=[entry(minutes=41)], contracts=known)
        assert places(context, "R9") == places_found


def test_rounding_each_entry_is_not_rounding_the_day() -> None:
    entries = [entry("T-1", 20), entry("T-2", 20)]
    for how, right in (("entry", "1"), ("day", "0.75")):
        known = agreed(time_increment_minutes=15, time_rounding=how)
        assert places(client(bill(work(right)), records=entries, contracts=known), "R9") == []
    known = agreed(time_increment_minutes=15, time_rounding="day")
    assert places(client(bill(work("1")), records=entries, contracts=known), "R9") == ["line:1"]


def test_an_entrys_own_step_goes_before_the_agreements() -> None:
    known = agreed(time_increment_minutes=6, time_rounding="entry")
    assert places(client(bill(work("1")), records=[entry(minutes=31, increment=30)], contracts=known), "R9") == []


def test_a_day_has_24_hours() -> None:
    entries = [entry("T-1", 1500)]
    assert [str(one.expected) for one in found(client(bill(work("25")), records=entries), "R9")] == ["2400.00 EUR"]


def test_two_services_of_one_person_and_day_have_24_hours_together() -> None:
    document = bill(work("14"), work("11", sku="TRAINING", name="Training"))
    (wrong,) = found(client(document), "R9")
    assert (wrong.place, str(wrong.difference)) == ("line:2", "100.00 EUR")


def test_nobody_works_on_a_day_off() -> None:
    off = {"Anna Berg": [(MONDAY, TUESDAY)]}
    for records in ([entry()], []):
        (wrong,) = found(client(bill(work()), records=records, days_off=off), "R9")
        assert str(wrong.expected) == "0.00 EUR" and "away" in wrong.message


def test_two_people_in_one_line_have_their_hours_added_up() -> None:
    entries = [entry("T-1"), entry("T-2", person="Ben Cole")]
    assert places(client(bill(work("16", "Anna Berg and Ben Cole")), records=entries), "R9") == []
    assert places(client(bill(work("16")), records=entries), "R9") == ["line:1"]


def test_travel_counts_only_with_a_clause_for_it() -> None:
    entries = [entry("T-1", 420), entry("T-2", 60, note="Travel to the site")]
    assert places(client(bill(work()), records=entries), "R9") == ["line:1"]
    with_clause = agreed("4.1 Travel time is charged as working time.")
    assert places(client(bill(work()), records=entries, contracts=with_clause), "R9") == []


def test_time_that_is_not_billable_counts_for_nothing() -> None:
    entries = [entry("T-1", 420), entry("T-2", 60, billable=False)]
    assert places(client(bill(work()), records=entries), "R9") == ["line:1"]


def test_entries_that_wait_for_approval_decide_nothing() -> None:
    context = client(bill(work()), records=[entry("T-1", 420), entry("T-2", 60, approved=False)])
    assert places(context, "R9") == [] and "not been approved" in unsure(context, "R9")[0]


def test_a_line_that_counts_days_cannot_be_compared_with_minutes() -> None:
    assert unsure(client(bill(work("1", unit_code="DAY")), records=[entry()]), "R9") == [
        "The line counts days, the time entries minutes."
    ]


def test_hours_of_a_month_are_held_against_its_entries() -> None:
    entries = [entry("T-1"), entry("T-2", on=TUESDAY)]
    assert places(client(bill(work("16", period=MARCH)), records=entries), "R9") == []
    assert places(client(bill(work("17", period=MARCH)), records=entries), "R9") == ["line:1"]


def test_the_entry_that_a_line_names_is_the_one_that_counts() -> None:
    entries = [entry("T-1", 60), entry("T-2", 480)]
    assert places(client(bill(work(record="T-1")), records=entries), "R9") == ["line:1"]
