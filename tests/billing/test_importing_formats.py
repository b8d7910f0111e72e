"""Every format of document through the import, the check and into the ledger."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from support.billing.audit.checking import check_document
from support.billing.importing.reading import read_documents
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_file, import_folder
from support.billing.models import Invoice
from support.billing.queries import invoice_with
from support.cli.billing import group
from support.extensions import db
from tests.billing.counting import counts, taken
from tests.billing.importing.made_stripe import credit_note, invoice, line, page, tax_of, written
from tests.billing.importing.samples import FOLDER

pytestmark = pytest.mark.usefixtures("app")


def test_a_cross_industry_invoice_enters_with_its_own_totals() -> None:
    report = import_file(FOLDER / "bakery-invoice-cii.xml")
    row = invoice_with("B-2026/17")
    assert (report.status, row.source_format, str(row.payable), len(row.lines)) == ("imported", "cii", "100.00 EUR", 2)


def test_the_same_invoice_in_the_other_syntax_changes_nothing() -> None:
    import_file(FOLDER / "bakery-invoice-cii.xml")
    assert import_file(FOLDER / "bakery-invoice.xml").status == "unchanged"


def test_a_page_enters_whole_and_the_report_lists_every_number() -> None:
    report = taken(written(page(invoice(), invoice(number="LL-0002"))), "page.json")
    assert (report.status, report.documents, report.rows) == ("imported", ("LL-0001", "LL-0002"), 2)
    assert report.message == "2 documents: LL-0001, LL-0002; 2 new, 0 there already."
    again = taken(written(page(invoice(number="LL-0002"), invoice(number="LL-0003"))), "next.json")
    assert (again.status, again.rows) == ("imported", 1)
    assert len(db.session.scalars(select(Invoice)).all()) == 3


def test_a_bad_document_of_a_page_is_named_and_the_rest_taken() -> None:
    made = page(invoice(), invoice(number="LL-0002", status="void"), invoice(number="LL-0003"))
    report = taken(written(made), "page.json")
    assert (report.status, report.documents, report.whole) == ("imported", ("LL-0001", "LL-0003"), False)
    assert [(no.place, "void" in no.reason) for no in report.not_taken] == [("$.data[1].status", True)]
    again = taken(written(made), "page.json")
    assert (again.status, again.rows, len(again.not_taken)) == ("unchanged", 0, 1)


def test_a_page_of_which_nothing_can_be_read_is_refused_with_nothing_kept() -> None:
    before = counts()
    with pytest.raises(NotReadable, match="1 more document of it was refused") as no:
        taken(written(page(invoice(status="void"), invoice(number="LL-0002", status="draft"))), "page.json")
    assert no.value.place == "$.data[0].status"
    assert counts() == before


def test_credit_notes_of_a_folder_settle_the_invoices_of_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(written(page(credit_note(invoice()))))
    (tmp_path / "b.json").write_bytes(written(invoice()))
    assert [report.status for report in import_folder(tmp_path)] == ["imported", "imported"]
    note = invoice_with("LL-0001-CN-01")
    assert note.corrects_id == invoice_with("LL-0001").id
    assert note.lines[0].corrects_line_id == invoice_with("LL-0001").lines[0].id


@pytest.mark.parametrize(
    "made",
    [
        invoice(),
        invoice(line(discount_amounts=[{"amount": 1_200, "discount": "di_1"}], taxes=[tax_of(2_484, 10_800)])),
        invoice(line(11_900, taxes=[tax_of(1_900, 10_000, "inclusive")])),
        invoice(line(taxes=[tax_of(0, 12_000, reason="reverse_charge")]), customer_tax_exempt="reverse"),
        invoice(line(), line(-3_100, quantity=1, description="Unused time", proration=True, period=None)),
        invoice(starting_balance=-5_000, ending_balance=0, amount_due=9_760),
    ],
    ids=["plain", "discount", "inclusive", "reverse charge", "proration", "balance"],
)
def test_an_honest_invoice_has_no_arithmetic_finding(made: dict[str, object], tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(written(made))
    with file.open("rb") as stream:
        ((form, document),) = read_documents(stream, "a.json")
    assert form == "stripe"
    assert [found.rule for found in check_document(document).findings if found.rule == "R1"] == []


def test_a_wrong_sum_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(written(invoice(line(12_100, pricing={"unit_amount_decimal": "6000"}))))
    with file.open("rb") as stream:
        ((_, document),) = read_documents(stream, "a.json")
    assert [str(found.difference) for found in check_document(document).findings] == ["1.00 EUR"]


def test_the_check_answers_for_each_document_of_a_page(tmp_path: Path, app: object) -> None:
    file = tmp_path / "page.json"
    file.write_bytes(written(page(invoice(), invoice(number="LL-0002"))))
    runner = app.test_cli_runner()  # type: ignore[attr-defined]
    said = json.loads(runner.invoke(group, ["check", str(file), "--json"]).output)
    assert [answer["number"] for answer in said] == ["LL-0001", "LL-0002"]
