"""Payments that the provider tells of, and what of them goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from support.billing.client_records import ClientAlias
from support.billing.importing.json_nodes import Item
from support.billing.importing.stripe_values import currency_of, needed_amount
from support.billing.kinds import AliasKind, ReversalKind
from support.billing.models import Invoice
from support.billing.provider import documents
from support.billing.provider.outcomes import APPLIED, NOTED, WAITING, Outcome, waits_for
from support.billing.queries import credit_notes_of
from support.billing.settlement import Allocation, Payment, Reversal
from support.billing.settling import settle
from support.extensions import db
from support.kernel.money import Money


@dataclass(frozen=True, slots=True)
class _Received:
    """name: the payment intent's id, else the charge's: both events of one payment say the same."""

    name: str
    amount: Money
    invoice: str | None
    customer: str | None


def invoice_paid(item: Item, happened_at: datetime) -> Outcome:
    """Stores the invoice if it is new; the payment that it names is booked to it."""
    outcome = documents.invoice(item, happened_at)
    row = documents.with_external_id(item.text("id", 100))
    name = item.named("payment_intent")[0] or item.named("charge")[0]
    if row is None:
        return outcome
    amount = Money.of(needed_amount(item, "amount_paid", currency_of(item), "amount paid"), row.currency)
    if item.get("paid_out_of_band"):
        name = f"{row.external_id} paid elsewhere"
    if name and amount.minor > 0:
        received = _Received(name, amount, row.external_id, None)
        return _booked(received, happened_at, row, row.organisation_id, (row.external_id or "",))
    return Outcome(APPLIED, outcome.reason, outcome.subject, outcome.now_known)


def paid(item: Item, happened_at: datetime) -> Outcome:
    """A charge or a payment intent that succeeded: booked to its invoice, else kept for its client."""
    got = _received(item)
    if got.amount.minor <= 0:
        return Outcome(NOTED, "Nothing was paid by this.", got.name)
    row = documents.with_external_id(got.invoice)
    if got.invoice and row is None:
        return waits_for(got.invoice)
    client = row.organisation_id if row else _client_of(got.customer)
    return _booked(got, happened_at, row, client) if client else waits_for(got.customer)


def _received(item: Item) -> _Received:
    currency = currency_of(item)
    key = "amount_received" if item.text("object") == "payment_intent" else "amount"
    amount = Money.of(needed_amount(item, key, currency, "amount"), currency.code)
    name = item.named("payment_intent")[0] or item.text("id", 100) or ""
    return _Received(name[:100], amount, item.named("invoice")[0], item.named("customer")[0])


def _client_of(customer: str | None) -> int | None:
    wanted = select(ClientAlias.organisation_id).filter_by(kind=AliasKind.ACCOUNT, value=customer)
    return db.session.scalar(wanted.limit(1)) if customer else None


def _booked(got: _Received, at: datetime, invoice: Invoice | None, client: int, known: tuple[str, ...] = ()) -> Outcome:
    """Once for each payment: the second event of one only adds the invoice, where the first did not know it."""
    row = db.session.scalar(select(Payment).filter_by(organisation_id=client, reference=got.name))
    if row is None:
        money = {"amount_minor": got.amount.minor, "currency": got.amount.currency}
        row = Payment(organisation_id=client, reference=got.name, received_on=at.date(), method="stripe", **money)
        db.session.add(row)
    if invoice is not None and not row.allocations and row.currency == invoice.currency:
        row.allocations.append(Allocation(invoice_id=invoice.id, amount_minor=row.amount_minor))
    db.session.flush()
    return Outcome(APPLIED, "", got.name, (got.name, *known))


def _payment(item: Item, charge: str | None) -> Payment | None:
    names = {one for one in (item.named("payment_intent")[0], charge) if one}
    return db.session.scalar(select(Payment).where(Payment.reference.in_(names), Payment.method == "stripe").limit(1))


def refunded(item: Item, happened_at: datetime) -> Outcome:
    """The charge tells how much of it went back in all, so that the order of events does not matter."""
    charge = item.text("id", 100)
    row = _payment(item, charge)
    if row is None:
        return waits_for(item.named("payment_intent")[0] or charge)
    in_all = Money.of(needed_amount(item, "amount_refunded", currency_of(item), "amount refunded"), row.currency)
    already = select(func.coalesce(func.sum(Reversal.amount_minor), 0)).where(
        Reversal.payment_id == row.id, Reversal.kind == ReversalKind.REFUND
    )
    more = in_all.minor - int(db.session.scalar(already) or 0)
    if more <= 0:
        return Outcome(NOTED, "This refund is known already.", row.reference)
    return _reversed(row, ReversalKind.REFUND, f"{charge} refunded {in_all.minor}", more, happened_at, "")


def charged_back(item: Item, happened_at: datetime) -> Outcome:
    """The payer's bank has taken the money back for now."""
    name, charge = item.text("id", 100) or "", item.named("charge")[0]
    row = _payment(item, charge)
    if row is None:
        return waits_for(item.named("payment_intent")[0] or charge)
    if _reversal(name) is not None:
        return Outcome(NOTED, "This chargeback is known already.", name)
    amount = Money.of(needed_amount(item, "amount", currency_of(item), "amount"), row.currency)
    done = _reversed(row, ReversalKind.CHARGEBACK, name, amount.minor, happened_at, item.text("reason", 100) or "")
    return Outcome(done.status, done.reason, name, (name,))


def chargeback_closed(item: Item, happened_at: datetime) -> Outcome:
    """Decided for us, the money is back; lost, it stays with the payer."""
    name = item.text("id", 100) or ""
    row = _reversal(name)
    if row is None:
        return Outcome(WAITING, f"{name} is not in the ledger yet.", name)
    if item.text("status") in {"won", "warning_closed", "prevented"}:
        row.ended_on = happened_at.date()
        db.session.flush()
    return Outcome(APPLIED, "", name)


def _reversal(name: str) -> Reversal | None:
    return db.session.scalar(select(Reversal).filter_by(reference=name, kind=ReversalKind.CHARGEBACK))


def _reversed(row: Payment, kind: ReversalKind, name: str, minor: int, at: datetime, reason: str) -> Outcome:
    """On the invoice that the payment settled; what a credit note of it has left settles what is open again."""
    billed = row.allocations[0].invoice if row.allocations else None
    columns = {"kind": kind, "reference": name[:100], "amount_minor": minor, "happened_on": at.date(), "reason": reason}
    db.session.add(Reversal(payment_id=row.id, invoice_id=billed.id if billed else None, **columns))
    db.session.flush()
    if billed is not None:
        for note in credit_notes_of(billed):
            settle(note, billed)
    return Outcome(APPLIED, "", row.reference)
