"""Corrected invoices (384) that stand in the place of an earlier one, which then asks for nothing any more.

What was paid or credited on the earlier invoice counts on the one in its place, along a whole chain of corrections. Only
where the earlier one was credited in full (credit and rebill) both stand for themselves: the credit has settled it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.extensions import db

_AT_ONCE = 500


def replacement_of(invoice: Invoice) -> Invoice | None:
    """The corrected invoice in its place; the latest of several."""
    found = replacements_of([invoice.id]).get(invoice.id)
    return db.session.get(Invoice, found) if found else None


def replacements_of(ids: Sequence[int]) -> dict[int, int]:
    """By the id of an invoice, that of the one in its place; invoices that stand are left out."""
    if not ids:
        return {}
    wanted = (
        select(Invoice.corrects_id, func.max(Invoice.id))
        .where(Invoice.corrects_id.in_(ids), Invoice.kind == DocumentKind.CORRECTED_INVOICE)
        .where(Invoice.payable_minor >= 0)
        .group_by(Invoice.corrects_id)
    )
    return {of: by for of, by in db.session.execute(wanted).tuples() if of is not None}


def carried_to(corrected: Sequence[int]) -> dict[int, list[int]]:
    """By the id of a corrected invoice (of these), the ids of those whose payments and credits count on it.

    Three statements for each step of the longest chain, for every 500 invoices; none without invoices.
    """
    found: dict[int, list[int]] = {}
    for first in range(0, len(corrected), _AT_ONCE):
        found |= _carried(_before(corrected[first : first + _AT_ONCE]))
    return found


def _carried(ends: dict[int, int]) -> dict[int, list[int]]:
    """`ends`: by corrected invoice, the one it names. Goes back along each chain until one stands for itself."""
    found: dict[int, list[int]] = {row: [] for row in ends}
    while ends:
        named = sorted(set(ends.values()))
        latest, rebilled = replacements_of(named), _credited_in_full(named)
        ends = {
            row: one
            for row, one in ends.items()
            if latest.get(one) == (found[row] or [row])[-1] and one not in rebilled and one not in found[row]
        }
        for row, one in ends.items():
            found[row].append(one)
        before = _before(sorted(set(ends.values())))
        ends = {row: before[one] for row, one in ends.items() if one in before}
    return {row: earlier for row, earlier in found.items() if earlier}


def _before(ids: Sequence[int]) -> dict[int, int]:
    """What those of them that are corrected invoices themselves stand in the place of."""
    if not ids:
        return {}
    wanted = select(Invoice.id, Invoice.corrects_id).where(
        Invoice.id.in_(ids),
        Invoice.kind == DocumentKind.CORRECTED_INVOICE,
        Invoice.payable_minor >= 0,
        Invoice.corrects_id.is_not(None),
    )
    return {row: of for row, of in db.session.execute(wanted).tuples() if of is not None}


def _credited_in_full(ids: Sequence[int]) -> set[int]:
    """Those of which credit notes take everything, whether they could still settle something or not."""
    if not ids:
        return set()
    note = aliased(Invoice)
    wanted = (
        select(Invoice.id)
        .join(note, note.corrects_id == Invoice.id)
        .where(Invoice.id.in_(ids), note.kind == DocumentKind.CREDIT_NOTE)
        .group_by(Invoice.id, Invoice.payable_minor)
        .having(func.sum(note.payable_minor) >= Invoice.payable_minor)
    )
    return set(db.session.scalars(wanted))
