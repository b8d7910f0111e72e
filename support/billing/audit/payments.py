"""R10: payments that were booked where they do not belong. No match is ever invented: it is named, and people decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from support.billing.audit.facts import Context, Document, PaymentFacts
from support.billing.audit.results import Answer, Found, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import day

_UNAPPLIED_AFTER = 5  # business days


def misapplied_payments(context: Context) -> Iterator[Answer]:
    """R10: a payment whose own words name another invoice, or that nobody has booked at all, or one invoice overpaid by
    exactly what another lacks."""
    explained: set[str] = set()
    for payment in sorted(context.payments, key=lambda one: (one.received_on, one.reference)):
        for found in _named_another(context, payment):
            explained.add(found.document.number)
            explained.update(found.against)
            yield found
        yield from _unapplied(context, payment)
    yield from _over_and_under(context, explained)


def named_in(context: Context, payment: PaymentFacts) -> list[Document]:
    """The client's invoices whose numbers stand in the payment's remittance text."""
    return [
        row
        for row in context.documents
        if not row.is_credit and row.row is not None and stands_in(row.number, payment.remittance)
    ]


def stands_in(number: str, text: str) -> bool:
    """As a number of its own, however its parts are set apart: INV-1 stands in “Inv 1”, not in INV-12."""
    sought = _pattern(number)
    return bool(text) and sought is not None and sought.search(text.upper()) is not None


@lru_cache(maxsize=10_000)
def _pattern(number: str) -> re.Pattern[str] | None:
    parts = [re.escape(part) for part in re.findall(r"[^\W\d_]+|\d+", number.upper())]
    joined = r"[\W_]*".join(parts)
    return re.compile(rf"(?<![^\W_]){joined}(?!\d)") if parts else None


def _named_another(context: Context, payment: PaymentFacts) -> Iterator[Found]:
    named = [row for row in named_in(context, payment) if row.currency == payment.currency]
    rows = {row.row: row for row in context.documents}
    short = [row for row in named if row.open > 0]
    if not short:
        return
    for settled, minor in payment.settles:
        other = rows.get(settled)
        if other is not None and other not in named:
            yield _misapplied(payment, short[0], other, minor)


def _misapplied(payment: PaymentFacts, meant: Document, booked: Document, minor: int) -> Found:
    moved = min(minor, meant.open)
    return Found(
        rule="R10",
        document=meant,
        place=f"payment:{payment.reference}",
        reason="misapplied_payment",
        severity=Severity.ERROR,
        billed=meant.money(meant.open),
        expected=meant.money(meant.open - moved),
        message=(
            f"Payment {payment.reference} names invoice {meant.number}, but {meant.money(minor)} of it was booked to "
            f"invoice {booked.number}; {meant.money(meant.open)} of {meant.number} still shows as open."
        ),
        evidence=_trail(payment, (meant, booked)),
        against=(booked.number,),
    )


def _trail(payment: PaymentFacts, documents: tuple[Document, ...]) -> tuple[dict[str, str], ...]:
    said = f"{Money(payment.minor, payment.currency)} received {day(payment.received_on)}"
    words = f"{said}, remittance “{payment.remittance}”" if payment.remittance else said
    return (
        evidence("payment", payment.reference, words),
        *(
            evidence("invoice", row.number, f"{row.money(row.totals['payable'])}, open {row.money(row.open)}")
            for row in documents
        ),
    )


def _unapplied(context: Context, payment: PaymentFacts) -> Iterator[Answer]:
    """Money that lies unbooked for more than five business days while an invoice of exactly that amount is late."""
    left = payment.minor - sum(minor for _, minor in payment.settles)
    if left <= 0 or _business_days(payment.received_on, context.today) <= _UNAPPLIED_AFTER:
        return
    fitting = [row for row in context.invoices if row.currency == payment.currency and row.open == left and row.overdue]
    if len(fitting) == 1:
        meant = fitting[0]
        yield Found(
            rule="R10",
            document=meant,
            place=f"payment:{payment.reference}",
            reason="misapplied_payment",
            severity=Severity.WARNING,
            billed=meant.money(meant.open),
            expected=meant.money(0),
            message=(
                f"{meant.money(left)} of payment {payment.reference} has not been booked to any invoice, and exactly that "
                f"is open on invoice {meant.number}."
            ),
            evidence=_trail(payment, (meant,)),
            against=(payment.reference,),
        )


def _business_days(first: date, last: date) -> int:
    """Mondays to Fridays after `first` up to `last`."""
    span = max((last - first).days, 0)
    return (
        sum(1 for ahead in range(1, span + 1) if (first + timedelta(days=ahead)).weekday() < 5) if span < 60 else span
    )


def _over_and_under(context: Context, explained: set[str]) -> Iterator[Answer]:
    """One pair only: several that would fit are for a person to sort out, not for a rule."""
    for over in (row for row in context.invoices if row.overpaid > 0 and row.number not in explained):
        lacking = [row for row in context.invoices if row.currency == over.currency and row.open == over.overpaid]
        if len(lacking) == 1 and lacking[0].number not in explained:
            under = lacking[0]
            yield Found(
                rule="R10",
                document=under,
                place=f"payment:{over.number}",
                reason="misapplied_payment",
                severity=Severity.WARNING,
                billed=under.money(under.open),
                expected=under.money(0),
                message=f"Invoice {over.number} was paid {over.money(over.overpaid)} too much, exactly what invoice {under.number} lacks.",
                evidence=(
                    evidence("invoice", over.number, f"overpaid by {over.money(over.overpaid)}"),
                    evidence("invoice", under.number, f"open {under.money(under.open)}"),
                ),
                against=(over.number,),
            )
