"""What the ledger holds goes out as UBL that adds up and comes back the same, and as a PDF that names everything."""

import io
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from support.accounts.models import Person
from support.billing.audit.checking import check_document
from support.billing.balance import invoice_balance
from support.billing.correcting import Right, correct_invoice, corrected_document
from support.billing.credit import credit_goodwill, credit_lines
from support.billing.importing.documents import AllowanceCharge, ReadDocument
from support.billing.importing.reading import read_documents
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import invoice_with, invoices_numbered
from support.billing.writing import letterings
from support.billing.writing.pdf import write_pdf
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl
from support.cli.billing import group
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from tests.billing.counting import taken
from tests.billing.files import document, line, written
from tests.billing.importing.made_documents import documents
from tests.billing.importing.samples import FOLDER
from tests.billing.owing import owed_by
from tests.databases import empty
from tests.factories import make_invoice, make_organisation
from tests.pages import Pages

ARITHMETIC = {"R1", "R2", "R3"}


def again(content: bytes) -> ReadDocument:
    ((_, read),) = read_documents(io.BytesIO(content), "again.xml")
    return read


def told(read: ReadDocument) -> list[Decimal]:
    """The totals; what a document leaves out is nothing."""
    return [getattr(read.totals, field.name) or Decimal(0) for field in fields(read.totals)]


def wrong(read: ReadDocument) -> list[str]:
    return [found.message for found in check_document(read).findings if found.rule in ARITHMETIC]


def pages_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def stored(made: ReadDocument) -> Invoice:
    taken(written(made))
    return invoice_with(made.number)


