"""Like cases are set beside each other by reason, amount and owner; people and departments by how they fare."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from support.accounts.models import Person
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind, RootCause
from support.extensions import db
from support.reports.catalogue import report
from support.reports.fairness import LEAST
from support.reports.shapes import Cell, Period
from tests import factories
from tests.conftest import Calendar

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def given(part: str, *, client: Person, by: Person, price: str = "50") -> Dispute:
    """Fifty in dispute, of which `by` credits `part` on the same day."""
    dispute = factories.make_dispute(factories.make_invoice(client.organisation, [{"unit_price": price}]), by=client)
    factories.investigated(dispute, by=by, cause=RootCause.DATA_ENTRY)
    line, amount = dispute.lines[0], dispute.money(int(Decimal(part) * 100))
    services.resolve_with_correction(
        dispute,
        kind=RemedyKind.CREDIT,
        amounts={line.line_id: amount},
        explanation="Part of it was entered twice, and that part is taken back.",
        by=by,
    )
    return dispute


@pytest.fixture
def march(calendar: Calendar) -> Calendar:
    calendar.set("2026-03-02T09:00+00:00")
    return calendar


def only_row(key: str) -> dict[str, Cell]:
    made = report(key, MARCH)
    [row] = made.rows
    return dict(zip((column.label for column in made.columns), row, strict=True))


def test_of_like_cases_the_owner_who_gives_least_stands_beside_the_one_who_gives_most(
    march: Calendar, client_person: Person, agent: Person, other_agent: Person
) -> None:
    for _ in range(LEAST):
        given("10", client=client_person, by=agent)
        given("50", client=client_person, by=other_agent)
    row = only_row("fairness")
    assert (row["Reason"], row["In dispute, net"]) == ("Charged twice", "less than 100.00 EUR")
    assert (row["Decided"], row["Share upheld"]) == (2 * LEAST, Decimal("1.000"))
    assert row["Given of what was disputed"] == Decimal("0.600")
    assert (row["Owner who gives least"], row["Owner who gives most"]) == (Decimal("0.200"), Decimal("1.000"))
    assert (row["Of it goodwill"], row["Before"]) == (Decimal("0.000"), None)


def test_an_owner_with_few_decisions_is_compared_with_nobody(
    march: Calendar, client_person: Person, agent: Person, other_agent: Person
) -> None:
    for _ in range(LEAST):
        given("10", client=client_person, by=agent)
    for _ in range(LEAST - 1):
        given("50", client=client_person, by=other_agent)
    row = only_row("fairness")
    assert row["Owner who gives least"] is row["Owner who gives most"] is None


def test_a_hundred_is_no_longer_less_than_a_hundred(march: Calendar, client_person: Person, specialist: Person) -> None:
    given("60", client=client_person, by=specialist, price="100")
    assert only_row("fairness")["In dispute, net"] == "100.00 EUR to 1000.00 EUR"


def test_what_only_awaits_a_managers_word_is_not_given_yet(
    march: Calendar, client_person: Person, agent: Person
) -> None:
    dispute = given("10", client=client_person, by=agent)
    dispute.remedies[0].status = type(dispute.remedies[0].status).AWAITING_APPROVAL
    db.session.commit()
    assert only_row("fairness")["Given of what was disputed"] == Decimal("0.000")


def test_people_are_shown_by_how_soon_they_began_and_how_often_a_client_came_back(
    march: Calendar, client_person: Person, agent: Person
) -> None:
    first, second = (given("10", client=client_person, by=agent) for _ in range(2))
    services.reject_outcome(first, words="The other half was charged twice as well.", by=client_person)
    first.owner_id, first.decided_at = agent.id, first.opened_at
    for dispute, hours in ((first, 2), (second, 4)):
        dispute.taken_at = dispute.opened_at + timedelta(hours=hours)
    db.session.commit()
    row = only_row("agents")
    assert (row["Owner"], row["Decided"], row["Before"]) == (agent.name, 2, 0)
    assert row["Hours until begun"] == Decimal("3.0")
    assert row["Share taken up again"] == Decimal("0.500")


def test_departments_are_shown_by_where_the_owner_works_and_whoever_is_in_none_is_at_home(
    march: Calendar, client_person: Person, agent: Person, other_agent: Person
) -> None:
    other_agent.department = "one that is no more"
    db.session.commit()
    for owner in (agent, other_agent):
        given("10", client=client_person, by=owner)
    row = only_row("departments")
    assert (row["Department"], row["Decided"]) == ("Billing", 2)


def test_updates_that_came_in_time_are_a_share_of_those_that_were_due(
    march: Calendar, client_person: Person, agent: Person
) -> None:
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    march.set("2026-03-03T09:00+00:00")
    services.take(dispute, by=agent)
    march.set("2026-03-20T09:00+00:00")
    given("10", client=client_person, by=agent)
    assert only_row("agents")["Updates in time"] == Decimal("0.500"), "one by taking it, and none since"
