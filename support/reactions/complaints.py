"""Whether a mail's words name an invoice and say what is wrong with it: with certainty, or not at all."""

from dataclasses import dataclass

from sqlalchemy import select

from support.accounts.models import Person
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import invoices_numbered
from support.conversations.reading import references
from support.conversations.reading.found import KnownLine
from support.conversations.reading.lines import lines_in
from support.conversations.reading.reasons import reason_in
from support.disputes.reasons import Reason
from support.extensions import db

LOOKED_AT = 4_000
"""Characters of the mail: what is wrong is said at its beginning."""
NO_COMPLAINT = frozenset({Reason.CLARIFICATION_REQUEST, Reason.OTHER})


@dataclass(frozen=True)
class Complaint:
    """`lines` None is the whole invoice."""

    invoice: Invoice
    lines: list[InvoiceLine] | None
    reason: Reason


def complaint_in(text: str, person: Person) -> Complaint | None:
    """None unless one invoice of this client is named by its full number, and one reason is told."""
    words = text[:LOOKED_AT]
    invoice = _invoice_in(words, person)
    if invoice is None:
        return None
    reason = reason_in(words).certain
    if reason is None or reason in NO_COMPLAINT:
        return None
    return Complaint(invoice, _lines_in(references.without(words, [invoice.number]), invoice), reason)


def _invoice_in(words: str, person: Person) -> Invoice | None:
    if person.organisation is None:
        return None
    wanted = select(Invoice.number).where(
        Invoice.organisation_id == person.organisation_id, Invoice.kind == DocumentKind.INVOICE
    )
    named = references.find(words, list(db.session.scalars(wanted.order_by(Invoice.id.desc()).limit(2_000)))).certain
    found = invoices_numbered(named, person.organisation) if named else []
    return found[0] if len(found) == 1 else None


def _lines_in(words: str, invoice: Invoice) -> list[InvoiceLine] | None:
    known = [KnownLine(line.line_id, line.name, line.net, line.quantity) for line in invoice.lines]
    numbers = lines_in(words, known, asked=False).certain
    chosen = [line for line in invoice.lines if numbers and line.line_id in numbers]
    return chosen or None
