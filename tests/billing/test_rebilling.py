"""Credit and rebill: one document says what is right now, and it comes to what was left."""

import dataclasses
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.billing.audit.running import audit_client
from support.billing.balance import invoice_balance
from support.billing.credit import credit_goodwill, credit_lines
from support.billing.importing.reading import read_documents
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import findings_of, invoice_with
from support.billing.rebilling import rebill
from support.billing.voiding import void_note
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from tests.billing.counting import taken
from tests.billing.files import document, line, written
from tests.billing.owing import owed_by
from tests.factories import make_payment

pytestmark = pytest.mark.usefixtures("app")
WHY = "Two were billed, one was delivered."


@pytest.fixture
def bill() -> Invoice:
    taken(written(document(line(1), line(2, "1", "30.00"))))
    return invoice_with("INV-2026-0001")


def credited(bill: Invoice, minor: int, at: int = 0) -> Invoice:
    return credit_lines(bill, [(bill.lines[at], Money(minor, "EUR"))], reason=WHY, key=f"credit-{bill.id}-{at}-{minor}")


def owed(bill: Invoice) -> str:
    return owed_by(bill.organisation).open.decimal


def test_it_says_what_is_right_line_by_line_and_asks_for_what_was_left(bill: Invoice) -> None:
    credited(bill, 6000)
    before = owed(bill)
    right = rebill(bill, reason=WHY, key="k")
    assert (right.kind, right.type_code, right.corrects_id) == (DocumentKind.CORRECTED_INVOICE, "384", bill.id)
    assert [(row.line_id, row.net.decimal) for row in right.lines] == [("1", "60.00"), ("2", "30.00")]
    assert (right.payable.decimal, owed(bill), before) == ("110.70", "110.70", "110.70")
    assert invoice_balance(bill).open.minor == 0


def test_the_audit_finds_nothing_in_it_that_was_not_in_the_first(bill: Invoice) -> None:
    credited(bill, 6000)
    audit_client(bill.organisation)
    known = {row.rule for row in findings_of(bill)}
    right = rebill(bill, reason=WHY, key="k")
    audit_client(bill.organisation)
    assert {row.rule for row in findings_of(right)} <= known


def test_a_line_that_was_credited_whole_is_left_out(bill: Invoice) -> None:
    credited(bill, 3000, at=1)
    assert [row.line_id for row in rebill(bill, reason=WHY, key="k").lines] == ["1"]


def test_what_was_paid_on_the_first_pays_the_second(bill: Invoice) -> None:
    make_payment(bill, bill.payable.decimal)
    credited(bill, 6000)
    right = rebill(bill, reason=WHY, key="k")
    assert invoice_balance(right).open.minor == 0
    balance = owed_by(bill.organisation)
    assert (balance.open.decimal, balance.credit.decimal) == ("0.00", "73.80")


def test_goodwill_that_rested_on_no_line_is_taken_off_the_whole(bill: Invoice) -> None:
    credit_goodwill(bill.organisation, Money(1000, "EUR"), bill, reason="Sorry", key="g")
    right = rebill(bill, reason=WHY, key="k")
    assert (right.payable.decimal, owed(bill)) == ("172.20", "172.20")
    assert document_of(right).totals.allowance_total == Decimal("10.00")


def test_the_client_is_named_as_in_our_books_today(bill: Invoice) -> None:
    bill.organisation.street, bill.organisation.city = "7 New Mole", "Limerick"
    db.session.commit()
    right = rebill(bill, reason="Sent to the old address.", key="k")
    said = document_of(right).buyer
    assert (said.address.lines, said.address.city) == (("7 New Mole",), "Limerick")
    assert right.organisation_id == bill.organisation_id


def test_the_same_key_again_is_the_same_invoice_and_a_second_one_is_refused(bill: Invoice) -> None:
    credited(bill, 6000)
    first = rebill(bill, reason=WHY, key="k")
    assert rebill(bill, reason=WHY, key="k").id == first.id
    with pytest.raises(RuleBroken, match=f"was replaced by {first.number}"):
        rebill(bill, reason=WHY, key="other")


def test_nothing_is_billed_once_more_where_nothing_is_left(bill: Invoice) -> None:
    credited(bill, 12000)
    credited(bill, 3000, at=1)
    with pytest.raises(RuleBroken, match="Nothing is left"):
        rebill(bill, reason=WHY, key="k")


def test_the_credit_that_it_counts_on_is_not_taken_back(bill: Invoice) -> None:
    make_payment(bill, bill.payable.decimal)
    note = credited(bill, 6000)
    right = rebill(bill, reason=WHY, key="k")
    with pytest.raises(RuleBroken, match=f"billed once more as {right.number}"):
        void_note(note, reason="By mistake")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 50_000), st.integers(0, 100)), min_size=1, max_size=4))
def test_it_adds_up_and_asks_for_what_was_left_to_a_cent_a_rate(rows: list[tuple[int, int]]) -> None:
    number = f"INV-{uuid4()}"
    billed = [line(at, "1", str(Decimal(net) / 100)) for at, (net, _) in enumerate(rows, start=1)]
    taken(written(dataclasses.replace(document(*billed), number=number)))
    bill = invoice_with(number)
    for at, (net, part) in enumerate(rows):
        if net * part // 100:
            credited(bill, net * part // 100, at)
    left = invoice_balance(bill).open.minor
    if all(part == 100 for _, part in rows):
        return
    right = rebill(bill, reason=WHY, key=f"k-{number}")
    assert abs(right.payable_minor - left) <= 1
    assert invoice_balance(bill).open.minor == 0
    ((_, read),) = read_documents(io.BytesIO(write_ubl(document_of(right))), "again.xml")
    assert read.totals.payable == right.payable.amount
