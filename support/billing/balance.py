"""What an invoice and a client still owe: worked out from payments, credits and holds, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from support.accounts.models import Organisation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.provisional import STANDING, ProvisionalCredit, counts_on
from support.billing.replacing import carried_to
from support.billing.settlement import Allocation, CreditApplication, Hold, Refund, Reversal
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money, total


class Asking(Protocol):
    """What a balance is worked out from: an `Invoice`, or those of its columns."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> DocumentKind: ...
    @property
    def payable_minor(self) -> int: ...
    @property
    def payable(self) -> Money: ...
    @property
    def currency(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    def money(self, minor: int) -> Money: ...


@dataclass(frozen=True, slots=True)
class InvoiceBalance:
    """Of an invoice: `open` = payable - paid - credited, never below nothing; `due` = open - on hold, nor is asked for what
    is credited until a dispute is decided (`for_now`; what of that the invoice itself has no need for is `at_disposal`).

    What was paid or credited beyond it is `overpaid`. Of an invoice that was `replaced`, nothing is open, due or overpaid:
    what was paid or credited on it counts on the corrected one (see `replacing`). Of a credit note: `payable` is what it gives, `credited` what of
    that has settled invoices, `credit` what is left and is not to be paid back; nothing of it is open or due.
    due_on is the later of the document's own date and one given when a hold ended.
    """

    payable: Money
    paid: Money
    credited: Money
    open: Money
    on_hold: Money
    due: Money
    due_on: date | None
    overdue: bool
    overpaid: Money
    credit: Money
    for_now: Money
    replaced: bool = False

    @property
    def at_disposal(self) -> Money:
        return self.for_now - min(self.for_now, self.open)

    @property
    def settled(self) -> bool:
        return not self.open


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """`due` = what the invoices have due, less `for_now`; `credit` is what credit notes still hold for the client.

    `for_now`: credited until disputes are decided, beyond what their own invoices have open; theirs to use meanwhile.
    """

    open: Money
    on_hold: Money
    due: Money
    credit: Money
    for_now: Money


@dataclass(slots=True)
class _Moved:
    """Minor units moved on one document."""

    paid: int = 0
    returned: int = 0
    credited: int = 0
    given: int = 0
    refunded: int = 0
    held: int = 0
    for_now: int = 0
    replaced: int = 0
    new_due_on: date | None = None

    def with_those_of(self, earlier: list[_Moved]) -> _Moved:
        """And what was paid and credited on the invoices in whose place this one stands."""
        paid, credited = sum(one.paid for one in earlier), sum(one.credited for one in earlier)
        return replace(self, paid=self.paid + paid, credited=self.credited + credited)


def invoice_balance(invoice: Invoice) -> InvoiceBalance:
    return invoice_balances([invoice])[invoice.id]


def invoice_balances(invoices: Iterable[Asking]) -> dict[int, InvoiceBalance]:
    """By `Invoice.id`, with a fixed number of statements however many there are."""
    rows = list(invoices)
    restated = [row.id for row in rows if row.kind is DocumentKind.CORRECTED_INVOICE and row.payable_minor >= 0]
    carried = carried_to(restated)
    moved = _moved([*{*(row.id for row in rows), *(one for earlier in carried.values() for one in earlier)}])
    moved |= {row: moved[row].with_those_of([moved[one] for one in earlier]) for row, earlier in carried.items()}
    return {row.id: _balance(row, moved[row.id]) for row in rows}


def account_balances(organisation: Organisation) -> dict[str, AccountBalance]:
    """By currency: a client may be invoiced in several."""
    rows = db.session.scalars(select(Invoice).where(Invoice.organisation_id == organisation.id)).all()
    balances = invoice_balances(rows)
    currencies = {row.currency for row in rows} | {organisation.currency}
    return {
        currency: _account([balances[row.id] for row in rows if row.currency == currency], currency)
        for currency in sorted(currencies)
    }


def _account(balances: list[InvoiceBalance], currency: str) -> AccountBalance:
    due = total((row.due for row in balances), currency)
    for_now = total((row.at_disposal for row in balances), currency)
    return AccountBalance(
        open=total((row.open for row in balances), currency),
        on_hold=total((row.on_hold for row in balances), currency),
        due=due - min(due, for_now),
        credit=total((row.credit for row in balances), currency),
        for_now=for_now,
    )


def _balance(invoice: Asking, moved: _Moved) -> InvoiceBalance:
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return _note_balance(invoice, moved)
    left = invoice.payable_minor - moved.paid - moved.credited
    # An invoice that asks for less than nothing is a credit by another name.
    credit = max(-invoice.payable_minor, 0) - moved.given if invoice.payable_minor < 0 else 0
    owed = 0 if moved.replaced else max(left, 0)
    held = min(moved.held, owed)
    asked = owed - max(held, min(moved.for_now, owed))
    due_on = max((day for day in (invoice.due_on, moved.new_due_on) if day), default=None)
    return InvoiceBalance(
        payable=invoice.payable,
        paid=invoice.money(moved.paid),
        credited=invoice.money(moved.credited),
        open=invoice.money(owed),
        on_hold=invoice.money(held),
        due=invoice.money(asked),
        due_on=due_on,
        overdue=asked > 0 and due_on is not None and due_on < clock.today(),
        overpaid=invoice.money(max(-left, 0) if invoice.payable_minor >= 0 and not moved.replaced else 0),
        credit=invoice.money(credit),
        for_now=invoice.money(moved.for_now),
        replaced=bool(moved.replaced),
    )


def _note_balance(note: Asking, moved: _Moved) -> InvoiceBalance:
    nothing = Money.zero(note.currency)
    return InvoiceBalance(
        payable=note.payable,
        paid=nothing,
        credited=note.money(moved.given),
        open=nothing,
        on_hold=nothing,
        due=nothing,
        due_on=None,
        overdue=False,
        overpaid=nothing,
        # A note over less than nothing takes another back: that one settles it.
        credit=note.money(note.payable_minor + moved.credited - moved.given - moved.refunded),
        for_now=nothing,
    )


_AT_ONCE = 500
"""Ids in one statement: databases take a limited number of parameters."""


def _moved(ids: Sequence[int]) -> dict[int, _Moved]:
    """One statement for each 500 documents."""
    found = {row: _Moved() for row in ids}
    for first in range(0, len(ids), _AT_ONCE):
        some = {"documents": ids[first : first + _AT_ONCE], "today": clock.today()}
        for what, row, minor, day in db.session.execute(_movements(), some):
            if what == "later":
                found[row].new_due_on = day
            else:
                setattr(found[row], what, int(minor))
    for one in found.values():
        one.paid -= one.returned
    return found


@cache
def _movements() -> CompoundSelect[Any]:
    """What moved on each of `documents`: (field of `_Moved`, document, sum, latest new due date)."""
    released = Hold.released_at.is_not(None) & Hold.new_due_on.is_not(None)
    return union_all(
        _sums("paid", Allocation.invoice_id, Allocation.amount_minor),
        _sums("returned", Reversal.invoice_id, Reversal.amount_minor, Reversal.ended_on.is_(None)),
        _sums("credited", CreditApplication.invoice_id, CreditApplication.amount_minor),
        _sums("given", CreditApplication.credit_note_id, CreditApplication.amount_minor),
        _sums("refunded", Refund.credit_note_id, Refund.amount_minor),
        _replaced(),
        _sums("held", Hold.invoice_id, Hold.amount_minor, Hold.released_at.is_(None)),
        _sums("for_now", ProvisionalCredit.invoice_id, STANDING, counts_on(bindparam("today", type_=Date))),
        _sums("later", Hold.invoice_id, Hold.amount_minor, released, day=func.max(Hold.new_due_on)),
    )


def _replaced() -> Select[Any]:
    """How many corrected invoices stand in the place of each."""
    ours = Invoice.corrects_id.in_(bindparam("documents", expanding=True))
    restating = (Invoice.kind == DocumentKind.CORRECTED_INVOICE) & (Invoice.payable_minor >= 0)
    counted = select(literal("replaced"), Invoice.corrects_id, func.count(), literal(None, Date))
    return counted.where(ours, restating).group_by(Invoice.corrects_id)


def _sums(
    what: str,
    key: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    amount: ColumnElement[int] | InstrumentedAttribute[int],
    *only: ColumnElement[bool],
    day: ColumnElement[Any] | None = None,
) -> Select[Any]:
    latest = literal(None, Date) if day is None else type_coerce(day, Date)
    ours = key.in_(bindparam("documents", expanding=True))
    return select(literal(what), key, func.sum(amount), latest).where(ours, *only).group_by(key)
