"""R10: payments that were booked where they do not belong. No match is ever invented: it is named, and people decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from support.billing.audit.facts import Context, Document
from support.billing.audit.happened import ForeignInvoice, PaymentFacts
from support.billing.audit.results import Answer, Found, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, joined

LONG = timedelta(days=30)
"""Beyond this, money has lain long enough whatever the holidays."""
_MOST_TOGETHER = 20
"""Open invoices among which a payment of several is looked for."""


def misapplied_payments(context: Context) -> Iterator[Answer]:
    """R10: a payment whose own words name another invoice, of this client or another one; money that nobody has booked;
    one invoice overpaid by exactly what another lacks. Clients of one group may pay for each other."""
    explained: set[str] = set()
    for payment in sorted(context.payments, key=lambda one: (one.received_on, one.reference)):
        found = [*_named_another(context, payment), *_of_another_client(context, payment)]
        for one in found:
            explained.update([one.document.number] if one.document else [], one.against)
            yield one
        if not found and context.whole:
            yield from unapplied(context, payment)
    yield from _over_and_under(context, explained)


def named_in(context: Context, payment: PaymentFacts) -> list[Document]:
    """The client's invoices whose numbers stand in the payment's remittance text."""
    joined = bare(payment.remittance)
    return [row for number, row in _numbered(context) if number in joined and stands_in(row.number, payment.remittance)]


def bare(said: str) -> str:
    """Letters and digits alone, in capitals: what a number that stands in a text is part of, however it is set apart."""
    return "".join(filter(str.isalnum, said.upper()))


def _numbered(context: Context) -> list[tuple[str, Document]]:
    found: list[tuple[str, Document]] | None = context.kept.get("numbered")
    if found is None:
        rows = (row for row in context.documents if not row.is_credit and row.row is not None)
        found = context.kept["numbered"] = [(bare(row.number), row) for row in rows]
    return found


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
            N_(
                "Payment %(reference)s names invoice %(number)s, but %(amount)s of it was booked to invoice %(booked_number)s; %(meant_amount)s of %(number)s still shows as open.",
                reference=payment.reference,
                number=meant.number,
                amount=meant.money(minor),
                booked_number=booked.number,
                meant_amount=meant.money(meant.open),
            )
        ),
        evidence=_trail(payment, (meant, booked)),
        against=(booked.number,),
    )


_OPEN = N_("%(amount)s, open %(row_amount)s")
_RECEIVED = N_("%(amount)s received %(received_on)s")


def _trail(payment: PaymentFacts, documents: tuple[Document, ...]) -> tuple[dict[str, str], ...]:
    said = N_(_RECEIVED, amount=Money(payment.minor, payment.currency), received_on=payment.received_on)
    words = (
        N_("%(said)s, remittance “%(remittance)s”", said=said, remittance=payment.remittance)
        if payment.remittance
        else said
    )
    return (
        evidence("payment", payment.reference, words),
        *(
            evidence(
                "invoice",
                row.number,
                N_(_OPEN, amount=row.money(row.totals["payable"]), row_amount=row.money(row.open)),
            )
            for row in documents
        ),
    )


def _of_another_client(context: Context, payment: PaymentFacts) -> Iterator[Found]:
    """It names another client's invoice and was booked here, or it is booked to an invoice that is not the client's."""
    if named_in(context, payment):
        return
    rows = {row.row: row for row in context.documents}
    for other in context.foreign.values():
        booked = next((minor for row, minor in payment.settles if row == other.row), 0)
        named = stands_in(other.number, payment.remittance)
        if other.related or other.currency != payment.currency or (named and booked) or not (named or booked):
            continue
        if named and other.open <= 0:
            continue
        here = next((rows[row] for row, _ in payment.settles if row in rows), None)
        yield _foreign(payment, other, here, booked)


_NAMES = N_("it names invoice %(number)s of client %(client)s, and was booked to %(where)s")
_BOOKED = N_("%(amount)s of it was booked to invoice %(number)s of client %(client)s")


def _foreign(payment: PaymentFacts, other: ForeignInvoice, here: Document | None, booked: int) -> Found:
    whole = Money(payment.minor, payment.currency)
    if booked:
        said = N_(_BOOKED, amount=Money(booked, payment.currency), number=other.number, client=other.client)
    else:
        where = N_("invoice %(number)s", number=here.number) if here else N_("this client's account")
        said = N_(_NAMES, number=other.number, client=other.client, where=where)
    return Found(
        rule="R10",
        document=here,
        place=f"payment:{payment.reference}",
        reason="misapplied_payment",
        severity=Severity.ERROR,
        message=N_(
            "Payment %(reference)s of %(whole)s: %(said)s.", reference=payment.reference, whole=whole, said=said
        ),
        evidence=_trail(payment, (here,) if here else ()),
        against=(other.number,),
        currency=payment.currency,
    )


def unapplied(context: Context, payment: PaymentFacts) -> Iterator[Answer]:
    """Money unbooked for more than so many working days: to the late invoice of exactly that amount, to several that come
    to it (the oldest first), else to none: several ways in which it would fit are for a person."""
    left = payment.minor - payment.returned - sum(minor for _, minor in payment.settles)
    waited = context.calendar.business_days_between(payment.received_on, min(context.today, payment.received_on + LONG))
    if left <= 0 or waited <= context.numbers.unapplied_working_days:
        return
    waiting = [row for row in context.invoices if row.currency == payment.currency and row.open > 0]
    fitting = [row for row in waiting if row.open == left]
    several = [] if fitting else together(waiting, left)
    if len(fitting) == 1 and fitting[0].overdue:
        yield _lies(payment, fitting, left)
    elif several:
        yield _lies(payment, several, left)
    else:
        yield _lies(payment, [], left)


def together(waiting: list[Document], left: int) -> list[Document]:
    """The oldest invoices that come to the amount, else the only ones that do; none where there are several ways."""
    so_far = 0
    for at, row in enumerate(waiting):
        so_far += row.open
        if so_far == left:
            return waiting[: at + 1]
        if so_far > left:
            break
    ways: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for at, row in enumerate(waiting[:_MOST_TOGETHER]):
        for amount, some in list(ways.items()):
            if amount + row.open <= left:
                known = ways.setdefault(amount + row.open, [])
                known += [(*one, at) for one in some[: 2 - len(known)]]
    found = ways.get(left, [])
    return [waiting[at] for at in found[0]] if len(found) == 1 and left else []


def _lies(payment: PaymentFacts, meant: list[Document], left: int) -> Found:
    amount = Money(left, payment.currency)
    numbers = joined(N_(" and "), [row.number for row in meant])
    said = N_(", and exactly that is open on invoice %(numbers)s", numbers=numbers) if meant else ""
    first = meant[0] if meant else None
    return Found(
        rule="R10",
        document=first,
        place=f"payment:{payment.reference}",
        reason="misapplied_payment",
        severity=Severity.WARNING if meant else Severity.INFO,
        billed=first.money(first.open) if first else None,
        expected=first.money(0) if first else None,
        message=N_(
            "%(amount)s of payment %(reference)s has not been booked to any invoice%(said)s.",
            amount=amount,
            reference=payment.reference,
            said=said,
        ),
        evidence=_trail(payment, tuple(meant)),
        against=(payment.reference,),
        currency=payment.currency,
    )


_TOO_MUCH = N_("Invoice %(number)s was paid %(amount)s too much, exactly what invoice %(under_number)s lacks.")


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
                message=N_(_TOO_MUCH, number=over.number, amount=over.money(over.overpaid), under_number=under.number),
                evidence=(
                    evidence("invoice", over.number, N_("overpaid by %(amount)s", amount=over.money(over.overpaid))),
                    evidence("invoice", under.number, N_("open %(amount)s", amount=under.money(under.open))),
                ),
                against=(over.number,),
            )
