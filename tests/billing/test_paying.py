"""What is to pay now, where to, and in which words."""

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from support import policies
from support.accounts.models import Organisation
from support.billing import plans
from support.billing.balance import invoice_balance
from support.billing.credit import credit_lines
from support.billing.holding import hold
from support.billing.importing.storing import import_file
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.paying import Account, due_now, means_of, paying
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.policies.paying import Way
from tests import factories
from tests.billing.importing.test_cii_reading import CII

IBAN = "DE89370400440532013000"
TRANSFER = {
    "code": "58",
    "payment_id": "Kd 77 / INV-1",
    "account": "de89 3704 0044 0532 0130 00",
    "institution": "COBADEFF",
}
CARD = Way("card", "Pay by card", "", "https://pay.example.com/{number}?a={amount}&c={currency}&r={reference}", ())


@pytest.fixture
def by_card(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dataclasses.replace(policies.desk(), ways_to_pay=(CARD,))
    monkeypatch.setattr(policies, "desk", lambda: changed)


def billed(client: Organisation, *means: dict[str, str], number: str = "INV-1", **columns: Any) -> Invoice:
    """€120.00, tax included."""
    return factories.make_invoice(client, number=number, details={"payment_means": list(means)}, **columns)


def test_all_is_to_pay_where_nothing_is_paid_or_questioned(organisation: Organisation) -> None:
    told = paying(billed(organisation, TRANSFER))
    assert told is not None
    assert (told.amount, told.kept_back, told.remittance) == (
        Money.of("120", "EUR"),
        Money.zero("EUR"),
        "Kd 77 / INV-1",
    )
    (account,) = told.accounts
    assert (account.number, account.bank, account.payee) == (IBAN, "COBADEFF", "Lumen & Larder Services Ltd")
    assert account.groups == ["DE89", "3704", "0044", "0532", "0130", "00"]
    assert told.ways == ()


def test_what_is_on_hold_and_what_is_paid_is_not_to_pay(organisation: Organisation) -> None:
    invoice = billed(organisation)
    hold(invoice, Money.of("70", "EUR"), "DSP-00001")
    factories.make_payment(invoice, "20.00")
    told = paying(invoice)
    assert told is not None
    assert (told.amount, told.kept_back) == (Money.of("30", "EUR"), Money.of("70", "EUR"))


@pytest.mark.parametrize("state", ["paid", "held", "credited"])
def test_nothing_is_asked_for_where_nothing_is_left(organisation: Organisation, state: str) -> None:
    invoice = billed(organisation, TRANSFER)
    if state == "paid":
        factories.make_payment(invoice)
    elif state == "held":
        hold(invoice, invoice.payable, "DSP-00001")
    else:
        credit_lines(invoice, [(invoice.lines[0], invoice.lines[0].net)], reason="Wrong", key="k")
    assert paying(invoice) is None
    assert due_now(organisation, 5) == []


def test_a_credit_note_is_not_paid(organisation: Organisation) -> None:
    assert paying(billed(organisation, TRANSFER, kind=DocumentKind.CREDIT_NOTE)) is None


def test_without_words_of_its_own_a_payment_bears_the_number(organisation: Organisation) -> None:
    told = paying(billed(organisation, {"code": "30", "account": "12-34 5678"}, number="R/2026/7"))
    assert told is not None
    assert told.remittance == "R/2026/7"
    assert told.accounts == (Account("12-34 5678", "Lumen & Larder Services Ltd", ""),)
    assert told.accounts[0].groups == ["12-34 5678"]


def test_a_corrected_invoice_is_not_paid_in_the_words_of_the_one_it_replaces(organisation: Organisation) -> None:
    means = {**TRANSFER, "payment_id": "INV-0"}
    told = paying(billed(organisation, means, kind=DocumentKind.CORRECTED_INVOICE, corrects_number="INV-0"))
    assert told is not None
    assert told.remittance == "INV-1"


def test_what_is_collected_by_direct_debit_is_not_to_be_sent_as_well(organisation: Organisation, by_card: None) -> None:
    told = paying(billed(organisation, {"code": "59", "mandate": "M-7", "account": IBAN}))
    assert told is not None
    assert (told.collected, told.mandate, told.accounts, told.ways) == (True, "M-7", (), ())


def test_means_without_an_account_are_named(organisation: Organisation) -> None:
    told = paying(billed(organisation, {"code": "48"}, {"code": "97", "name": "Clearing"}, {"code": "1"}))
    assert told is not None
    assert told.methods == ("card", "Clearing")


def test_letters_that_are_not_seen_are_left_out_of_words_and_accounts(organisation: Organisation) -> None:
    hostile = {
        "payment_id": "A\u202eB\x00\n<script>",
        "account": f"\u200b{IBAN[:4]}\u00a0{IBAN[4:]}",
        "account_name": "X\ny",
    }
    told = paying(billed(organisation, hostile))
    assert told is not None
    assert told.remittance == "A B <script>"
    assert told.accounts == (Account(IBAN, "X y", ""),)


def test_the_ways_of_the_desk_are_filled_with_what_is_to_pay_now(organisation: Organisation, by_card: None) -> None:
    invoice = billed(organisation, number="R/2026 7?a=1")
    hold(invoice, Money.of("70", "EUR"), "DSP-00001")
    told = paying(invoice)
    assert told is not None
    number = "R%2F2026%207%3Fa%3D1"
    assert [way.address for way in told.ways] == [f"https://pay.example.com/{number}?a=50.00&c=EUR&r={number}"]


def test_a_currency_without_minor_units_has_no_decimals(organisation: Organisation, by_card: None) -> None:
    told = paying(billed(organisation, currency="JPY"))
    assert told is not None
    assert "a=12000&c=JPY" in told.ways[0].address


def test_a_way_that_does_not_take_the_currency_is_left_out(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = dataclasses.replace(policies.desk(), ways_to_pay=(dataclasses.replace(CARD, currencies=("GBP",)),))
    monkeypatch.setattr(policies, "desk", lambda: only)
    told = paying(billed(organisation))
    assert told is not None
    assert told.ways == ()


def test_of_a_plan_the_next_instalment_is_to_pay(organisation: Organisation) -> None:
    invoice, first = billed(organisation), clock.today() + timedelta(days=3)
    plans.propose_plan(invoice, invoice.payable, instalments=3, first_due_on=first, key="p")
    before = paying(invoice)
    assert before is not None
    assert not before.in_instalments
    plans.agree_plan("p")
    told = paying(invoice)
    assert told is not None
    assert (told.in_instalments, told.amount, told.due_on) == (True, Money.of("40", "EUR"), first)
    assert told.kept_back == Money.zero("EUR")


def test_what_is_due_comes_by_its_day_and_of_the_client_alone(organisation: Organisation) -> None:
    late, soon = clock.today() - timedelta(days=3), clock.today() + timedelta(days=3)
    billed(organisation, number="B", due_on=soon)
    billed(organisation, number="A", due_on=late)
    billed(organisation, number="C", due_on=None)
    billed(factories.make_organisation(), number="D")
    assert [invoice.number for invoice, _ in due_now(organisation, 5)] == ["A", "B", "C"]
    assert [invoice.number for invoice, _ in due_now(organisation, 1)] == ["A"]


def test_the_means_of_an_invoice_are_kept_from_its_file_and_written_again(app: object, tmp_path: Path) -> None:
    """Read from CII, kept, written as UBL, read again: the same."""
    path = tmp_path / "one.xml"
    path.write_bytes(CII)
    import_file(path)
    invoice = db.session.scalars(db.select(Invoice)).one()
    read = means_of(invoice)
    assert read
    assert read == document_of(invoice).payment_means
    assert read[0].account
    assert read[0].account.encode() in write_ubl(document_of(invoice))
    assert invoice_balance(invoice).due == (told.amount if (told := paying(invoice)) else Money.zero(invoice.currency))
