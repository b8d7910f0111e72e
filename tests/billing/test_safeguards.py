"""The rules about money hold in the database: raw SQL that would break one is refused, whatever it is made of."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from support.billing import credit
from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.billing.refunding import owe_refund
from support.extensions import db
from tests.databases import empty
from tests.disputes.building import eur, make_bill
from tests.factories import make_organisation, make_payment


def refused(statement: str, **values: object) -> str:
    """What the database says against it; nothing of it is kept."""
    with pytest.raises(IntegrityError) as no:
        db.session.execute(text(statement), values)
    db.session.rollback()
    return str(no.value.orig)


@pytest.fixture
def bill(organisation) -> Invoice:
    """Of 120.00 EUR, tax included, paid."""
    invoice = make_bill(organisation, "100")
    make_payment(invoice)
    return invoice


@pytest.fixture
def note(bill) -> Invoice:
    """60.00 EUR of credit, tax included, that nothing has been settled with."""
    return credit.credit_lines(bill, [(bill.lines[0], eur("50"))], reason="", key="k")


def copied(table: str, row: int, **changes: object) -> str:
    """An insert of that row once more, with some columns changed (SQL)."""
    columns = [column.name for column in db.metadata.tables[table].columns if column.name != "id"]
    values = [str(changes.get(name, f'"{name}"')) for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    return f"insert into {table} ({names}) select {', '.join(values)} from {table} where id = {row}"  # noqa: S608


def test_what_was_issued_is_never_edited(bill) -> None:
    assert "never edited" in refused("update invoices set net_minor = 1, payable_minor = 1")
    assert "never edited" in refused("update invoice_lines set net_minor = net_minor + 1")


def test_a_line_is_credited_no_further_than_it_came_to(bill, note) -> None:
    said = refused(copied("invoice_lines", note.lines[0].id, line_id="'2'", position=2, net_minor=5001))
    assert "more than a line came to" in said


def test_an_invoice_is_credited_no_further_than_it_came_to(bill, note) -> None:
    said = refused(copied("invoices", note.id, number="'CN-X'", posting_key="'x'", net_minor=5001, source_digest="'x'"))
    assert "more than an invoice came to" in said


def test_a_credit_is_spent_once(organisation, bill, note) -> None:
    other = make_bill(organisation, "500")
    assert len(credit.apply_credit(organisation)) == 1
    spent = "insert into credit_applications (credit_note_id, invoice_id, amount_minor, applied_at) values (:note, :to, 1, :at)"
    assert "more credit would be spent" in refused(spent, note=note.id, to=other.id, at="2026-03-16 09:00:00")
    assert "more credit would be spent" in refused("update credit_applications set amount_minor = amount_minor + 1")


def test_what_is_left_of_a_credit_never_goes_to_the_invoice_that_it_corrects(organisation, bill, note) -> None:
    make_bill(organisation, "10")
    credit.apply_credit(organisation)
    spent = "insert into credit_applications (credit_note_id, invoice_id, amount_minor, applied_at) values (:note, :to, 1, :at)"
    assert "never goes back" in refused(spent, note=note.id, to=bill.id, at="2026-03-16 09:00:00")


def test_no_more_is_paid_back_than_was_paid_nor_than_the_note_has(bill, note) -> None:
    assert owe_refund(note, bill) is not None
    db.session.commit()
    assert "more would be paid back than the credit note has" in refused("update refunds set amount_minor = 6001")
    assert "would no longer have been paid" in refused("update allocations set amount_minor = 5999")
    assert "would no longer have been paid" in refused("delete from allocations")
    assert "check" in refused("update refunds set amount_minor = 0").lower()


SQL = st.sampled_from(
    [
        "update credit_applications set amount_minor = {minor}",
        "update refunds set amount_minor = {minor}",
        "update allocations set amount_minor = {minor}",
        "update invoice_lines set net_minor = {minor}",
        "update invoices set payable_minor = {minor}, net_minor = {minor}",
        "insert into credit_applications (credit_note_id, invoice_id, amount_minor, applied_at)"
        " select n.id, i.id, {minor}, n.recorded_at from invoices n, invoices i"
        " where n.kind = 'credit_note' and i.kind <> 'credit_note' and i.id % 2 = {minor} % 2",
        "insert into refunds (credit_note_id, invoice_id, organisation_id, amount_minor, promised_at)"
        " select n.id, n.corrects_id, n.organisation_id, {minor}, n.recorded_at from invoices n where n.kind = 'credit_note'",
        "delete from allocations where amount_minor <> {minor}",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(SQL, st.integers(-100, 13000)), min_size=1, max_size=8))
def test_no_raw_sql_makes_money(app, statements) -> None:
    empty()
    organisation = make_organisation()
    paid, open_one = make_bill(organisation, "100"), make_bill(organisation, "80")
    make_payment(paid)
    note = credit.credit_lines(paid, [(paid.lines[0], eur("50"))], reason="", key="k")
    for statement, minor in statements:
        with suppress(IntegrityError):
            db.session.execute(text(statement.format(minor=minor)))
            db.session.commit()
        db.session.rollback()
    db.session.expire_all()
    balances = [invoice_balance(row) for row in (paid, open_one, note)]
    assert balances[2].credit.minor >= 0, "more credit spent or promised than there was"
    assert all(balance.credited <= balance.payable for balance in balances)
    refunds = db.session.scalar(text("select coalesce(sum(amount_minor), 0) from refunds"))
    assert 0 <= refunds <= balances[0].paid.minor
    assert (paid.payable_minor, open_one.payable_minor, note.payable_minor) == (12000, 9600, 6000)
