"""A corrected invoice beside the one it corrects."""

from support.accounts.models import Organisation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from tests import factories
from tests.pages import Pages

LINE = {"name": "Coffee machine rental", "sku": "RENTAL", "unit_price": "30"}
BEANS = {"name": "Espresso beans", "unit_price": "60"}


def corrected(organisation: Organisation) -> tuple[Invoice, Invoice]:
    original = factories.make_invoice(organisation, [LINE, BEANS, {"name": "A mistake", "sku": "X"}], number="INV-1")
    lines = [LINE, {**BEANS, "unit_price": "50"}, {"name": "Cups", "sku": "CUPS", "unit_price": "5"}]
    kind = {"kind": DocumentKind.CORRECTED_INVOICE, "type_code": "384", "corrects_id": original.id}
    return original, factories.make_invoice(organisation, lines, number="INV-2", corrects_number="INV-1", **kind)


def rows_of(pages: Pages, number: str) -> dict[str, str]:
    page = pages.get(f"/portal/invoices/{number}")
    table = page.soup.find(id="compared-title").find_next("table")
    return {
        row.find("th").get_text(" ", strip=True): row.find_all("td")[-1].get_text(strip=True)
        for row in table.select("tbody tr")
    }


def test_both_show_what_was_corrected_line_by_line(portal: Pages, organisation: Organisation) -> None:
    corrected(organisation)
    for number in ("INV-1", "INV-2"):
        rows = rows_of(portal, number)
        assert rows["Coffee machine rental"] == "—"
        assert rows["Espresso beans other: unit price"] == "-€10.00"
        assert rows["A mistake no longer there"] == "-€100.00"
        assert rows["Cups new"] == "€5.00"


def test_an_invoice_that_nothing_corrects_has_no_such_part(portal: Pages, invoice: Invoice) -> None:
    assert portal.get(f"/portal/invoices/{invoice.number}").soup.find(id="compared-title") is None


def test_a_moment_shows_its_exact_time_to_whoever_points_at_it(portal: Pages, invoice: Invoice, client_person) -> None:
    dispute = factories.make_dispute(invoice, by=client_person)
    shown = portal.get(f"/portal/disputes/{dispute.reference}").soup.select_one(".timeline-when time")
    assert shown["title"] == "2026-03-16 09:00:00 UTC"
