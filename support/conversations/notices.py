"""What the chat says about a dispute when something has happened to it; amounts and days in the client's locale."""

import json
from datetime import date
from typing import NamedTuple

from support import policies
from support.billing.holding import is_holding
from support.conversations.transcript import offered
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import Outcome
from support.kernel import words
from support.kernel.sayings import N_


class Notice(NamedTuple):
    text: str
    buttons: list[dict[str, str]]


DECIDED = {
    Outcome.UPHELD: N_("we have looked into it, and you were right."),
    Outcome.PARTLY_UPHELD: N_("we have looked into it, and you were partly right."),
    Outcome.NOT_UPHELD: N_("we have looked into it, and found that the bill is right."),
    Outcome.SETTLED: N_("it is settled as agreed."),
    Outcome.WITHDRAWN: N_("it is withdrawn."),
    Outcome.LAPSED: N_("it is closed without a decision."),
}
TIERS = {1: N_("An agent"), 2: N_("A specialist"), 3: N_("A manager")}


def taken(dispute: Dispute) -> Notice:
    who = dispute.owner.first_name if dispute.owner else N_("Somebody")
    department = policies.desk().department(dispute.department)
    where = N_("the billing desk") if department.home else department.label.lower()
    return Notice(
        N_("%(who)s from %(where)s is looking into %(ref)s now.", who=who, where=where, ref=dispute.reference), []
    )


def asked(dispute: Dispute, question: str) -> Notice:
    return Notice(N_("A question about %(ref)s: %(question)s", ref=dispute.reference, question=question), [])


def progress(dispute: Dispute, news: str) -> Notice:
    return Notice(N_("News about %(ref)s: %(news)s", ref=dispute.reference, news=news), [])


def delayed(dispute: Dispute, why: str, until: date) -> Notice:
    day = words.day(until, dispute.organisation.locale)
    return Notice(
        N_(
            "%(ref)s takes longer than we said, until %(day)s. We are sorry. %(why)s",
            ref=dispute.reference,
            day=day,
            why=why,
        ),
        [],
    )


def recourse(dispute: Dispute) -> Notice:
    return Notice(N_("We have written to you who else you can turn to about %(ref)s.", ref=dispute.reference), [])


def offer(dispute: Dispute, remedy: Remedy) -> Notice:
    """With buttons that lead the assistant to this very offer."""
    locale, zone = dispute.organisation.locale, dispute.organisation.timezone
    what = remedy.kind.label.lower()
    if remedy.amount_minor:
        amount = words.money(dispute.money(remedy.amount_minor), locale)
        what = N_("%(what)s of %(amount)s before tax", what=what, amount=amount)
    until = ""
    if remedy.expires_at:
        until = N_(" until %(day)s", day=words.moment(remedy.expires_at, zone, locale).rsplit(",", 1)[0])
    text = N_(
        "We offer you a settlement of %(ref)s: %(what)s. %(words)s You can accept or decline it here%(until)s.",
        ref=dispute.reference,
        what=what,
        words=remedy.words,
        until=until,
    )
    return Notice(
        text,
        [
            offered(N_("Accept the offer"), _payload("accept_resolution", offer=remedy.public_id), primary=True),
            offered(N_("Decline it"), _payload("reject_resolution", offer=remedy.public_id)),
        ],
    )


def offer_ended(dispute: Dispute) -> Notice:
    text = N_(
        "Our offer for %(ref)s has ended. The dispute is still open, and we go on looking into it.",
        ref=dispute.reference,
    )
    return Notice(text, [])


def decision(dispute: Dispute, remedy: Remedy | None) -> Notice:
    """With a way to go on for whoever does not agree; what was settled is agreed already."""
    outcome = DECIDED[dispute.outcome] if dispute.outcome else N_("it is decided.")
    said = [N_("%(ref)s: %(outcome)s", ref=dispute.reference, outcome=outcome)]
    if remedy is not None and remedy.credit_note is not None:
        credited = words.money(remedy.credit_note.payable, dispute.organisation.locale)
        number = remedy.credit_note.number
        said.append(N_("Credit note %(number)s gives you %(amount)s, tax included.", number=number, amount=credited))
    if dispute.corrected:
        said += [dispute.corrected, N_("No charge was wrong, so nothing is credited.")]
    text = _one_after_another([*said, dispute.explanation, N_("A letter with everything is on its way to you.")])
    if dispute.outcome is Outcome.SETTLED:
        return Notice(text, [])
    return Notice(text, [offered(N_("I do not accept this"), _payload("reject_resolution", outcome=dispute.reference))])


def escalated(dispute: Dispute, tier: int) -> Notice:
    return Notice(
        N_(
            "%(who)s looks at %(ref)s now, afresh. You need not repeat anything.",
            who=TIERS[tier],
            ref=dispute.reference,
        ),
        [],
    )


def handed_over(dispute: Dispute) -> Notice:
    with_whom = policies.desk().department(dispute.department).said
    return Notice(
        N_("%(ref)s is now with %(whom)s. You need not repeat anything.", ref=dispute.reference, whom=with_whom), []
    )


def withdrawn(dispute: Dispute) -> Notice:
    return Notice(N_("%(ref)s is withdrawn, and the hold on its amount has ended.", ref=dispute.reference), [])


def merged(dispute: Dispute, into: Dispute) -> Notice:
    return Notice(
        N_("We go on with %(ref)s and %(into)s as one: it is %(into)s.", ref=dispute.reference, into=into.reference), []
    )


def unmerged(dispute: Dispute, left: Dispute) -> Notice:
    return Notice(
        N_("%(ref)s goes on by itself again, apart from %(left)s.", ref=dispute.reference, left=left.reference), []
    )


def split(dispute: Dispute, left: Dispute) -> Notice:
    lines = ", ".join(row.line.line_id for row in dispute.lines)
    return Notice(
        N_(
            "Line %(lines)s of %(left)s goes on by itself as %(ref)s.",
            lines=lines,
            left=left.reference,
            ref=dispute.reference,
        ),
        [],
    )


def counter_refused(dispute: Dispute, why: str) -> Notice:
    text = N_(
        "About what you asked for in %(ref)s: we cannot give you that. %(why)s The dispute is still open.",
        ref=dispute.reference,
        why=why,
    )
    return Notice(text, [])


def lapsed(dispute: Dispute) -> Notice:
    return Notice(
        N_(
            "%(ref)s is closed, because our offer was not answered. You can have it opened again.",
            ref=dispute.reference,
        ),
        [],
    )


def reopened(dispute: Dispute) -> Notice:
    if not is_holding(dispute.reference):
        return Notice(N_("%(ref)s is open again.", ref=dispute.reference), [])
    return Notice(N_("%(ref)s is open again, and its amount is on hold again.", ref=dispute.reference), [])


def closed(dispute: Dispute) -> Notice:
    return Notice(N_("%(ref)s is closed. Thank you.", ref=dispute.reference), [])


def _payload(intent: str, **entities: str) -> str:
    """What a button tells the assistant: the names of intent and entities are those of the bot's domain."""
    return f"/{intent}{json.dumps(entities)}"


def _one_after_another(sentences: list[str]) -> str:
    text = sentences[0]
    for sentence in filter(None, sentences[1:]):
        text = N_("%(before)s %(after)s", before=text, after=sentence)
    return text
