"""Letters that the rules ask for while a dispute is open: it takes longer, who else can be turned to, a credit for now."""

from datetime import date

from support.correspondence import checklists, dates
from support.correspondence.rendering import Speech
from support.correspondence.writing import balance_facts, clients_of, step_of, write
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome
from support.kernel.sayings import N_

FOUND = {
    Outcome.UPHELD: N_("We found that you were right, and have put right what we found wrong."),
    Outcome.PARTLY_UPHELD: N_("We found that you were partly right, and have put right what we found wrong."),
    Outcome.NOT_UPHELD: N_("We found that the bill is right."),
    Outcome.SETTLED: N_("We have settled it as we agreed with you."),
}


def dispute_delayed(dispute: Dispute, why: str, until: date) -> None:
    """Why there is no decision yet, the day by which there will be one, and who else can be turned to meanwhile."""
    for person in clients_of(dispute):
        speech = Speech(person)
        facts = balance_facts(dispute, speech)
        write(
            "dispute_delayed", person, event=step_of(dispute), dispute=dispute, why=why, by=speech.day(until), **facts
        )


def dispute_deadlock(dispute: Dispute, words: str) -> None:
    """What we found, that there is no way on between us (or that we are late: no `words`), and who else can be turned to."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_deadlock",
            person,
            event=step_of(dispute),
            dispute=dispute,
            words=words,
            outcome=FOUND.get(dispute.outcome, "") if dispute.outcome else N_("We have not decided it."),
            until=checklists.open_until(dispute, speech),
            by=speech.day(dates.decided_by(dispute)),
            **balance_facts(dispute, speech),
        )


def provisional_credit(dispute: Dispute, minor: int, on: date) -> None:
    """How much, since when, and that it is the client's to use until the decision."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "provisional_credit",
            person,
            event=step_of(dispute),
            dispute=dispute,
            amount=speech.money(dispute.money(minor)),
            on=speech.day(on),
            by=speech.day(dates.decided_by(dispute)),
        )


def provisional_credit_ended(dispute: Dispute, minor: int, on: date, why: str) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "provisional_credit_ended",
            person,
            event=step_of(dispute),
            dispute=dispute,
            amount=speech.money(dispute.money(minor)),
            on=speech.day(on),
            why=why,
            by=speech.day(dates.rejectable_until(dispute)),
        )


def promised_by(dispute: Dispute) -> str:
    """The clock whose end the client was told."""
    return checklists.rules_for(dispute)[0].estimate


def opens_with_a_missed_deadline(dispute: Dispute) -> bool:
    """Whether the policy sends a client whom we keep waiting to somebody else."""
    rules = checklists.rules_for(dispute)
    return any("deadline_missed" in row.when for profile in rules for row in profile.duties.recourse)
