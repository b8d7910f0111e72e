"""Who stays after a dispute, and who may be about to leave."""

from datetime import date

import pytest

from support.accounts.models import Person
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome
from support.extensions import db
from support.reports.catalogue import report
from support.reports.retention import HISTORIES, NONE, REFUSED, UNSATISFIED, WAITING
from support.reports.shapes import Cell, Period
from tests import factories
from tests.conftest import Calendar

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
IN_FEBRUARY, IN_MARCH = date(2026, 2, 10), date(2026, 3, 10)


@pytest.fixture(autouse=True)
def in_february(calendar: Calendar) -> None:
    calendar.set("2026-02-16T09:00+00:00")


def disputed(client: Person, **columns: object) -> Dispute:
    bill = factories.make_invoice(client.organisation, issued_on=IN_FEBRUARY)
    dispute = factories.make_dispute(bill, by=client)
    for name, value in columns.items():
        setattr(dispute, name, value)
    db.session.commit()
    return dispute


def refused(client: Person, calendar: Calendar, **columns: object) -> Dispute:
    return disputed(client, outcome=Outcome.NOT_UPHELD, decided_at=calendar.now, **columns)


def rows_of(key: str) -> dict[object, tuple[Cell, ...]]:
    return {row[0]: row[1:] for row in report(key, MARCH).rows}


def test_clients_are_told_apart_by_what_became_of_their_disputes(client_person: Person, calendar: Calendar) -> None:
    staying = factories.make_organisation()
    for day in (IN_FEBRUARY, IN_MARCH):
        factories.make_invoice(staying, issued_on=day)
    refused(client_person, calendar)
    rows = rows_of("retention")
    assert rows[HISTORIES[NONE]][:3] == (1, 1, 1)
    assert rows[HISTORIES[REFUSED]][:3] == (1, 0, 0), "billed in February only"


def test_the_worst_of_several_disputes_is_what_counts(client_person: Person, calendar: Calendar) -> None:
    disputed(client_person)
    assert list(rows_of("retention")) == [HISTORIES[WAITING]]
    refused(client_person, calendar, satisfied=False)
    assert list(rows_of("retention")) == [HISTORIES[UNSATISFIED]]


def test_who_only_got_a_credit_note_has_not_been_billed_again(client_person: Person) -> None:
    factories.make_invoice(client_person.organisation, issued_on=IN_FEBRUARY)
    kind = {"kind": "credit_note", "type_code": "381"}
    factories.make_invoice(client_person.organisation, issued_on=IN_MARCH, **kind)
    assert rows_of("retention")[HISTORIES[NONE]][:2] == (1, 0)


def test_a_client_that_is_refused_each_time_and_billed_less_is_at_risk(
    client_person: Person, calendar: Calendar
) -> None:
    factories.make_invoice(client_person.organisation, [{"unit_price": "1000"}], issued_on=IN_FEBRUARY)
    calendar.set("2026-03-16T09:00+00:00")
    for _ in range(2):
        refused(client_person, calendar, satisfied=False)
    factories.make_invoice(client_person.organisation, [{"unit_price": "300"}], issued_on=IN_MARCH)
    [(*counts, _, _, signs)] = rows_of("at-risk").values()
    assert counts == [2, 2, 2]
    assert signs == "not satisfied, refused each time, billed much less than before"


def test_one_dispute_that_still_waits_is_no_sign(client_person: Person, calendar: Calendar) -> None:
    calendar.set("2026-03-16T09:00+00:00")
    disputed(client_person)
    factories.make_invoice(client_person.organisation, issued_on=IN_MARCH)
    assert report("at-risk", MARCH).rows == ()