@pytest.mark.usefixtures("app")
class TestUbl:
    def test_a_stored_invoice_is_written_as_it_was_read(self) -> None:
        off = AllowanceCharge(is_charge=False, amount=Decimal("10.00"), reason="Loyalty", tax_category="S", tax_rate=Decimal(23))  # fmt: skip
        made = document(line(1), line(2, tax_rate=Decimal("13.5")), extra=(off,), notes=("One", "Two"), payment_terms="30 days")  # fmt: skip
        read = again(written(made))
        assert again(write_ubl(document_of(stored(made)))) == replace(read, profile=document_of(stored(made)).profile)

    @pytest.mark.parametrize("name", ["bakery-invoice.xml", "bakery-invoice-cii.xml"])
    def test_a_sample_of_each_syntax_comes_back_with_its_sums(self, name: str) -> None:
        report = taken((FOLDER / name).read_bytes(), name)
        row = invoice_with(report.documents[0])
        read = again(write_ubl(document_of(row)))
        assert told(read) == told(document_of(row)) and read.totals.payable == row.payable.amount
        assert wrong(read) == []

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_any_document_the_ledger_can_hold_comes_back_with_its_lines_and_sums(self, made: ReadDocument) -> None:
        if made.kind == "credit_note" and made.totals.payable < 0:
            return
        empty()
        made = replace(made, attachments=())
        row = invoices_numbered(taken(write_ubl(made)).documents[0])[-1]
        read = again(write_ubl(document_of(row)))
        for name in ("tax_total", "currency", "number", "issued_on", "notes", "deliveries", "payment_means"):
            assert getattr(read, name) == getattr(made, name), name
        assert told(read) == told(made)
        assert [(one.id, one.net, one.quantity, one.price, one.properties) for one in read.lines] == [
            (one.id, one.net, one.quantity, one.price, one.properties) for one in made.lines
        ]

    def test_a_credit_that_was_posted_is_a_credit_note_that_adds_up(self) -> None:
        row = stored(document(line(1, "3", "0.335"), line(2, "7", "18.4567", tax_rate=Decimal("13.5"))))
        note = credit_lines(row, [(row.lines[0], Money(50, "EUR")), (row.lines[1], Money(1234, "EUR"))], reason="Twice", key="k1")  # fmt: skip
        read = again(write_ubl(document_of(note)))
        assert (read.kind, read.type_code, read.preceding_invoices[0].number) == ("credit_note", "381", row.number)
        assert read.totals.payable == note.payable.amount
        assert wrong(read) == []

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(1, 9_999), min_size=1, max_size=5), st.integers(1, 100))
    def test_every_part_of_an_invoice_that_is_credited_is_written_right(self, prices: list[int], part: int) -> None:
        row = make_invoice(make_organisation(), [{"unit_price": str(Decimal(price) / 100)} for price in prices], seller={"address": {"country": "IE"}}, buyer={"address": {"country": "IE"}})  # fmt: skip
        for at, billed in enumerate(row.lines):
            amount = max(billed.net_minor * part // 100, 1)
            note = credit_lines(row, [(billed, Money(amount, "EUR"))], reason="Part", key=f"{row.id}:{at}")
            read = again(write_ubl(document_of(note)))
            assert wrong(read) == [] and read.totals.payable == note.payable.amount


@pytest.mark.usefixtures("app")
class TestCorrecting:
    def test_the_corrected_invoice_adds_up_and_stands_in_the_place_of_the_first(self) -> None:
        row = stored(document(line(1), line(2, "3", "18.50")))
        right = correct_invoice(row, {"2": Right(quantity=Decimal(2))}, reason="Two were delivered.", key="k")
        assert (right.kind, right.type_code, right.corrects_id) == (DocumentKind.CORRECTED_INVOICE, "384", row.id)
        assert right.payable.decimal == "193.11" and right.note == "Two were delivered."
        assert wrong(again(write_ubl(document_of(right)))) == []
        assert invoice_balance(row).replaced and owed_by(row.organisation).open.decimal == "193.11"

    def test_posting_twice_with_one_key_has_one_effect(self) -> None:
        row = stored(document(line(1), line(2)))
        first = correct_invoice(row, {"2": Right(quantity=Decimal(0))}, reason="Not delivered.", key="k")
        assert correct_invoice(row, {"2": Right(quantity=Decimal(0))}, reason="Not delivered.", key="k") is first
        assert [one.line_id for one in first.lines] == ["1"]

    def test_what_was_replaced_or_credited_is_not_corrected_again(self) -> None:
        row = stored(document(line(1), line(2)))
        correct_invoice(row, {"1": Right(unit_price=Decimal(50))}, reason="Price", key="a")
        with pytest.raises(RuleBroken, match="was replaced by COR-2026-0001"):
            correct_invoice(row, {"1": Right(unit_price=Decimal(40))}, reason="Price", key="b")
        with pytest.raises(RuleBroken, match="Credit that one"):
            credit_lines(row, [(row.lines[0], Money(100, "EUR"))], reason="x", key="c")

    def test_an_invoice_with_a_credit_is_credited_further_instead(self) -> None:
        row = stored(document(line(1), line(2)))
        credit_goodwill(row.organisation, Money(100, "EUR"), row, reason="Sorry", key="g")
        with pytest.raises(RuleBroken, match="was credited by CN-2026-0001"):
            correct_invoice(row, {"1": Right(unit_price=Decimal(40))}, reason="Price", key="b")

    def test_a_line_that_is_not_there_and_an_empty_invoice_are_refused(self) -> None:
        row = stored(document(line(1)))
        with pytest.raises(BadInput, match="no line 9"):
            correct_invoice(row, {"9": Right(quantity=Decimal(1))}, reason="x", key="a")
        with pytest.raises(RuleBroken, match="credit note over all of it"):
            correct_invoice(row, {"1": Right(quantity=Decimal(0))}, reason="x", key="b")


FIGURES = st.tuples(
    st.decimals("0.001", 500, places=3), st.decimals(0, 900, places=4), st.sampled_from(["23", "13.5", "0"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=6), st.decimals(0, 100, places=2), st.data())
def test_a_corrected_document_keeps_the_calculation_rules(
    lines: list[tuple[Decimal, Decimal, str]], price: Decimal, data: st.DataObject
) -> None:
    rows = [line(at, str(quantity), str(each), tax_rate=Decimal(rate)) for at, (quantity, each, rate) in enumerate(lines, 1)]  # fmt: skip
    made = document(*rows)
    chosen = data.draw(st.sampled_from(rows)).id
    right = corrected_document(made, {chosen: Right(unit_price=price)}, number="C-1", reason="Price")
    totals = right.totals
    assert totals.line_extension == sum(one.net for one in right.lines)  # BR-CO-10
    assert totals.tax_exclusive == totals.line_extension  # BR-CO-13
    assert totals.tax_inclusive == totals.tax_exclusive + right.tax_total  # BR-CO-15
    assert right.tax_total == sum(tax.tax for tax in right.tax_subtotals)  # BR-CO-14
    for tax in right.tax_subtotals:
        assert abs(tax.tax - tax.taxable * (tax.rate or 0) / 100) <= Decimal("0.005")  # BR-CO-17


@pytest.mark.usefixtures("app")
class TestPdf:
    def test_it_names_lines_sums_parties_and_what_it_corrects(self) -> None:
        row = stored(document(line(1), line(2, "3", "18.50", name="Beans")))
        note = credit_lines(row, [(row.lines[1], Money(1850, "EUR"))], reason="One bag was missing.", key="k")
        said = pages_of(write_pdf(document_of(note)))
        for part in (f"Credit note {note.number}", "Corrects: INV-2026-0001", "Beans", "€18.50", "To your credit", "€22.76", "One bag was missing.", "Harbour Café Group Ltd"):  # fmt: skip
            assert part in said, part

    def test_many_lines_go_on_over_pages_under_their_heading(self) -> None:
        content = write_pdf(document(*(line(at, name=f"Service {at}") for at in range(1, 90))))
        pages = PdfReader(io.BytesIO(content)).pages
        assert len(pages) > 1 and all("Charge" in page.extract_text() for page in pages[:-1])

    def test_the_same_document_gives_the_same_bytes(self) -> None:
        assert write_pdf(document()) == write_pdf(document())

    def test_letters_that_no_font_here_has_become_the_nearest_and_the_page_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(letterings, "machines_font", lambda: None)
        said = pages_of(write_pdf(document(line(name="Łódź, Café 日本 €"))))
        assert "Lódz, Café ?? €" in said
        assert letterings.REPLACED in said

    def test_a_font_that_cannot_be_read_does_not_hinder_the_document(self, tmp_path: Path) -> None:
        broken = tmp_path / "broken.ttf"
        broken.write_bytes(b"no font")
        assert "Lódz" in pages_of(write_pdf(document(line(name="Łódź")), font=broken))

    def test_western_letters_and_the_euro_need_no_font(self) -> None:
        said = pages_of(write_pdf(document(line(name="Größe “déjà vu” œuvre €")), locale="fr_FR"))
        assert "Größe “déjà vu” œuvre €" in said and letterings.REPLACED not in said


class TestDownloads:
    @pytest.fixture
    def invoice(self, client_person: Person) -> Invoice:
        return make_invoice(client_person.organisation, number="INV-2026-0042")

    def test_a_client_gets_their_documents_as_files_and_nobody_elses(
        self, pages: Pages, client_person: Person, invoice: Invoice
    ) -> None:
        pages.sign_in(client_person)
        for form, mime, begins in (("xml", "application/xml", b"<?xml"), ("pdf", "application/pdf", b"%PDF")):
            answer = pages.client.get(f"/portal/invoices/{invoice.number}.{form}")
            assert (answer.status_code, answer.mimetype) == (200, mime)
            assert answer.data.startswith(begins)
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.{form}"'
        other = make_invoice(make_organisation(), number="INV-OTHER")
        assert pages.client.get(f"/portal/invoices/{other.number}.pdf").status_code == 404
        assert pages.client.get("/portal/invoices/nothing.pdf").status_code == 404

    def test_staff_get_any_document_and_strangers_none(self, pages: Pages, agent: Person, invoice: Invoice) -> None:
        assert pages.client.get(f"/desk/invoices/{invoice.number}.pdf").status_code in (302, 401, 403)
        pages.sign_in(agent)
        assert pages.client.get(f"/desk/invoices/{invoice.number}.pdf").data.startswith(b"%PDF")

    def test_the_page_of_a_replaced_invoice_names_the_one_in_its_place(
        self, pages: Pages, client_person: Person
    ) -> None:
        row = make_invoice(client_person.organisation, number="INV-1", seller={"address": {"country": "IE"}})
        right = correct_invoice(row, {"1": Right(unit_price=Decimal(80))}, reason="Price", key="k")
        pages.sign_in(client_person)
        page = pages.get("/portal/invoices/INV-1")
        assert "Replaced" in page.text and page.link(right.number) == f"/portal/invoices/{right.number}"
        assert page.link("PDF") == "/portal/invoices/INV-1.pdf"


class TestCommands:
    def test_a_document_is_written_to_a_file_or_to_the_output(self, app: Flask, tmp_path: Path) -> None:
        stored(document())
        run = app.test_cli_runner().invoke
        said = run(group, ["write", "INV-2026-0001", "--as", "pdf", "--out", str(tmp_path / "a.pdf")])
        assert said.exit_code == 0 and (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
        assert run(group, ["write", "INV-2026-0001"]).stdout_bytes.startswith(b"<?xml")

    def test_a_correction_from_the_command_line_happens_once(self, app: Flask) -> None:
        stored(document(line(1), line(2)))
        words = ["correct", "INV-2026-0001", "--line", "2=1@50.00", "--line", "1=@55", "--reason", "Agreed price."]
        run = app.test_cli_runner().invoke
        said = run(group, words).stdout
        assert "COR-2026-0001 over 196.80 EUR stands in the place of INV-2026-0001" in said
        assert run(group, words).stdout == said

    @pytest.mark.parametrize("line", ["2", "2=", "2=x", "2=-1", "=5", "2=1@NaN", "9=1"])
    def test_a_correction_that_cannot_be_is_told_in_a_sentence(self, app: Flask, line: str) -> None:
        stored(document())
        said = app.test_cli_runner().invoke(group, ["correct", "INV-2026-0001", "--line", line, "--reason", "x"])
        assert said.exit_code == 1 and said.stderr.startswith("Error:") and "Traceback" not in said.output
        assert not invoice_balance(invoice_with("INV-2026-0001")).replaced


def test_the_day_of_a_corrected_document_is_today_and_due_no_earlier(calendar: object) -> None:
    made = document(issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    right = corrected_document(made, {"1": Right(quantity=Decimal(1))}, number="C", reason="x")
    assert (right.issued_on, right.due_on) == (date(2026, 3, 16), date(2026, 3, 16))
