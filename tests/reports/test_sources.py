"""Where errors come from, and the charts on paper."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from support.accounts.models import Person
from support.billing.models import Invoice
from support.disputes.reasons import Reason
from support.extensions import db
from support.kernel import clock
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft, DraftFile
from support.reports import files
from support.reports.catalogue import REPORTS, report
from support.reports.drawing import draw
from support.reports.shapes import Chart, Period
from tests import factories

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def invoice(client_person: Person) -> Invoice:
    return factories.make_invoice(client_person.organisation, issued_on=date(2026, 3, 2))


def test_disputed_lines_are_counted_by_the_price_list_in_force(invoice: Invoice, client_person: Person) -> None:
    factories.make_price(None, version="2025", valid_from=date(2025, 1, 1), valid_to=date(2026, 2, 28))
    factories.make_price(None, version="2026", valid_from=date(2026, 3, 1))
    foreign = factories.make_contract(factories.make_organisation())
    factories.make_price(foreign, version="somebody else's", unit_price=Decimal(1))
    factories.make_dispute(invoice, by=client_person, reason=Reason.RATE_DISCREPANCY)
    assert [row[:3] for row in report("price-lists", MARCH).rows] == [("2026", 1, 0)]


def drafted(invoice: Invoice, by: Person, place: int, **given: object) -> None:
    file = DraftFile(digest=f"{place:064}", name="a.xml", content=b"x")
    db.session.add(file)
    db.session.flush()
    values = {
        "public_id": f"draft-{place}",
        "file_id": file.id,
        "source_format": "ubl",
        "seller_name": "Lumen",
        "number": f"D-{place}",
        "content_digest": "",
        "organisation_id": invoice.organisation_id,
        "issued_on": invoice.issued_on,
        "currency": "EUR",
        "net_minor": 1,
        "payable_minor": 1,
        "prepared_by_id": by.id,
        "prepared_at": clock.now(),
        "checked_at": clock.now(),
    }
    db.session.add(Draft(**{**values, **given}))
    db.session.commit()


def test_preparers_are_counted_with_what_was_sent_back_and_disputed(
    invoice: Invoice, client_person: Person, agent: Person
) -> None:
    factories.make_dispute(invoice, by=client_person)
    drafted(invoice, agent, 1, status=DraftStatus.ISSUED, invoice_id=invoice.id)
    drafted(invoice, agent, 2, revision=2)
    ((name, drafts, back, issued, disputed, *_),) = report("preparers", MARCH).rows
    assert (name, drafts, back, issued, disputed) == (agent.name, 2, Decimal("0.500"), 1, Decimal("1.000"))


def test_every_report_stands_in_the_pdf_with_its_chart(invoice: Invoice, client_person: Person) -> None:
    factories.make_dispute(invoice, by=client_person)
    paper = files.as_pdf([made(MARCH) for made in REPORTS.values()], MARCH)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    for made in REPORTS.values():
        assert made(MARCH).title in text
    assert "This period" in text


@pytest.mark.parametrize("kind", ["bar", "stacked", "line"])
@pytest.mark.parametrize("labels", [0, 1, 2, 40])
def test_any_chart_can_be_drawn_on_paper(kind: str, labels: int) -> None:
    from fpdf import FPDF

    names = tuple(f"A long label, “quoted” — {place} " * 3 for place in range(labels))
    values = tuple(float(place) if place % 3 else None for place in range(labels))
    paper = FPDF()
    paper.add_page()
    draw(paper, Chart(kind, names, (("Now", values), ("Before", values))))
    assert bytes(paper.output()).startswith(b"%PDF")
