"""What a client's words may name: their own invoices and disputes, and the lines of one invoice. Nobody else's exist here."""

from collections.abc import Sequence

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing import units
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.conversations import guessing
from support.conversations.reading import KnownInvoice, KnownLine, unit_of
from support.disputes.models import Dispute
from support.extensions import db
from support.web.bot_door.speaker import Speaker

CONSIDERED = 500
CHOICES = 8


def invoices(organisation: Organisation) -> list[KnownInvoice]:
    """The latest first; credit notes are not among them."""
    wanted = (
        select(Invoice.number, Invoice.issued_on, Invoice.period_start, Invoice.period_end)
        .where(Invoice.organisation_id == organisation.id, Invoice.kind != DocumentKind.CREDIT_NOTE)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(CONSIDERED)
    )
    return [KnownInvoice(*row) for row in db.session.execute(wanted)]


def disputes(organisation: Organisation) -> list[str]:
    wanted = select(Dispute.reference).where(Dispute.organisation_id == organisation.id)
    return list(db.session.scalars(wanted.order_by(Dispute.id.desc()).limit(CONSIDERED)))


def lines(invoice: Invoice) -> list[KnownLine]:
    """Called by their name and the place or person they are for."""
    return [
        KnownLine(
            line.line_id,
            f"{line.name} {line.subject or ''}".strip(),
            line.net,
            quantity=line.quantity,
            unit=unit_of(units.words(line.unit_code)),
        )
        for line in invoice.lines
    ]


def rows(organisation: Organisation, numbers: Sequence[str]) -> list[Invoice]:
    """The invoices of these numbers, in their order, as many as can be shown as choices."""
    wanted = select(Invoice).where(Invoice.organisation_id == organisation.id, Invoice.number.in_(numbers[:CHOICES]))
    found = {row.number: row for row in db.session.scalars(wanted)}
    return [found[number] for number in numbers[:CHOICES] if number in found]


def latest(organisation: Organisation) -> list[Invoice]:
    return rows(organisation, [known.number for known in invoices(organisation)[:CHOICES]])


def look_up(who: Speaker, *texts: str | None) -> None:
    """Before these are searched for references: raises `TooManyTries` for who asks for one unknown number after another."""
    own = [known.number for known in invoices(who.organisation)] + disputes(who.organisation)
    for text in filter(None, texts):
        guessing.look_up(who.person, text, own)
