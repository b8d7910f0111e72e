"""Files into the ledger: whole or not at all, and a second time without effect."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from support.billing import credit
from support.billing.balance import invoice_balance
from support.billing.importing.documents import AllowanceCharge, Identifier, Party, Period
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_file, import_folder
from support.billing.models import Invoice
from support.billing.queries import findings_of, invoice_with
from support.extensions import db
from tests.billing.counting import counts, taken
from tests.billing.files import BUYER, credit_note, document, line, written
from tests.factories import make_organisation

pytestmark = pytest.mark.usefixtures("app")


class TestDocuments:
    def test_lines_allowances_tax_periods_and_totals_are_kept_to_the_cent(self) -> None:
        off = AllowanceCharge(is_charge=False, amount=Decimal("10.00"), base=Decimal("120.00"), percent=Decimal("8.33"), reason="Loyalty", reason_code="95")  # fmt: skip
        stops = AllowanceCharge(is_charge=True, amount=Decimal("12.00"), reason="Two stops", tax_category="S", tax_rate=Decimal(23))  # fmt: skip
        made = document(
            line(1, allowances_charges=(off,), period=Period(start=date(2026, 3, 1), end=date(2026, 3, 15))),
            line(2, "7.125", "18.4567", unit_code="KGM", tax_rate=Decimal("13.5")),
            extra=(stops,),
        )
        report = taken(written(made))
        assert (report.status, report.documents, report.left_out) == ("imported", ("INV-2026-0001",), ())
        row = invoice_with("INV-2026-0001")
        assert row.payable.amount == made.totals.payable
        assert [(line.net.amount, line.unit_price) for line in row.lines] == [
            (one.net, one.price.amount) for one in made.lines
        ]
        assert [(part.amount_minor, part.base_minor, part.percent, part.reason) for part in row.lines[0].allowances] == [(1000, 12000, Decimal("8.33"), "Loyalty")]  # fmt: skip
        assert [(part.is_charge, part.amount_minor, part.tax_rate) for part in row.allowances] == [
            (True, 1200, Decimal(23))
        ]
        assert {(tax.rate, tax.taxable_minor) for tax in row.taxes} == {(Decimal(23), 12200), (Decimal("13.5"), 13150)}
        assert (row.lines[0].period_start, row.lines[0].period_end) == (date(2026, 3, 1), date(2026, 3, 15))
        assert (row.period_start, row.due_on) == (date(2026, 3, 1), date(2026, 4, 30))

    def test_the_record_and_the_site_of_a_line_are_found_in_its_properties(self) -> None:
        properties = (("Source Record", "DLV-1"), ("Site", "Quay"))
        taken(written(document(line(properties=properties))))
        (row,) = invoice_with("INV-2026-0001").lines
        assert (row.record_ref, row.subject, row.sku) == ("DLV-1", "Quay", "COF-MCH")

    def test_what_has_no_column_is_kept_beside(self) -> None:
        taken(written(document(notes=("First.", "Second."), payment_terms="30 days", order_reference="PO-7")))
        row = invoice_with("INV-2026-0001")
        assert row.note == "First.\nSecond."
        assert (row.details["payment_terms"], row.details["order_reference"]) == ("30 days", "PO-7")

    def test_wrong_totals_are_kept_as_the_document_says_and_found(self) -> None:
        made = document()
        wrong = replace(made, totals=replace(made.totals, payable=made.totals.payable + 1))
        path_report = taken(written(wrong))
        assert path_report.status == "imported"
        assert invoice_with("INV-2026-0001").payable.amount == made.totals.payable + 1

    def test_the_same_bytes_again_change_nothing_and_say_so(self) -> None:
        content = written(document())
        taken(content)
        before = counts()
        again = taken(content, "copy.xml")
        assert again.status == "unchanged" and again.documents == ("INV-2026-0001",)
        assert "was imported on 16 March 2026, 09:00 as invoice.xml; nothing changed" in again.message
        assert counts() == before

    def test_the_same_content_in_other_bytes_changes_nothing_and_says_so(self) -> None:
        content = written(document())
        taken(content)
        before = counts()
        again = taken(content.replace(b"><", b">\n  <").replace(b"120.00", b"120.0"), "other.xml")
        assert (again.status, again.rows) == ("unchanged", 0)
        assert "nothing changed" in again.message
        assert counts() | {"imported_files": 0} == before | {"imported_files": 0}

    def test_a_number_given_twice_loses_nothing_and_is_found(self, tmp_path: Path) -> None:
        for name, made in (("a.xml", document()), ("b.xml", document(line(price="99.00")))):
            (tmp_path / name).write_bytes(written(made))
        reports = import_folder(tmp_path)
        assert [report.status for report in reports] == ["imported", "imported"]
        rows = db.session.scalars(select(Invoice).order_by(Invoice.id)).all()
        assert [str(row.payable) for row in rows] == ["147.60 EUR", "243.54 EUR"]
        assert [finding.rule for finding in findings_of(rows[1])] == ["R5"]

    def test_a_credit_note_that_asks_for_money_is_refused(self) -> None:
        before = counts()
        with pytest.raises(NotReadable, match="asks for money instead of giving it"):
            taken(written(credit_note(document(), line(quantity="-2"))))
        assert counts() == before

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"%PDF-1.7",
            b"<html><body>Sign in</body></html>",
            written(document())[:-200],
            written(document()).replace(
                b"<Invoice", b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice', 1
            ),
            b"<a>" * 100_000,
            b"name;colour\nx;y\n",
        ],
    )
    def test_what_is_no_invoice_is_refused_with_file_and_reason_and_nothing_is_kept(self, content: bytes) -> None:
        before = counts()
        with pytest.raises(NotReadable) as refused:
            taken(content, "strange.csv" if b";" in content[:10] else "strange.xml")
        assert refused.value.file.startswith("strange") and refused.value.reason
        assert counts() == before

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadable, match="cannot be opened"):
            import_file(tmp_path / "nowhere.xml")


class TestClients:
    def test_an_unknown_buyer_becomes_a_client(self) -> None:
        taken(written(document()))
        client = invoice_with("INV-2026-0001").organisation
        assert (client.ref, client.name, client.city, client.currency) == (
            "CL-0001",
            "Harbour Café Group",
            "Galway",
            "EUR",
        )

    def test_a_new_client_takes_no_number_that_is_given(self) -> None:
        make_organisation(ref="CL-0001", name="Somebody else")
        taken(written(document()))
        assert invoice_with("INV-2026-0001").organisation.ref == "CL-0002"

    @pytest.mark.parametrize(
        ("client", "buyer"),
        [
            ({"tax_id": "ie9999998n"}, BUYER),
            ({"ref": "CL-0777"}, replace(BUYER, identifiers=(Identifier("CL-0777"),), tax_id=None)),
            ({"company_id": "123-456"}, replace(BUYER, company_id=Identifier("123456"), tax_id=None)),
            ({"name": "Harbour Café Group Ltd"}, replace(BUYER, tax_id=None)),
        ],
    )
    def test_the_buyer_is_found_by_tax_id_reference_company_number_or_name(
        self, client: dict[str, str], buyer: Party
    ) -> None:
        known = make_organisation(**client)
        taken(written(document(buyer=buyer)))
        assert invoice_with("INV-2026-0001").organisation_id == known.id

    def test_a_namesake_with_another_tax_id_is_another_client(self) -> None:
        known = make_organisation(name="Harbour Café Group", tax_id="IE1111111A")
        taken(written(document()))
        assert invoice_with("INV-2026-0001").organisation_id != known.id


class TestCorrections:
    @pytest.mark.parametrize("note_first", [False, True])
    def test_a_credit_note_finds_its_invoice_and_line_in_whichever_order_they_come(self, note_first: bool) -> None:
        invoice = document(line(1), line(2, "1", "35.00", seller_item_id="WTR", name="Water"))
        note = credit_note(invoice, line(1, "1", "35.00", seller_item_id="WTR", name="Water"))
        files = [written(invoice), written(note)]
        for place, content in enumerate(reversed(files) if note_first else files):
            taken(content, f"{place}.xml")
        row, credited = invoice_with("INV-2026-0001"), invoice_with("GS-1")
        assert credited.corrects_id == row.id and credited.lines[0].corrects_line_id == row.lines[1].id
        assert str(invoice_balance(row).credited) == "43.05 EUR"
        assert str(credit.creditable(row.lines[1])) == "0.00 EUR"
        assert str(credit.creditable_of(row)) == "120.00 EUR"

    def test_the_credit_of_a_duplicate_belongs_to_the_second_line(self) -> None:
        invoice = document(line(1), line(2))
        taken(written(invoice), "a.xml")
        taken(written(credit_note(invoice, line(1))), "b.xml")
        assert invoice_with("GS-1").lines[0].corrects_line_id == invoice_with("INV-2026-0001").lines[1].id

    def test_a_corrected_invoice_is_tied_to_the_first_one(self) -> None:
        first = document()
        taken(written(first), "a.xml")
        corrected = replace(
            credit_note(first, line(price="50.00")), kind="invoice", type_code="384", number="INV-2026-0002"
        )
        taken(written(corrected), "b.xml")
        row = invoice_with("INV-2026-0002")
        assert (row.kind, row.corrects_number) == ("corrected_invoice", "INV-2026-0001")

    def test_an_invoice_over_less_than_nothing_gives_as_a_credit_note_does(self) -> None:
        first = document()
        taken(written(first), "a.xml")
        back = replace(credit_note(first, line(quantity="-1")), kind="invoice", type_code="380", number="INV-2026-0002")
        taken(written(back), "b.xml")
        row = invoice_with("INV-2026-0001")
        assert str(invoice_balance(row).open) == "73.80 EUR"
        assert str(credit.creditable_of(row)) == "60.00 EUR"
