"""What cannot be right: refused with its place, or kept as it is and found by the audit. Nothing is mended in silence."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from support.billing.audit import audit_client
from support.billing.importing.documents import Price
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_contents
from support.billing.models import Invoice
from support.billing.queries import findings_of, invoice_with, invoices_numbered
from support.billing.settlement import Finding
from support.extensions import db
from tests.billing.counting import counts, taken
from tests.billing.files import document, line, written
from tests.billing.importing.made_stripe import invoice

pytestmark = pytest.mark.usefixtures("app")

UBL = written(document())
STRIPE = json.dumps(invoice()).encode()
CLIENT = b"ref,name,country,email,currency\nCL-1,Harbour,IE,a@b.example,EUR\n"
PAYMENT = b"client_ref,reference,received_on,amount,currency\nCL-1,PAY-1,2026-03-31,10.00,EUR\n"


@pytest.mark.parametrize(
    ("name", "content", "old", "new", "why"),
    [
        ("a.xml", UBL, b">EUR<", b">EUX<", "is not a currency code"),
        ("a.json", STRIPE, b'"eur"', b'"eux"', "is not a currency code"),
        ("payments.csv", PAYMENT, b"EUR", b"EUX", "is not a currency"),
        ("a.xml", UBL, b">2026-03-31<", b">2026-02-30<", "is not a date"),
        ("a.xml", UBL, b">2026-03-31<", b">31.03.2026<", "is not a date"),
        ("a.xml", UBL, b">2026-03-31<", b">0026-03-31<", "is not a date"),
        ("a.json", STRIPE, b'"finalized_at": 17', b'"finalized_at": 99917', "is no time|larger than"),
        ("payments.csv", PAYMENT, b"2026-03-31", b"2026-13-31", "is not a date"),
        ("a.xml", UBL, b'currencyID="EUR">147.60', b'currencyID="USD">147.60', "belongs to a total in EUR"),
        ("a.xml", UBL, b">147.60<", b">147.605<", "has 3 decimals"),
        ("a.xml", UBL, b">147.60<", b">NaN<", "is not a number"),
        ("a.xml", UBL, b">147.60<", b">1e400<", "is not a number"),
        ("a.xml", UBL, b">147.60<", b">99999999999999999999<", "larger than any invoice"),
        ("payments.csv", PAYMENT, b"10.00", b"-10.00", "must be above zero"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place_and_nothing_kept(
    name: str, content: bytes, old: bytes, new: bytes, why: str
) -> None:
    taken(CLIENT, "clients.csv")
    before = counts()
    assert old in content
    with pytest.raises(NotReadable, match=why) as no:
        taken(content.replace(old, new), name)
    assert no.value.place and no.value.reason
    assert counts() == before


def test_a_negative_quantity_under_a_positive_amount_is_kept_and_found() -> None:
    made = replace(document(), lines=(replace(line(), quantity=Decimal(-2)),))
    taken(written(made))
    row = invoice_with("INV-2026-0001")
    assert (row.lines[0].quantity, row.lines[0].net_minor) == (Decimal(-2), 12_000)
    assert "R1" in {finding.rule for finding in audited(row)}


def test_a_wrong_unit_price_is_kept_and_found_never_repaired() -> None:
    made = replace(document(), lines=(replace(line(), price=Price(amount=Decimal("59.00"))),))
    taken(written(made))
    assert invoice_with("INV-2026-0001").lines[0].unit_price == Decimal("59.00")
    assert [finding.rule for finding in audited(invoice_with("INV-2026-0001")) if finding.rule == "R1"] == ["R1"]


def test_a_payment_in_another_currency_than_its_invoice_is_refused() -> None:
    taken(UBL)
    row = invoice_with("INV-2026-0001")
    heading = b"client_ref,reference,received_on,amount,currency,allocated_to\n"
    with pytest.raises(NotReadable, match="is in EUR, the payment in USD"):
        taken(heading + f"{row.organisation.ref},PAY-1,2026-04-01,10.00,USD,{row.number}\n".encode(), "payments.csv")


def test_a_period_that_ends_before_it_begins_is_refused_or_found() -> None:
    backwards = UBL.replace(b"<cbc:StartDate>2026-03-01", b"<cbc:StartDate>2026-04-15")
    assert backwards != UBL
    try:
        taken(backwards)
    except NotReadable as no:
        assert no.place
    else:
        row = invoice_with("INV-2026-0001")
        assert row.period_start and row.period_end and row.period_start > row.period_end


def test_a_number_given_twice_to_other_content_keeps_both_and_is_found() -> None:
    reports = import_contents([("a.xml", UBL), ("b.xml", written(document(line(price="99.00"))))])
    assert [report.status for report in reports] == ["imported", "imported"]
    rows = invoices_numbered("INV-2026-0001")
    assert [row.payable.decimal for row in rows] == ["147.60", "243.54"]
    assert "R5" in {finding.rule for row in rows for finding in findings_of(row)}


def test_of_many_bad_files_each_is_named_and_the_good_one_taken() -> None:
    bad = [(f"{at}.xml", UBL[: at * 50]) for at in range(1, 12)]
    reports = import_contents([*bad, ("good.xml", UBL)])
    assert sorted(report.file for report in reports if report.refused) == sorted(name for name, _ in bad)
    assert db.session.scalars(select(Invoice.number)).all() == ["INV-2026-0001"]


def audited(row: Invoice) -> list[Finding]:

    audit_client(row.organisation)
    return findings_of(row)
