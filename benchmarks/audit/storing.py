"""Puts drafts into the ledger, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from benchmarks.audit.drafts import BillDraft, ClientDraft, LineDraft, Row
from support.accounts.models import Organisation
from support.billing import agreements, changes, client_records, owed, settlement
from support.billing.kinds import (
    CreditCause,
    DocumentKind,
    OrderKind,
    PricingModel,
    PromiseKind,
    ProrationMethod,
    RecordKind,
    TimeRounding,
)
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.extensions import db
from support.kernel.money import Money

SELLER = {"name": "Lumen & Larder Services Ltd", "address": {"country": "DE"}}
KINDS = {
    "invoice": (DocumentKind.INVOICE, "380"),
    "credit_note": (DocumentKind.CREDIT_NOTE, "381"),
    "corrected": (DocumentKind.CORRECTED_INVOICE, "384"),
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Store:
    """Counts keys by itself, and writes what it has been given with `flush`."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[Row]] = {}
        self.next: dict[Any, int] = {}
        self.lines = 0

    def add(self, model: Any, /, **row: Any) -> int:
        key = self.next[model] = self.next.get(model, 0) + 1
        self.rows.setdefault(model, []).append({"id": key, **row})
        return key

    def flush(self) -> None:
        order = db.metadata.sorted_tables
        for model in sorted(self.rows, key=lambda one: order.index(one.__table__)):
            for columns in _alike(self.rows[model]).values():
                db.session.execute(insert(model), columns)
        db.session.commit()
        self.rows.clear()

    def client(self, made: ClientDraft) -> None:
        key = self.add(
            Organisation, ref=made.ref, name=made.name, street="", city="", postcode="", country="DE", currency=made.currency,
            locale="en_GB", timezone="UTC", policy_profile="default_b2b", created_at=NOW,
        )  # fmt: skip
        _agreed(self, made, key)
        _happened(self, made, key)
        numbers: dict[str, tuple[int, int]] = {}
        for bill in made.bills:
            numbers[bill.number] = self.bill(bill, key, made.contract, numbers)
        for row, parts in made.payments:
            _payment(self, made, key, row, [(numbers[number], share) for number, share in parts])

    def bill(self, bill: BillDraft, client: int, contract: str, numbers: dict[str, tuple[int, int]]) -> tuple[int, int]:
        """(key, payable)"""
        nets, taxes = [one.minor(bill.currency) for one in bill.lines], _taxes(bill)
        totals = _totals(bill, nets, taxes)
        corrects = numbers[bill.corrects][0] if bill.corrects else None
        values = {"organisation_id": client, "contract_reference": contract, "corrects_id": corrects, **_header(bill)}
        key = self.add(Invoice, content_digest=f"{bill.number} {self.lines}", **values, **totals)
        for at, one in enumerate(bill.lines, start=1):
            self.line(one, key, at, nets[at - 1], bill)
        for rate, (base, amount) in taxes.items():
            tax = {"taxable_minor": base, "tax_minor": amount, "exemption_reason": ""}
            self.add(TaxSubtotal, invoice_id=key, category="S", rate=rate, **tax)
        if bill.settles:
            self._settle(key, bill.settles, totals["payable_minor"], numbers)
        return key, totals["payable_minor"]

    def _settle(self, note: int, number: str, payable: int, numbers: dict[str, tuple[int, int]]) -> None:
        invoice, left = numbers[number]
        given = {"invoice_id": invoice, "amount_minor": min(payable, left)}
        self.add(settlement.CreditApplication, credit_note_id=note, applied_at=NOW, **given)
        numbers[number] = invoice, left - given["amount_minor"]

    def line(self, one: LineDraft, bill: int, at: int, net: int, document: BillDraft) -> None:
        self.lines += 1
        properties = [list(pair) for pair in one.properties.items()]
        key = self.add(
            InvoiceLine, invoice_id=bill, position=at, line_id=str(at), name=one.name, description=one.description, note="",
            sku=one.sku, quantity=one.quantity, unit_code=one.unit, unit_price=one.price, base_quantity=one.base, net_minor=net,
            tax_category="S", tax_rate=one.rate, period_start=one.start, period_end=one.end, record_ref=one.record,
            subject=one.subject, details={"properties": properties} if properties else {},
        )  # fmt: skip
        if one.allowance:
            self.add(
                AllowanceCharge, invoice_id=bill, line_id=key, is_charge=False, reason="Agreed",
                amount_minor=Money.of(one.allowance, document.currency).minor,
            )  # fmt: skip


def _header(bill: BillDraft) -> Row:
    kind, code = KINDS[bill.kind]
    return {
        "kind": kind,
        "type_code": code,
        "number": bill.number,
        "issued_on": bill.issued_on,
        "due_on": bill.due_on,
        "period_start": bill.start,
        "period_end": bill.end,
        "currency": bill.currency,
        "seller_name": SELLER["name"],
        "seller": SELLER,
        "buyer": _party(bill.buyer),
        "corrects_number": bill.corrects,
        "note": bill.note,
        "details": {},
        "source_format": "ubl",
        "source_name": "",
        "source_digest": bill.number,
        "recorded_at": NOW,
    }


