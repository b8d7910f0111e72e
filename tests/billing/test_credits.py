"""Credits: what may be credited, what tax goes with it, what it settles."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.accounts.models import Organisation
from support.billing import balance, credit, creditable
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine
from support.extensions import db
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from tests.billing.owing import owed_by
from tests.factories import make_invoice, make_organisation, make_payment


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def post(invoice: Invoice, key: str, *amounts: tuple[int, str]) -> Invoice:
    """Credit (line position, net) pairs of `invoice`."""
    wanted = [(invoice.lines[position - 1], eur(net)) for position, net in amounts]
    return credit.credit_lines(invoice, wanted, reason="Billed twice.", key=key)


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    return make_invoice(
        organisation, [{"unit_price": "120"}, {"unit_price": "120"}, {"unit_price": "60", "tax_rate": Decimal(10)}]
    )


def test_a_credit_is_a_credit_note_that_names_the_invoice_and_its_line(invoice: Invoice) -> None:
    note = post(invoice, "k1", (2, "120.00"))
    assert (note.kind, note.type_code, note.number) == ("credit_note", "381", "CN-2026-0001")
    assert (note.corrects_id, note.corrects_number) == (invoice.id, invoice.number)
    assert [line.corrects_line_id for line in note.lines] == [invoice.lines[1].id]
    assert (note.net_minor, note.tax_minor, note.payable_minor) == (12000, 2400, 14400)
    assert note.seller == invoice.seller and note.buyer == invoice.buyer


def test_the_invoice_itself_is_never_edited(invoice: Invoice) -> None:
    before = (invoice.net_minor, invoice.payable_minor, [line.net_minor for line in invoice.lines])
    post(invoice, "k1", (2, "120.00"))
    db.session.refresh(invoice)
    assert (invoice.net_minor, invoice.payable_minor, [line.net_minor for line in invoice.lines]) == before


def test_tax_follows_the_rate_of_each_line(invoice: Invoice) -> None:
    note = post(invoice, "k1", (1, "10.00"), (3, "10.00"))
    assert {(row.category, row.rate): row.tax_minor for row in note.taxes} == {
        ("S", Decimal(20)): 200,
        ("S", Decimal(10)): 100,
    }


def test_the_same_key_posts_once(invoice: Invoice) -> None:
    assert post(invoice, "k1", (1, "50.00")).id == post(invoice, "k1", (1, "50.00")).id
    assert credit.creditable(invoice.lines[0]) == eur("70.00")


def test_a_key_of_another_invoice_is_refused(organisation: Organisation, invoice: Invoice) -> None:
    other = make_invoice(organisation)
    post(invoice, "k1", (1, "50.00"))
    with pytest.raises(RuleBroken, match="posted before"):
        post(other, "k1", (1, "50.00"))


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ([(1, "120.01")], "Only 120.00 EUR can still be credited on line 1"),
        ([(1, "0.00")], "more than nothing"),
        ([(1, "-5.00")], "more than nothing"),
        ([(1, "100.00"), (1, "20.01")], "Only 20.00 EUR"),
        ([], "at least one line"),
    ],
)
def test_a_credit_that_is_not_there_is_refused_and_nothing_is_posted(
    invoice: Invoice, amounts: list[tuple[int, str]], why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        post(invoice, "k1", *amounts)
    assert credit.creditable_of(invoice) == eur("300.00")


def test_a_line_of_another_invoice_is_refused(organisation: Organisation, invoice: Invoice) -> None:
    other = make_invoice(organisation)
    with pytest.raises(BadInput, match="is not on invoice"):
        credit.credit_lines(invoice, [(other.lines[0], eur("1.00"))], reason="", key="k")


def test_another_currency_is_refused(invoice: Invoice) -> None:
    with pytest.raises(BadInput, match="is in EUR, not in USD"):
        credit.credit_lines(invoice, [(invoice.lines[0], Money(100, "USD"))], reason="", key="k")


def test_a_second_credit_gets_only_what_the_first_left(invoice: Invoice) -> None:
    post(invoice, "k1", (1, "70.00"))
    with pytest.raises(RuleBroken, match=r"Only 50\.00 EUR"):
        post(invoice, "k2", (1, "50.01"))
    post(invoice, "k3", (1, "50.00"))
    assert credit.creditable(invoice.lines[0]) == eur("0.00")


def test_a_credit_note_itself_cannot_be_credited(invoice: Invoice) -> None:
    note = post(invoice, "k1", (1, "70.00"))
    assert credit.creditable_of(note) == eur("0.00")


def test_a_credit_never_exceeds_what_an_allowance_of_the_document_has_left(organisation: Organisation) -> None:
    invoice = make_invoice(
        organisation, [{"unit_price": "100"}], allowance_total_minor=3000, net_minor=7000, tax_minor=1400,
        gross_minor=8400, payable_minor=8400,
    )  # fmt: skip
    db.session.add(AllowanceCharge(invoice_id=invoice.id, is_charge=False, amount_minor=3000, tax_rate=Decimal(20)))
    invoice.taxes[0].taxable_minor, invoice.taxes[0].tax_minor = 7000, 1400
    db.session.commit()
    assert credit.creditable(invoice.lines[0]) == eur("70.00")
    assert post(invoice, "k1", (1, "70.00")).payable == eur("84.00")


def test_a_line_below_nothing_limits_what_the_others_can_be_credited(organisation: Organisation) -> None:
    invoice = make_invoice(organisation, [{"unit_price": "50"}, {"quantity": "-1", "unit_price": "20"}])
    assert [credit.creditable(line) for line in invoice.lines] == [eur("30.00"), eur("0.00")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rate=st.sampled_from(["0", "5.5", "19", "20", "21", "25"]),
    net=st.integers(1, 50_000),
    shares=st.lists(st.integers(1, 100), min_size=1, max_size=6),
)
def test_however_it_is_cut_a_full_credit_leaves_exactly_nothing(
    app: Any, rate: str, net: int, shares: list[int]
) -> None:
    organisation = make_organisation()
    invoice = make_invoice(organisation, [{"unit_price": Decimal(net) / 100, "tax_rate": Decimal(rate)}])
    parts = [net * share // sum(shares) for share in shares]
    parts[-1] += net - sum(parts)
    notes = [
        credit.credit_lines(invoice, [(invoice.lines[0], Money(part, "EUR"))], reason="", key=f"{invoice.id}/{place}")
        for place, part in enumerate(parts)
        if part
    ]
    assert sum(note.net_minor for note in notes) == invoice.net_minor
    assert sum(note.tax_minor for note in notes) == invoice.tax_minor
    assert all(abs(note.tax_minor - note.money(note.net_minor).times(Decimal(rate) / 100).minor) <= 1 for note in notes)
    assert balance.invoice_balance(invoice).open == eur("0.00")


def test_a_credit_settles_the_invoice_it_corrects_and_the_rest_is_the_clients(invoice: Invoice) -> None:
    make_payment(invoice, "300.00")
    note = post(invoice, "k1", (1, "120.00"))
    left = balance.invoice_balance(invoice)
    assert (left.paid, left.credited, left.open) == (eur("300.00"), eur("54.00"), eur("0.00"))
    assert balance.invoice_balance(note).credit == eur("90.00")
    assert owed_by(invoice.organisation).credit == eur("90.00")


def test_a_credit_settles_other_invoices_only_when_it_is_applied_oldest_first(
    organisation: Organisation, invoice: Invoice
) -> None:
    make_payment(invoice)
    older = make_invoice(organisation, [{"unit_price": "50"}], issued_on=invoice.issued_on.replace(day=1))
    newer = make_invoice(organisation, [{"unit_price": "100"}])
    post(invoice, "k1", (1, "120.00"))
    assert balance.invoice_balance(older).open == eur("60.00")
    applied = credit.apply_credit(organisation)
    assert [(row.invoice_id, row.amount_minor) for row in applied] == [(older.id, 6000), (newer.id, 8400)]
    assert owed_by(organisation).credit == eur("0.00")
    assert credit.apply_credit(organisation) == []


def test_credit_is_not_spent_on_what_a_dispute_holds_back(organisation: Organisation, invoice: Invoice) -> None:
    make_payment(invoice)
    disputed = make_invoice(organisation, [{"unit_price": "100"}])
    credit.hold(disputed, eur("100.00"), "DSP-00001")
    post(invoice, "k1", (1, "120.00"))
    assert [row.amount_minor for row in credit.apply_credit(organisation)] == [2000]


def test_goodwill_is_taxed_as_the_invoice_mainly_is(organisation: Organisation, invoice: Invoice) -> None:
    note = credit.credit_goodwill(organisation, eur("40.00"), invoice, reason="Thank you for your patience.", key="g1")
    assert (note.net_minor, note.tax_minor, note.lines[0].corrects_line_id) == (4000, 800, None)
    assert note.note == "Thank you for your patience."


def test_goodwill_beyond_the_main_rate_goes_on_with_the_next(organisation: Organisation, invoice: Invoice) -> None:
    note = credit.credit_goodwill(organisation, eur("250.00"), invoice, reason="", key="g1")
    assert [(row.rate, row.taxable_minor) for row in note.taxes] == [(Decimal(20), 24000), (Decimal(10), 1000)]


def test_goodwill_never_exceeds_the_invoice(organisation: Organisation, invoice: Invoice) -> None:
    post(invoice, "k1", (1, "120.00"))
    with pytest.raises(RuleBroken, match=r"Only 180\.00 EUR"):
        credit.credit_goodwill(organisation, eur("180.01"), invoice, reason="", key="g1")


def test_goodwill_on_another_clients_invoice_is_refused(invoice: Invoice) -> None:
    with pytest.raises(BadInput, match="another client's"):
        credit.credit_goodwill(make_organisation(), eur("1.00"), invoice, reason="", key="g1")


def test_the_gross_of_all_lines_is_the_gross_of_the_invoice(invoice: Invoice) -> None:
    assert credit.gross_of([(line, line.net) for line in invoice.lines]) == invoice.payable


def test_the_gross_of_a_line_is_what_crediting_it_gives(invoice: Invoice) -> None:
    line: InvoiceLine = invoice.lines[2]
    gross = credit.gross_of([(line, eur("33.33"))])
    assert gross == eur("36.66") == post(invoice, "k1", (3, "33.33")).payable


def test_a_rate_that_the_documents_tax_breakdown_forgot_is_credited_without_tax(organisation: Organisation) -> None:
    invoice = make_invoice(organisation, [{"unit_price": "100"}])
    invoice.lines[0].tax_rate = Decimal(7)
    db.session.commit()
    assert creditable.creditable(invoice.lines[0]) == eur("100.00")
    assert post(invoice, "k1", (1, "100.00")).tax_minor == 0
