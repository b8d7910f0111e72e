"""Ties credit notes and corrected invoices to what they correct, in whichever order the two arrive."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, select

from support.billing.creditable import credited_on
from support.billing.importing.refusals import NotReadable
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.extensions import db
from support.kernel.sayings import N_


def link_corrections(row: Invoice) -> Iterator[tuple[Invoice, Invoice]]:
    """Links `row` to the invoice it corrects and to those that correct it; yields (credit, corrected) to be settled."""
    if row.corrects_number:
        candidates = list(db.session.scalars(_of_seller(row).where(Invoice.number == row.corrects_number)))
        # A number given twice: the document over the same amount is meant, else the younger one.
        corrected = max(
            (one for one in candidates if not gives(one)),
            key=lambda one: (one.gross_minor == row.gross_minor, one.id),
            default=None,
        )
        _check_only(row, corrected)
        if corrected is not None:
            yield from _link(row, corrected)
    if gives(row):
        return
    waiting = _of_seller(row).where(Invoice.corrects_number == row.number, Invoice.corrects_id.is_(None))
    for correction in db.session.scalars(waiting.order_by(Invoice.id)).all():
        yield from _link(correction, row)


def _check_only(row: Invoice, corrected: Invoice | None) -> None:
    """One corrected invoice stands in the place of an invoice, and the next in the place of that one."""
    if row.kind is not DocumentKind.CORRECTED_INVOICE or gives(row):
        return
    rivals = _of_seller(row).where(
        Invoice.kind == DocumentKind.CORRECTED_INVOICE,
        Invoice.corrects_number == row.corrects_number,
        Invoice.payable_minor >= 0,
        Invoice.corrects_id == (corrected.id if corrected is not None else None),
    )
    rival = db.session.scalars(rivals.order_by(Invoice.id)).first()
    if rival is not None:
        said = N_(
            "Invoice %(corrects_number)s was replaced by %(number)s already. A further correction names that one.",
            corrects_number=row.corrects_number,
            number=rival.number,
        )
        raise NotReadable(row.source_name, "", f"{row.number}: {said}")


def _of_seller(row: Invoice) -> Select[tuple[Invoice]]:
    return select(Invoice).where(
        Invoice.seller_name == row.seller_name, Invoice.organisation_id == row.organisation_id, Invoice.id != row.id
    )


def _link(correction: Invoice, corrected: Invoice) -> Iterator[tuple[Invoice, Invoice]]:
    correction.corrects_id = corrected.id
    if gives(correction):
        _link_lines(correction, corrected)
        db.session.flush()
        yield correction, corrected


def gives(row: Invoice) -> bool:
    """A credit note, or an invoice that asks for less than nothing."""
    return row.kind is DocumentKind.CREDIT_NOTE or row.payable_minor < 0


def _link_lines(correction: Invoice, corrected: Invoice) -> None:
    """A credit line belongs to the line it repeats; of several that fit (a duplicate), to the last without credit."""
    if correction.kind is not DocumentKind.CREDIT_NOTE:
        return
    credited = credited_on([line.id for line in corrected.lines])
    for line in correction.lines:
        fitting = [one for one in corrected.lines if _repeats(line, one, credited.get(one.id, 0))]
        if fitting:
            line.corrects_line_id = fitting[-1].id
            credited[fitting[-1].id] = credited.get(fitting[-1].id, 0) + line.net_minor


def _repeats(credit: InvoiceLine, billed: InvoiceLine, credited: int) -> bool:
    same_thing = credit.sku == billed.sku if credit.sku and billed.sku else credit.name == billed.name
    same_record = not (credit.record_ref and billed.record_ref) or credit.record_ref == billed.record_ref
    return same_thing and same_record and 0 < credit.net_minor <= billed.net_minor - credited
