"""Posting credits. Nothing billed is edited: a credit is a credit note linked to what it corrects."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from support.accounts.models import Organisation
from support.accounts.services import next_number
from support.billing.creditable import (
    GroupKey,
    TaxGroup,
    creditable,
    creditable_lines,
    creditable_of,
    gross_of,
    group_key,
    groups_of,
)
from support.billing.holding import hold, locked, release_hold
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.replacing import replacement_of
from support.billing.settling import apply_credit, settle
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

__all__ = [
    "apply_credit",
    "credit_goodwill",
    "credit_lines",
    "credit_rest",
    "creditable",
    "creditable_of",
    "gross_of",
    "hold",
    "release_hold",
]


@dataclass(frozen=True, slots=True)
class _Credit:
    """A line of a credit note to be: net minor units of one tax group, of one line or of none."""

    net: int
    group: GroupKey
    name: str
    line: InvoiceLine | None = None


def credit_lines(invoice: Invoice, amounts: Sequence[tuple[InvoiceLine, Money]], *, reason: str, key: str) -> Invoice:
    """Post a credit note over net amounts of the invoice's lines; it settles what is open of the invoice first.

    Posting again with the same `key` returns the first note. Raises `RuleBroken` for an amount that is not positive or
    more than is still creditable, `BadInput` for a line of another invoice or a foreign currency.
    """
    with transaction():
        billed = locked(invoice)
        posted = _posted_before(key, billed)
        if posted is not None:
            return posted
        return _post(billed, _of_lines(billed, amounts), reason=reason, key=key)


def credit_goodwill(organisation: Organisation, amount: Money, invoice: Invoice, *, reason: str, key: str) -> Invoice:
    """Post a goodwill credit of `amount` net that rests on no line, taxed as the invoice mainly is.

    Where the invoice's main rate has less left than that, the next rates give the rest. Raises as `credit_lines` does.
    """
    with transaction():
        billed = locked(invoice)
        if billed.organisation_id != organisation.id:
            raise BadInput(N_("That invoice is another client's."), field="invoice")
        posted = _posted_before(key, billed)
        if posted is not None:
            return posted
        _check_amount(amount, creditable_of(billed), f"invoice {billed.number}")
        name = f"Goodwill credit on invoice {billed.number}"
        return _post(billed, _of_groups(billed, amount, name), reason=reason, key=key)


def goodwill_gross(invoice: Invoice, amount: Money) -> Money:
    """What a goodwill credit of `amount` net would come to with its tax, were it posted now; nothing is posted."""
    credits = _of_groups(invoice, amount, "")
    taxes = sum(row.tax_minor for row in _taxes(groups_of(invoice), credits))
    return invoice.money(sum(credit.net for credit in credits) + taxes)


def credit_rest(invoice: Invoice, *, reason: str, key: str) -> Invoice:
    """Post a credit note over all that is left of the invoice, whatever was credited before. The same `key` finds it."""
    with transaction():
        billed = locked(invoice)
        posted = _posted_before(key, billed)
        if posted is not None:
            return posted
        left = creditable_of(billed)
        _check_amount(left, left, f"invoice {billed.number}")
        return _post(billed, _of_groups(billed, left, f"Rest of invoice {billed.number}"), reason=reason, key=key)


def _posted_before(key: str, invoice: Invoice) -> Invoice | None:
    found = db.session.scalar(select(Invoice).where(Invoice.posting_key == key))
    if found is not None and found.corrects_id != invoice.id:
        raise RuleBroken(N_("This credit was posted before, as %(number)s, on another invoice.", number=found.number))
    return found


def _check_amount(amount: Money, left: Money, what: str) -> None:
    if amount.currency != left.currency:
        raise BadInput(
            N_(
                "%(what)s is in %(currency)s, not in %(currency_2)s.",
                what=what.capitalize(),
                currency=left.currency,
                currency_2=amount.currency,
            ),
            field="amount",
        )
    if amount.minor <= 0:
        raise RuleBroken(N_("A credit must be more than nothing."))
    if amount > left:
        raise RuleBroken(
            N_(
                "Only %(left)s can still be credited on %(what)s; %(amount)s is more.",
                left=left,
                what=what,
                amount=amount,
            )
        )


def _of_lines(invoice: Invoice, amounts: Sequence[tuple[InvoiceLine, Money]]) -> list[_Credit]:
    if not amounts:
        raise RuleBroken(N_("A credit names at least one line."))
    left, groups, credits = creditable_lines(invoice), groups_of(invoice), []
    for line, amount in amounts:
        if line.id not in left:
            raise BadInput(
                N_("Line %(line_id)s is not on invoice %(number)s.", line_id=line.line_id, number=invoice.number),
                field="lines",
            )
        what = f"line {line.line_id} of invoice {invoice.number}"
        group = group_key(line.tax_category, line.tax_rate)
        # The same line may be named twice, and lines share what their rate has left.
        _check_amount(amount, min(left[line.id], invoice.money(groups[group].left)), what)
        left[line.id] -= amount
        groups[group].credited_net += amount.minor
        credits.append(_Credit(amount.minor, group, line.name, line))
    _check_amount(
        invoice.money(sum(credit.net for credit in credits)), creditable_of(invoice), f"invoice {invoice.number}"
    )
    return credits


def _of_groups(invoice: Invoice, amount: Money, name: str) -> list[_Credit]:
    wanted, credits = amount.minor, []
    for key, group in sorted(groups_of(invoice).items(), key=lambda item: -item[1].taxable):
        net = min(wanted, group.left)
        if net:
            credits.append(_Credit(net, key, name))
            wanted -= net
    return credits


def _post(invoice: Invoice, credits: list[_Credit], *, reason: str, key: str) -> Invoice:
    """The note itself, in the caller's transaction and under the invoice's lock."""
    if later := replacement_of(invoice):
        said = N_(
            "Invoice %(number)s was replaced by %(later)s. Credit that one.", number=invoice.number, later=later.number
        )
        raise RuleBroken(said)
    groups = groups_of(invoice)
    taxes = list(_taxes(groups, credits))
    net, tax = sum(credit.net for credit in credits), sum(row.tax_minor for row in taxes)
    note = Invoice(
        **heading(invoice, reason),
        line_total_minor=net,
        net_minor=net,
        tax_minor=tax,
        gross_minor=net + tax,
        payable_minor=net + tax,
        posting_key=key,
        source_digest=hashlib.sha256(key.encode()).hexdigest(),
        lines=[_line(position, credit, invoice.currency) for position, credit in enumerate(credits, start=1)],
        taxes=taxes,
    )
    db.session.add(note)
    db.session.flush()
    settle(note, invoice)
    return note


def _taxes(groups: dict[GroupKey, TaxGroup], credits: list[_Credit]) -> Iterable[TaxSubtotal]:
    for key in dict.fromkeys(credit.group for credit in credits):
        net = sum(credit.net for credit in credits if credit.group == key)
        yield TaxSubtotal(
            category=key[0],
            rate=key[1],
            taxable_minor=net,
            tax_minor=groups[key].take(net),
            exemption_reason=groups[key].exemption_reason,
        )


def heading(invoice: Invoice, reason: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "organisation_id": invoice.organisation_id,
        "kind": DocumentKind.CREDIT_NOTE,
        "type_code": "381",
        "number": _free_number(invoice.seller_name),
        "issued_on": today,
        "period_start": invoice.period_start,
        "period_end": invoice.period_end,
        "currency": invoice.currency,
        "seller_name": invoice.seller_name,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "buyer_reference": invoice.buyer_reference,
        "contract_reference": invoice.contract_reference,
        "corrects_number": invoice.number,
        "corrects_id": invoice.id,
        "note": reason,
        "source_format": "posted",
        "source_name": "posted here",
        "recorded_at": clock.now(),
    }


def _free_number(seller_name: str) -> str:
    """CN-2026-0042; numbers that came in with imported documents are left out."""
    year = clock.today().year
    while True:
        number = f"CN-{year}-{next_number(f'credit notes {year}'):04}"
        taken = select(Invoice.id).where(Invoice.seller_name == seller_name, Invoice.number == number)
        if db.session.scalar(taken) is None:
            return number


def _line(position: int, credit: _Credit, currency: str) -> InvoiceLine:
    billed = credit.line
    return InvoiceLine(
        position=position,
        line_id=str(position),
        name=credit.name,
        description=f"Credit for line {billed.line_id}" if billed else "",
        sku=billed.sku if billed else None,
        quantity=Decimal(1),
        unit_price=Money(credit.net, currency).amount,
        base_quantity=Decimal(1),
        net_minor=credit.net,
        tax_category=credit.group[0],
        tax_rate=credit.group[1],
        period_start=billed.period_start if billed else None,
        period_end=billed.period_end if billed else None,
        record_ref=billed.record_ref if billed else None,
        subject=billed.subject if billed else None,
        corrects_line_id=billed.id if billed else None,
    )
