"""Letters to clients about the course of a dispute: it goes on apart, we say no to what they asked for, it ends unanswered."""

from datetime import date
from typing import Any

from support.correspondence import dates
from support.correspondence.rendering import Speech
from support.correspondence.writing import balance_facts, clients_of, step_of, write
from support.disputes.models import Dispute, Remedy


def dispute_unmerged(dispute: Dispute, left: Dispute) -> None:
    """`dispute` goes on by itself, and no longer in `left`."""
    for person in clients_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("dispute_unmerged", person, event=step_of(dispute), dispute=dispute, left=left.reference, by=by)


def dispute_split(dispute: Dispute, left: Dispute) -> None:
    """`dispute` is new: some lines of `left` go on in it."""
    lines = ", ".join(row.line.line_id for row in dispute.lines)
    for person in clients_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("dispute_split", person, event=step_of(dispute), dispute=dispute, left=left.reference, lines=lines, by=by)


def _offered(remedy: Remedy, speech: Speech) -> dict[str, Any]:
    amount = speech.money(remedy.amount) if remedy.amount_minor else None
    return {"kind": remedy.kind.label.lower(), "amount": amount}


def counter_refused(dispute: Dispute, remedy: Remedy, words: str) -> None:
    """What they asked for, that they do not get it, and why."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "counter_refused",
            person,
            event=step_of(dispute),
            dispute=dispute,
            counter=speech.money(dispute.money(remedy.counter_minor or 0)),
            words=words,
            by=speech.day(dates.decided_by(dispute)),
            **_offered(remedy, speech),
        )


def closing_announced(dispute: Dispute, remedy: Remedy, on: date) -> None:
    """Which offer nobody answered, how to keep the dispute open, and when it ends otherwise."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "closing_announced",
            person,
            event=step_of(dispute),
            dispute=dispute,
            offered_on=speech.day(remedy.proposed_at),
            on_hold=balance_facts(dispute, speech)["on_hold"],
            by=speech.day(on),
            **_offered(remedy, speech),
        )


def dispute_lapsed(dispute: Dispute) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        by = speech.day(dates.rejectable_until(dispute))
        facts = balance_facts(dispute, speech)
        write("dispute_lapsed", person, event=step_of(dispute), dispute=dispute, by=by, **facts)


def remedy_ended(dispute: Dispute, remedy: Remedy, why: str) -> None:
    """A plan or a service that was agreed no longer holds."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "remedy_ended",
            person,
            event=step_of(dispute),
            dispute=dispute,
            kind=remedy.kind.label.lower(),
            why=why,
            by=speech.day(dates.decided_by(dispute)),
        )
