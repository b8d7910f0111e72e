"""What the chat says about a dispute when something has happened to it; amounts and days in the client's locale."""

import json
from datetime import date
from typing import NamedTuple

from support import policies
from support.conversations.transcript import offered
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import Outcome
from support.kernel import words


class Notice(NamedTuple):
    text: str
    buttons: list[dict[str, str]]


DECIDED = {
    Outcome.UPHELD: "we have looked into it, and you were right.",
    Outcome.PARTLY_UPHELD: "we have looked into it, and you were partly right.",
    Outcome.NOT_UPHELD: "we have looked into it, and found that the bill is right.",
    Outcome.SETTLED: "it is settled as agreed.",
    Outcome.WITHDRAWN: "it is withdrawn.",
    Outcome.LAPSED: "it is closed without a decision.",
}
TIERS = {1: "An agent", 2: "A specialist", 3: "A manager"}


def taken(dispute: Dispute) -> Notice:
    who = dispute.owner.first_name if dispute.owner else "Somebody"
    department = policies.desk().department(dispute.department)
    where = "the billing desk" if department.home else department.label.lower()
    return Notice(f"{who} from {where} is looking into {dispute.reference} now.", [])


def asked(dispute: Dispute, question: str) -> Notice:
    return Notice(f"A question about {dispute.reference}: {question}", [])


def progress(dispute: Dispute, news: str) -> Notice:
    return Notice(f"News about {dispute.reference}: {news}", [])


def delayed(dispute: Dispute, why: str, until: date) -> Notice:
    day = words.day(until, dispute.organisation.locale)
    return Notice(f"{dispute.reference} takes longer than we said, until {day}. We are sorry. {why}", [])


def recourse(dispute: Dispute) -> Notice:
    return Notice(f"We have written to you who else you can turn to about {dispute.reference}.", [])


def offer(dispute: Dispute, remedy: Remedy) -> Notice:
    """With buttons that lead the assistant to this very offer."""
    locale, zone = dispute.organisation.locale, dispute.organisation.timezone
    what = remedy.kind.label.lower()
    if remedy.amount_minor:
        what += f" of {words.money(dispute.money(remedy.amount_minor), locale)} before tax"
    until = ""
    if remedy.expires_at:
        until = f" until {words.moment(remedy.expires_at, zone, locale).rsplit(',', 1)[0]}"
    text = f"We offer you a settlement of {dispute.reference}: {what}. {remedy.words} You can accept or decline it here{until}."
    return Notice(
        text,
        [
            offered("Accept the offer", _payload("accept_resolution", offer=remedy.public_id), primary=True),
            offered("Decline it", _payload("reject_resolution", offer=remedy.public_id)),
        ],
    )


def offer_ended(dispute: Dispute) -> Notice:
    text = f"Our offer for {dispute.reference} has ended. The dispute is still open, and we go on looking into it."
    return Notice(text, [])


def decision(dispute: Dispute, remedy: Remedy | None) -> Notice:
    """With a way to go on for whoever does not agree; what was settled is agreed already."""
    text = f"{dispute.reference}: {DECIDED[dispute.outcome] if dispute.outcome else 'it is decided.'}"
    if remedy is not None and remedy.credit_note is not None:
        credited = words.money(remedy.credit_note.payable, dispute.organisation.locale)
        text += f" Credit note {remedy.credit_note.number} gives you {credited}, tax included."
    if dispute.corrected:
        text += f" {dispute.corrected} No charge was wrong, so nothing is credited."
    text = f"{text} {dispute.explanation}".strip() + " A letter with everything is on its way to you."
    if dispute.outcome is Outcome.SETTLED:
        return Notice(text, [])
    return Notice(text, [offered("I do not accept this", _payload("reject_resolution", outcome=dispute.reference))])


def escalated(dispute: Dispute, tier: int) -> Notice:
    return Notice(f"{TIERS[tier]} looks at {dispute.reference} now, afresh. You need not repeat anything.", [])


def handed_over(dispute: Dispute) -> Notice:
    with_whom = policies.desk().department(dispute.department).said
    return Notice(f"{dispute.reference} is now with {with_whom}. You need not repeat anything.", [])


def withdrawn(dispute: Dispute) -> Notice:
    return Notice(f"{dispute.reference} is withdrawn, and the hold on its amount has ended.", [])


def merged(dispute: Dispute, into: Dispute) -> Notice:
    return Notice(f"We go on with {dispute.reference} and {into.reference} as one: it is {into.reference}.", [])


def unmerged(dispute: Dispute, left: Dispute) -> Notice:
    return Notice(f"{dispute.reference} goes on by itself again, apart from {left.reference}.", [])


def split(dispute: Dispute, left: Dispute) -> Notice:
    lines = ", ".join(row.line.line_id for row in dispute.lines)
    return Notice(f"Line {lines} of {left.reference} goes on by itself as {dispute.reference}.", [])


def counter_refused(dispute: Dispute, why: str) -> Notice:
    text = f"About what you asked for in {dispute.reference}: we cannot give you that. {why} The dispute is still open."
    return Notice(text, [])


def lapsed(dispute: Dispute) -> Notice:
    return Notice(
        f"{dispute.reference} is closed, because our offer was not answered. You can have it opened again.", []
    )


def reopened(dispute: Dispute) -> Notice:
    return Notice(f"{dispute.reference} is open again, and its amount is on hold again.", [])


def closed(dispute: Dispute) -> Notice:
    return Notice(f"{dispute.reference} is closed. Thank you.", [])


def _payload(intent: str, **entities: str) -> str:
    """What a button tells the assistant: the names of intent and entities are those of the bot's domain."""
    return f"/{intent}{json.dumps(entities)}"
