"""How far each credit and refund of a client is, in sentences."""

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.refunding import refund_of
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.extensions import db
from support.web.bot_door.said import Tongue

SHOWN = 5
PENDING = {
    RemedyStatus.OFFERED: "is offered to you and waits for your answer",
    RemedyStatus.AWAITING_APPROVAL: "is still being looked into",
}


def refunds_of(organisation: Organisation, tongue: Tongue) -> list[str]:
    """The latest first. What waits for an approval inside is not told."""
    wanted = (
        select(Remedy)
        .join(Dispute, Dispute.id == Remedy.dispute_id)
        .where(
            Dispute.organisation_id == organisation.id,
            Remedy.status.in_([RemedyStatus.POSTED, RemedyStatus.OFFERED]),
        )
        .order_by(Remedy.id.desc())
        .limit(SHOWN)
    )
    rows = list(db.session.scalars(wanted))
    if not rows:
        return ["No credit or refund is on its way to you at the moment. If you expect one, tell me for which invoice."]
    return [sentence for row in rows for sentence in _one(row, tongue)]


def _one(remedy: Remedy, tongue: Tongue) -> list[str]:
    about = f"{remedy.kind.label} of {tongue.money(remedy.amount)} before tax on {remedy.dispute.reference}"
    if remedy.status is RemedyStatus.OFFERED:
        return [f"{about} {PENDING[remedy.status]}."]
    note = remedy.credit_note
    when = f" on {tongue.day(remedy.posted_at)}" if remedy.posted_at else ""
    if note is None:
        return [f"{about} was agreed{when}."]
    said = f"{about}: credit note {note.number} of {tongue.day(note.issued_on)} gives you {tongue.money(note.payable)} with tax."
    if remedy.kind is not RemedyKind.REFUND:
        return [f"{said} It lowers what is due, and shows in your balance since that day."]
    paid = refund_of(note)
    if paid is None:
        return [f"{said} The money is not paid out yet; you hear from us as soon as it is."]
    when = f" on {tongue.day(paid.paid_on)}" if paid.paid_on else ""
    return [f"{said} It was paid out{when}, with the reference {paid.reference}."]