def _totals(bill: BillDraft, nets: list[int], taxes: dict[Decimal, tuple[int, int]]) -> Row:
    """Each total from the one before it, with the error that was put into it."""
    off = bill.totals.get
    lines = sum(nets) + off("lines", 0)
    net = lines + off("net", 0)
    tax = sum(tax for _, tax in taxes.values()) + off("tax", 0)
    gross = net + tax + off("gross", 0)
    told = {"line_total": lines, "net": net, "tax": tax, "gross": gross, "payable": gross + off("payable", 0)}
    told |= {"allowance_total": 0, "charge_total": 0, "prepaid": 0, "rounding": 0}
    return {f"{name}_minor": minor for name, minor in told.items()}


def _alike(rows: list[Row]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(sorted(row)), []).append(row)
    return found


def _taxes(bill: BillDraft) -> dict[Decimal, tuple[int, int]]:
    """By rate: base and tax, rounded on the sum or line by line."""
    bases: dict[Decimal, list[int]] = {}
    for one in bill.lines:
        bases.setdefault(one.rate, []).append(one.minor(bill.currency))
    found = {}
    for rate, nets in bases.items():
        whole = [sum(nets)] if not bill.tax_by_line else nets
        found[rate] = (sum(nets), sum(Money(net, bill.currency).times(rate / 100).minor for net in whole))
    first = next(iter(found))
    found[first] = (found[first][0], found[first][1] + bill.tax_off)
    return found


def _party(row: Row) -> Row:
    return {
        "name": row["name"],
        "address": {
            "lines": [row["street"]],
            "city": row["city"],
            "postcode": row["postcode"],
            "country": row["country"],
        },
    }


def _agreed(store: Store, made: ClientDraft, key: int) -> None:
    contract = store.add(
        agreements.Contract, organisation_id=key, number=made.contract, title="Supply", payment_terms_days=30,
        currency=made.currency, signed_on=None, **made.rows["contract"][0],
    )  # fmt: skip
    terms = dict(made.terms)
    terms["proration"] = ProrationMethod[terms["proration"]] if terms["proration"] else None
    terms["time_rounding"] = TimeRounding[terms["time_rounding"]] if terms["time_rounding"] else None
    store.add(agreements.Terms, contract_id=contract, **terms)
    for row in made.rows["price"]:
        values = {"valid_to": None, "notice_sent_on": None, "model": "PER_UNIT", "tiers": [], **row}
        values["model"] = PricingModel[values["model"]]
        store.add(agreements.Price, contract_id=contract, currency=made.currency, **values)
    for row in made.rows["promise"]:
        values = {name: value for name, value in row.items() if name != "first"}
        store.add(agreements.Promise, organisation_id=key, **{**values, "kind": PromiseKind[values["kind"]]})
    for at, row in enumerate(made.rows["order"]):
        store.add(changes.Order, organisation_id=key, reference=f"PO-{at}", kind=OrderKind.ORDER, **row)
    for row in made.rows["schedule"]:
        store.add(changes.InvoiceSchedule, organisation_id=key, **row)
    for row in made.rows["notice"]:
        store.add(changes.PriceNotice, organisation_id=key, **row)


def _happened(store: Store, made: ClientDraft, key: int) -> None:
    for row in made.rows["record"]:
        store.add(agreements.ServiceRecord, organisation_id=key, **{**row, "kind": RecordKind[row["kind"]]})
    for row in made.rows["details"]:
        store.add(client_records.ClientDetails, organisation_id=key, **row)
    for at, row in enumerate(made.rows["cancellation"]):
        values = {name: value for name, value in row.items() if name != "month"}
        store.add(changes.Cancellation, organisation_id=key, reference=f"CANC-{at}", **values)
    for row in made.rows["credit"]:
        values = {name: value for name, value in row.items() if name not in ("how", "amount")}
        values |= {"cause": CreditCause[row["cause"]], "amount_minor": Money.of(row["amount"], made.currency).minor}
        store.add(owed.CreditDue, organisation_id=key, **values)


def _payment(
    store: Store, made: ClientDraft, key: int, row: Row, parts: Iterable[tuple[tuple[int, int], Decimal | None]]
) -> None:
    values = {name: value for name, value in row.items() if name != "short"}
    short = Money.of(row["short"], made.currency).minor
    settled = [
        (invoice, payable if share is None else Money.of(share, made.currency).minor)
        for (invoice, payable), share in parts
    ]
    settled = [(invoice, minor - (short if at == 0 else 0)) for at, (invoice, minor) in enumerate(settled)]
    whole = row.get("amount_minor") or sum(minor for _, minor in settled)
    values.pop("amount_minor", None)
    payment = store.add(settlement.Payment, organisation_id=key, amount_minor=whole, currency=made.currency, **values)
    for invoice, minor in settled:
        if minor > 0:
            store.add(settlement.Allocation, payment_id=payment, invoice_id=invoice, amount_minor=minor)


def store_rates(store: Store, rates: dict[tuple[Any, str], Row]) -> None:
    """Exchange rates are everybody's: one a day and currency, some published the other way round."""
    for (on, currency), row in rates.items():
        base, quote, rate = "CHF", currency, row["rate"]
        if row["turned"]:
            base, quote, rate = currency, "CHF", (1 / row["rate"]).quantize(Decimal("0.0000001"))
        store.add(client_records.FxRate, base=base, quote=quote, day=on, rate=rate, source="ECB")
