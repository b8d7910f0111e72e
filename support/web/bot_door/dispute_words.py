"""Where disputes, offers and decisions stand, in sentences."""

from typing import Any

from sqlalchemy import select

from support.accounts.models import Person
from support.billing.balance import invoice_balance
from support.billing.settlement import Hold
from support.disputes import queries
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyStatus
from support.disputes.states import DECIDED, ENDED, Status
from support.extensions import db
from support.kernel.money import Money
from support.web.bot_door.said import Tongue, count
from support.web.standing import decision_words, standing_of

AT_ONCE = 6


def as_json(dispute: Dispute, reader: Person) -> dict[str, Any]:
    """That a decision waits for an approval is nobody's business outside: it is still being looked into."""
    standing = standing_of(dispute, reader)
    status = Status.INVESTIGATING if dispute.status is Status.AWAITING_APPROVAL else dispute.status
    return {
        "reference": dispute.reference,
        "status": status.value,
        "status_label": standing.label,
        "next_step": standing.next_step,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
    }


def in_short(disputes: list[Dispute], reader: Person) -> list[str]:
    """One paragraph a dispute."""
    if not disputes:
        return ["You have no disputes. If a charge looks wrong, tell me which one."]
    many = f"{len(disputes)} latest" if len(disputes) == AT_ONCE else ""
    opening = f"Your {many} disputes:" if many else f"You have {count(len(disputes), 'dispute', 'disputes')}."
    return [opening, *(_line(dispute, reader) for dispute in disputes)]


def _line(dispute: Dispute, reader: Person) -> str:
    return f"{dispute.reference}, about invoice {dispute.invoice.number}: {_stands(dispute, reader)}"


def _stands(dispute: Dispute, reader: Person) -> str:
    standing, tongue = standing_of(dispute, reader), Tongue(reader)
    if dispute.status in ENDED and dispute.outcome:
        return decision_words(dispute)
    by = f", by {tongue.day(standing.due_on)}" if standing.due_on else ""
    return f"{standing.label.lower()}. Next: {standing.next_step[0].lower()}{standing.next_step[1:]}{by}."


def in_full(dispute: Dispute, reader: Person) -> list[str]:
    tongue = Tongue(reader)
    say = [_line(dispute, reader)]
    if dispute.status in DECIDED:
        say += decision(dispute, tongue)
    held = on_hold(dispute)
    if held:
        say.append(f"{tongue.money(held)} is on hold until it is decided: you need not pay it meanwhile.")
    offers = [row for row in queries.pending_offers(dispute.organisation) if row.dispute_id == dispute.id]
    return [*say, *(offer(row, tongue) for row in offers)]


def decision(dispute: Dispute, tongue: Tongue) -> list[str]:
    """What was decided and why, what was credited, and what is left to pay."""
    say = [dispute.explanation] if dispute.explanation else []
    for remedy in dispute.remedies:
        say += _credit_note(remedy, tongue) if remedy.status is RemedyStatus.POSTED else []
    return [*say, *_left_to_pay(dispute, tongue)]


def posted(remedy: Remedy, tongue: Tongue) -> list[str]:
    """The credit note, and what is left to pay."""
    return [*_credit_note(remedy, tongue), *_left_to_pay(remedy.dispute, tongue)]


def _credit_note(remedy: Remedy, tongue: Tongue) -> list[str]:
    note = remedy.credit_note
    return [f"Credit note {note.number} gives you {tongue.money(note.payable)} with tax."] if note else []


def _left_to_pay(dispute: Dispute, tongue: Tongue) -> list[str]:
    balance = invoice_balance(dispute.invoice)
    if not balance.due:
        return [f"Nothing is left to pay of invoice {dispute.invoice.number}."] if balance.settled else []
    by = f", by {tongue.day(balance.due_on)}" if balance.due_on else ""
    return [f"{tongue.money(balance.due)} of invoice {dispute.invoice.number} is left to pay{by}."]


def offer(remedy: Remedy, tongue: Tongue) -> str:
    until = f" The offer stands until {tongue.day(remedy.expires_at)}." if remedy.expires_at else ""
    what = remedy.kind.label.lower()
    amount = f", {tongue.money(remedy.amount)} before tax" if remedy.amount_minor else ""
    return f"On {remedy.dispute.reference} we offer you: {what}{amount}.{until}"


def on_hold(dispute: Dispute) -> Money | None:
    """What this dispute keeps out of the amount due, with tax."""
    held = db.session.scalar(
        select(Hold.amount_minor).where(Hold.dispute_ref == dispute.reference, Hold.released_at.is_(None))
    )
    return dispute.money(held) if held else None
