"""A page takes as many statements for fifty disputes as for five, and not many."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from support.accounts.models import Person
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.pages import Pages

QUEUE, DISPUTE, OFFICE, PORTAL = 8, 15, 12, 15


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lower().startswith("begin"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def taken_by(pages: Pages, url: str) -> int:
    """How many statements the page takes once the program has warmed up."""
    pages.get(url)
    with counted() as statements:
        assert pages.client.get(url).status_code == 200
    return len(statements)


def disputes_of(client: Person, count: int) -> list[Dispute]:
    """Each on an invoice of its own with an agreed price, a record and a payment."""
    factories.make_price(factories.make_contract(client.organisation))
    made = []
    for _ in range(count):
        record = factories.make_record(client.organisation)
        lines = [{"unit_price": "140", "record_ref": record.record_id}, {"unit_price": "20"}, {"unit_price": "30"}]
        invoice = factories.make_invoice(client.organisation, lines)
        factories.make_payment(invoice, "10")
        made.append(factories.make_dispute(invoice, invoice.lines[:2], by=client))
    return made


def above_the_limit(dispute: Dispute, agent: Person) -> None:
    services.resolve_with_correction(
        factories.investigated(dispute, by=agent),
        kind=RemedyKind.ADJUST_CHARGE,
        amounts={dispute.lines[0].line_id: Money(14000, "EUR")},
        explanation="One delivery was entered twice; the second is credited.",
        by=agent,
    )


@pytest.mark.parametrize("count", [5, 50])
def test_the_queue_takes_few_statements(count: int, pages: Pages, client_person: Person, agent: Person) -> None:
    disputes_of(client_person, count)
    pages.sign_in(agent)
    taken = {view: taken_by(pages, f"/desk/?view={view}") for view in queries.VIEWS}
    assert max(taken.values()) <= QUEUE, taken


@pytest.mark.parametrize("count", [5, 50])
def test_a_disputes_page_takes_few_statements(
    count: int, pages: Pages, client_person: Person, agent: Person, other_agent: Person
) -> None:
    """With everything on it: checks, notes, documents, and an agent who may decide."""
    dispute = disputes_of(client_person, count)[0]
    factories.investigated(dispute, by=agent)
    services.add_note(dispute, words="The batch was run twice.", by=other_agent)
    services.attach_document(dispute, kind="invoice", ref="INV", title="The invoice", by=agent)
    pages.sign_in(agent)
    assert taken_by(pages, f"/desk/disputes/{dispute.reference}") <= DISPUTE


@pytest.mark.parametrize("count", [5, 25])
def test_the_office_takes_few_statements(
    count: int, pages: Pages, client_person: Person, agent: Person, specialist: Person, manager: Person
) -> None:
    for number, dispute in enumerate(disputes_of(client_person, 2 * count)):
        if number % 2:
            above_the_limit(dispute, agent)
        else:
            services.escalate(dispute, why="It is difficult.", by=agent)
    pages.sign_in(manager)
    taken = {url: taken_by(pages, url) for url in ("/office/approvals", "/office/escalations")}
    assert max(taken.values()) <= OFFICE, taken


@pytest.mark.parametrize("count", [5, 50])
def test_the_portal_takes_few_statements(count: int, pages: Pages, client_person: Person, agent: Person) -> None:
    disputes = disputes_of(client_person, count)
    pages.sign_in(client_person)
    urls = ["/portal/", "/portal/invoices", "/portal/disputes", f"/portal/disputes/{disputes[0].reference}"]
    taken = {url: taken_by(pages, url) for url in urls}
    assert max(taken.values()) <= PORTAL, taken
