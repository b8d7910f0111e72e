"""The rows of the ledger that decisions rest on, as documents a client can read."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import or_, select

from support.accounts.models import Organisation
from support.billing import units
from support.billing.agreements import Contract, Price, ServiceRecord
from support.billing.models import Invoice
from support.billing.settlement import Payment
from support.disputes.models import Dispute, DisputeDocument
from support.extensions import db
from support.kernel import words
from support.kernel.errors import NotFound
from support.kernel.sayings import N_, joined
from support.web import formatters
from support.words import reader

UNKNOWN = N_("I can't find that document on your account.")


@dataclass(frozen=True)
class Shown:
    """A document as rows of label and value, with its own words below where it has any."""

    title: str
    rows: list[tuple[str, str]]
    text: str
    dispute: Dispute


Sheet = tuple[list[tuple[str, str]], str]


def document(kind: str, ref: str, organisation: Organisation) -> Shown:
    """Raises `NotFound` unless a decision that this client has been told rests on it, and the row is theirs."""
    wanted = (
        select(DisputeDocument, Dispute)
        .join(Dispute, Dispute.id == DisputeDocument.dispute_id)
        .where(DisputeDocument.kind == kind, DisputeDocument.ref == ref)
        .where(Dispute.organisation_id == organisation.id, Dispute.decided_at.is_not(None))
        .order_by(Dispute.id.desc())
        .limit(1)
    )
    found = db.session.execute(wanted).first()
    sheet = SHEETS[kind](ref, organisation) if found and kind in SHEETS else None
    if found is None or sheet is None:
        raise NotFound(UNKNOWN)
    attached, dispute = found
    return Shown(attached.title, sheet[0], sheet[1], dispute)


def _invoice(ref: str, organisation: Organisation) -> Sheet | None:
    found = db.session.scalar(select(Invoice).where(Invoice.number == ref, Invoice.organisation_id == organisation.id))
    if found is None:
        return None
    lines = [
        (
            N_("Line %(line_id)s", line_id=line.line_id),
            f"{line.name}: {formatters.number(line.quantity)} × {formatters.price(line.unit_price, found.currency)} = {formatters.money(line.net)}",
        )
        for line in found.lines
    ]
    head = [
        (N_("Number"), found.number),
        (N_("Issued"), formatters.day(found.issued_on)),
        (N_("Total with tax"), formatters.money(found.payable)),
    ]
    return [*head, *lines], found.note


def _contract(ref: str, organisation: Organisation) -> Sheet | None:
    found = db.session.scalar(
        select(Contract).where(Contract.number == ref, Contract.organisation_id == organisation.id)
    )
    if found is None:
        return None
    rows = [
        (N_("Agreement"), found.number),
        (N_("Title"), found.title),
        (N_("Signed"), formatters.day(found.signed_on)),
        (
            N_("In force"),
            N_(
                "%(starts_on)s to %(ends_on)s",
                starts_on=formatters.day(found.starts_on),
                ends_on=formatters.day(found.ends_on),
            )
            if found.ends_on
            else N_("since %(day)s", day=formatters.day(found.starts_on)),
        ),
        (N_("Days to pay"), str(found.payment_terms_days)),
    ]
    return [*rows, *(_price_row(price) for price in found.prices)], found.clauses


def _price_row(price: Price) -> tuple[str, str]:
    until = N_(" until %(day)s", day=formatters.day(price.valid_to)) if price.valid_to else ""
    sent = price.notice_sent_on
    notice = N_(", announced on %(day)s", day=formatters.day(sent)) if sent else ""
    amount, unit = formatters.price(price.unit_price, price.currency), units.words(price.unit)
    each = N_("%(price)s per %(unit)s", price=amount, unit=unit) if unit else amount
    return price.description or price.sku, N_(
        "%(each)s from %(valid_from)s%(until)s%(notice)s",
        each=each,
        valid_from=formatters.day(price.valid_from),
        until=until,
        notice=notice,
    )


def _price(ref: str, organisation: Organisation) -> Sheet | None:
    """`ref` is the service and the day the price began: `IT-HOUR@2026-05-01`. A price list is everybody's."""
    sku, _, since = ref.rpartition("@")
    own = select(Contract.id).where(Contract.organisation_id == organisation.id)
    wanted = (
        select(Price)
        .where(Price.sku == sku, or_(Price.contract_id.is_(None), Price.contract_id.in_(own)))
        .order_by(Price.contract_id.is_(None), Price.id)
    )
    found = next((row for row in db.session.scalars(wanted) if row.valid_from.isoformat() == since), None)
    if found is None:
        return None
    rows = [_price_row(found)]
    if found.version:
        rows.append((N_("Price list"), found.version))
    if found.contract:
        rows.append((N_("Agreement"), f"{found.contract.number}: {found.contract.title}"))
    if found.notice_sent_on:
        rows.append((N_("Announced to you on"), formatters.day(found.notice_sent_on)))
    return rows, found.clause


def _record(ref: str, organisation: Organisation) -> Sheet | None:
    found = db.session.scalar(
        select(ServiceRecord).where(ServiceRecord.record_id == ref, ServiceRecord.organisation_id == organisation.id)
    )
    if found is None:
        return None
    when = words.period(found.period_start, found.period_end, reader.locale())
    rows = [
        (N_("Record"), found.record_id),
        (N_("Kind"), found.kind.label),
        (N_("Service"), found.sku),
        (N_("When"), when),
    ]
    rows.append(
        (
            N_("Quantity"),
            joined(" ", [formatters.number(found.quantity), units.words(found.unit, found.quantity)]),
        )
    )
    more = [(N_("Place"), found.site), (N_("By"), found.person)]
    return [*rows, *(row for row in more if row[1])], found.note


def _payment(ref: str, organisation: Organisation) -> Sheet | None:
    found = db.session.scalar(
        select(Payment).where(Payment.reference == ref, Payment.organisation_id == organisation.id)
    )
    if found is None:
        return None
    rows = [
        (N_("Payment"), found.reference),
        (N_("Received"), formatters.day(found.received_on)),
        (N_("Amount"), formatters.minor(found.amount_minor, found.currency)),
    ]
    used = [
        (N_("Set against %(number)s", number=row.invoice.number), formatters.minor(row.amount_minor, found.currency))
        for row in found.allocations
    ]
    return [*rows, *used], found.remittance


SHEETS: dict[str, Callable[[str, Organisation], Sheet | None]] = {
    "invoice": _invoice,
    "contract": _contract,
    "price": _price,
    "record": _record,
    "payment": _payment,
}
"""By the kinds of paper that a decision can rest on."""
