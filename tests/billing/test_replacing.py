"""A corrected invoice stands in the place of the one it corrects: nothing is owed twice, nothing paid is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from support.accounts.models import Organisation
from support.billing import credit
from support.billing.balance import invoice_balance
from support.billing.importing.documents import PrecedingInvoice, ReadDocument
from support.billing.importing.reports import IMPORTED, REFUSED, ImportReport
from support.billing.importing.storing import import_contents, import_files
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import invoice_with
from support.billing.replacing import replacement_of
from support.extensions import db
from tests.billing.counting import taken
from tests.billing.files import credit_note, document, line, written
from tests.billing.owing import owed_by
from tests.factories import make_invoice, make_organisation, make_payment

pytestmark = pytest.mark.usefixtures("app")


def corrected(of: ReadDocument, price: str, number: str = "INV-2026-0001-C") -> ReadDocument:
    made = document(line(quantity="1", price=price), number=number, type_code="384")
    return replace(made, preceding_invoices=(PrecedingInvoice(of.number, of.issued_on),))


def billed(price: str, number: str = "INV-2026-0001") -> ReadDocument:
    return document(line(quantity="1", price=price), number=number)


def taken_or_not(document: ReadDocument) -> ImportReport:
    (report,) = import_contents([(f"{document.number}.xml", written(document))])
    return report


def rows(*documents: ReadDocument) -> list[Invoice]:
    for at, one in enumerate(documents):
        taken(written(one), f"{at}-{one.number}.xml")
    return [invoice_with(one.number) for one in documents]


def owed(row: Invoice) -> str:
    return owed_by(row.organisation).open.decimal


class TestReplacing:
    def test_only_the_corrected_invoice_asks_for_money(self) -> None:
        first, second = rows(billed("100.00"), corrected(billed("100.00"), "80.00"))
        assert second.corrects is first and replacement_of(first) is second and replacement_of(second) is None
        assert (invoice_balance(first).open.minor, invoice_balance(first).replaced) == (0, True)
        assert owed(first) == "98.40"

    def test_it_makes_no_difference_which_of_the_two_comes_first(self) -> None:
        second, first = rows(corrected(billed("100.00"), "80.00"), billed("100.00"))
        assert replacement_of(first) is second and owed(first) == "98.40"

    def test_a_second_corrected_invoice_of_the_same_one_is_refused_with_the_one_to_name(self) -> None:
        first, _ = rows(billed("100.00"), corrected(billed("100.00"), "80.00", "C-1"))
        report = taken_or_not(corrected(billed("100.00"), "70.00", "C-2"))
        assert report.status == REFUSED
        assert "C-2: Invoice INV-2026-0001 was replaced by C-1 already." in report.message
        assert owed(first) == "98.40"

    def test_it_is_refused_before_the_first_has_come_too(self) -> None:
        rows(corrected(billed("100.00"), "80.00", "C-1"))
        assert taken_or_not(corrected(billed("100.00"), "70.00", "C-2")).status == REFUSED

    def test_among_many_documents_it_is_the_only_one_refused(self, tmp_path: Path) -> None:
        first = billed("100.00")
        for at, one in enumerate(
            (first, corrected(first, "80.00", "C-1"), corrected(first, "70.00", "C-2"), billed("9.00", "INV-2"))
        ):
            (tmp_path / f"{at}.xml").write_bytes(written(one))
        reports = {report.file: report.status for report in import_files([str(path) for path in tmp_path.iterdir()])}
        assert reports == {"0.xml": IMPORTED, "1.xml": IMPORTED, "2.xml": REFUSED, "3.xml": IMPORTED}

    def test_the_database_refuses_a_second_one_as_well(self) -> None:
        first, _ = rows(billed("100.00"), corrected(billed("100.00"), "80.00", "C-1"))
        columns = {"kind": DocumentKind.CORRECTED_INVOICE, "type_code": "384", "corrects_id": first.id}
        with pytest.raises(DBAPIError, match="replaced by two corrected ones"):
            make_invoice(first.organisation, **columns)
        db.session.rollback()

    def test_what_was_paid_on_the_first_counts_on_the_second(self) -> None:
        first, second = rows(billed("100.00"), corrected(billed("100.00"), "80.00"))
        make_payment(first, "123.00")
        assert invoice_balance(second).overpaid.decimal == "24.60" and invoice_balance(first).overpaid.minor == 0
        assert owed(first) == "0.00"

    def test_a_chain_of_corrections_carries_what_was_paid_to_its_end(self) -> None:
        first, second, third = rows(
            billed("100.00"),
            corrected(billed("100.00"), "80.00", "C-1"),
            corrected(billed("80.00", "C-1"), "70.00", "C-2"),
        )
        make_payment(first, "50.00")
        make_payment(second, "10.00")
        assert (invoice_balance(third).paid.decimal, owed(third)) == ("60.00", "26.10")
        assert invoice_balance(first).replaced and invoice_balance(second).replaced

    def test_credit_and_rebill_leaves_the_credit_with_the_first(self) -> None:
        original = billed("100.00")
        first, _, second = rows(original, credit_note(original, line(quantity="1", price="100.00")), corrected(original, "80.00"))  # fmt: skip
        assert invoice_balance(first).credited.decimal == "123.00"
        assert (invoice_balance(second).credited.minor, owed(first)) == (0, "98.40")

    def test_credit_and_rebill_of_a_paid_invoice_pays_the_second_from_the_credit(self) -> None:
        original = billed("100.00")
        (first,) = rows(original)
        make_payment(first, "123.00")
        taken(written(credit_note(original, line(quantity="1", price="100.00"))), "note.xml")
        taken(written(corrected(original, "80.00")), "again.xml")
        credit.apply_credit(first.organisation)
        balance = owed_by(first.organisation)
        assert (balance.open.decimal, balance.credit.decimal) == ("0.00", "24.60")

    def test_a_corrected_invoice_over_less_than_nothing_only_takes_away(self) -> None:
        original = billed("100.00")
        less = replace(corrected(original, "20.00"), lines=(line(quantity="-1", price="20.00"),))
        less = replace(document(*less.lines, number=less.number, type_code="384"), preceding_invoices=less.preceding_invoices)  # fmt: skip
        first, _ = rows(original, less)
        assert (replacement_of(first), owed(first)) == (None, "98.40")

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(1, 500), min_size=1, max_size=4), st.lists(st.integers(1, 200), max_size=4))
    def test_a_chain_owes_its_end_less_all_that_was_paid(self, prices: list[int], paid: list[int]) -> None:
        client = chain_of_one_client(prices, paid)
        left = prices[-1] * 120 - sum(paid)
        found = owed_by(client)
        assert found.open.minor == max(left, 0)


def chain_of_one_client(prices: list[int], paid: list[int]) -> Organisation:
    """Each corrected by the next, with 20 % tax; what was paid is spread over them, in minor units."""
    first = make_invoice(make_organisation(), [{"quantity": "1", "unit_price": str(prices[0])}])
    chain = [first]
    for price in prices[1:]:
        columns = {"kind": DocumentKind.CORRECTED_INVOICE, "type_code": "384", "corrects_id": chain[-1].id}
        chain.append(make_invoice(first.organisation, [{"quantity": "1", "unit_price": str(price)}], **columns))
    for at, minor in enumerate(paid):
        make_payment(chain[at % len(chain)], first.money(minor).decimal)
    return db.session.get_one(Organisation, first.organisation_id)


def test_the_date_of_a_corrected_invoice_is_its_own() -> None:
    first, second = rows(billed("100.00"), replace(corrected(billed("100.00"), "80.00"), due_on=date(2026, 6, 1)))
    assert invoice_balance(second).due_on == date(2026, 6, 1) and not invoice_balance(first).overdue
