"""The pack for a meeting of the departments: missed promises, wrong data, what went wrong between them, what was agreed."""

from datetime import date, timedelta

import pytest

from support.accounts.models import Organisation, Person
from support.billing.kinds import FindingStatus, Severity
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.disputes import services
from support.disputes.reasons import RootCause
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.prevention import tasks
from support.reports import files
from support.reports.review import pack
from support.reports.shapes import Period
from tests import factories
from tests.pages import Pages

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    return factories.make_invoice(organisation)


def found(invoice: Invoice, rule: str, minor: int, **columns) -> Finding:
    values = {
        "reason": "missing_discount", "severity": Severity.ERROR, "billed_minor": 4000, "expected_minor": 4000 - minor,
        "message": "Ten percent were promised.", "evidence": [], "found_at": clock.now(), **columns,
    }  # fmt: skip
    row = Finding(
        rule=rule,
        fingerprint=f"{rule}{minor:062}"[:64],
        organisation_id=invoice.organisation_id,
        invoice_id=invoice.id,
        difference_minor=minor,
        currency="EUR",
        **values,
    )
    db.session.add(row)
    db.session.commit()
    return row


def part(key: str, period: Period = MARCH) -> list[tuple]:
    return list(next(report for report in pack(period) if report.key == key).rows)


def test_missed_promises_and_wrong_data_stand_by_themselves_the_dearest_first(invoice) -> None:
    found(invoice, "R13", 400)
    found(invoice, "R6", 900)
    found(invoice, "R21", 100)
    found(invoice, "R1", 100)
    assert [row[3] for row in part("promises")] == [Money(900, "EUR"), Money(400, "EUR")]
    assert [row[3] for row in part("data")] == [Money(100, "EUR")]
    assert [row[2:] for row in part("agenda")][:2] == [(2, 0), (1, 0)]


def test_what_was_no_error_is_not_talked_about(invoice) -> None:
    found(invoice, "R13", 400, status=FindingStatus.FALSE_POSITIVE)
    assert part("promises") == []


def test_the_month_before_stands_beside_it(invoice) -> None:
    found(invoice, "R13", 400)
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert part("agenda", april)[0][2:] == (0, 1)
    assert part("promises", april) == []


def test_errors_between_departments_name_them(invoice, client_person, agent) -> None:
    dispute = factories.investigated(
        factories.make_dispute(invoice, by=client_person), by=agent, cause=RootCause.INTERDEPT_MISCOMMUNICATION
    )
    services.record_cause(
        dispute, root_cause=RootCause.INTERDEPT_MISCOMMUNICATION, between=["sales", "billing"], by=agent
    )
    services.attach_document(dispute, kind="invoice", ref=invoice.number, title="The invoice", by=agent)
    services.resolve_not_upheld(dispute, explanation="It is as agreed, line by line.", by=agent)
    assert part("between") == [("Billing, Sales", "Departments did not tell each other", 1, 0)]


def test_disputes_handed_over_are_counted_from_where_to_where(invoice, client_person, agent, manager) -> None:
    factories.make_person(role=agent.role, department="sales")
    dispute = services.take(factories.make_dispute(invoice, by=client_person), by=agent)
    services.hand_over(dispute, to="sales", why="Was it promised?", by=agent)
    assert part("handed-over") == [("Billing", "Sales", 1, 0)]


def test_open_measures_come_before_those_that_are_done(agent, manager) -> None:
    for title, days in (("Check the price list", 5), ("Call the couriers", 2)):
        tasks.plan(title, due_on=clock.today() + timedelta(days), owner=agent, by=manager)
    done = tasks.plan("Sort the notes", due_on=clock.today(), owner=agent, by=manager)
    tasks.finish(done, outcome="They are sorted.", by=agent)
    assert [row[0] for row in part("measures")] == ["Call the couriers", "Check the price list", "Sort the notes"]


def test_a_manager_reads_it_and_takes_it_along(pages: Pages, invoice, manager, agent) -> None:
    found(invoice, "R13", 400)
    page = pages.sign_in(manager).get("/office/review?first=2026-03-01&last=2026-03-31")
    assert "Promises that were missed" in page.text
    assert invoice.number in page.text
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert pages.client.get(f"/office/review/pack.{kind}").data.startswith(begins)
    pages.get("/office/review/pack.exe", status=404)


def test_without_days_it_is_the_month_that_ended_last(pages: Pages, manager) -> None:
    page = pages.sign_in(manager).get("/office/review")
    assert page.soup.find("input", id="first")["value"] == "2026-02-01"
    assert page.soup.find("input", id="last")["value"] == "2026-02-28"


def test_agents_have_no_pack(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/office/review", status=403)


def test_the_pack_is_a_file_even_when_nothing_happened(app) -> None:
    quiet = Period(date(2020, 1, 1), date(2020, 1, 31))
    assert files.as_pdf(pack(quiet), quiet, "Review").startswith(b"%PDF")
