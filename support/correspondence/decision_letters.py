"""Letters that tell a client what was decided: what we found, what it changes, and how to go on."""

from typing import Any

from support.billing.balance import account_balances
from support.billing.explain import explain_lines, explain_mistakes
from support.correspondence import dates
from support.correspondence.rendering import Speech
from support.correspondence.writing import (
    approved_net,
    balance_facts,
    clients_of,
    credit_note_of,
    lines_of,
    step_of,
    write,
)
from support.disputes.for_now import kept_of_it
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import CauseClass, Outcome, RootCause
from support.kernel.sayings import N_

MOST_EXPLAINED = 5
"""Lines whose charge a letter explains; the portal explains them all."""
RESPONSIBILITY = {
    CauseClass.ERROR: N_("This was our mistake, and we take responsibility for it."),
    CauseClass.MISCOMMUNICATION: N_("You were not told what you needed to know, and we take responsibility for that."),
    CauseClass.MISUNDERSTANDING: N_("Our bill was not clear enough, and we take responsibility for that."),
}
WHERE = {
    RootCause.DATA_ENTRY: N_("A figure was entered wrongly when the bill was made."),
    RootCause.SOFTWARE_GLITCH: N_("Our billing program worked the charge out wrongly."),
    RootCause.STAFF_MISINFORMATION: N_("One of us gave you wrong information."),
    RootCause.INTERDEPT_MISCOMMUNICATION: N_("What was agreed with you did not reach the people who make the bills."),
    RootCause.PRICING_COMPLEXITY: N_(
        "Our prices are complicated, and the bill did not show how the charge came about."
    ),
    RootCause.EXPECTATION_MISMATCH: N_("The price you had been told was not the price on the bill."),
    RootCause.CLIENT_MISUNDERSTANDING: N_("The bill did not explain the charge well enough."),
    RootCause.PROCESS_FAILURE: N_("A step was left out when the bill was made."),
}

PREVENTION = N_(
    "We have recorded what caused it. A cause that comes again is looked into, so that it can be removed and not only"
    " its consequences."
)


def dispute_resolved(dispute: Dispute, remedy: Remedy | None) -> None:
    """The letter that fits the outcome."""
    if dispute.outcome is Outcome.SETTLED:
        dispute_settled(dispute, remedy)
    elif dispute.outcome is Outcome.NOT_UPHELD:
        dispute_not_upheld(dispute)
    else:
        dispute_resolved_upheld(dispute, remedy)


def dispute_resolved_upheld(dispute: Dispute, remedy: Remedy | None) -> None:
    """Responsibility, an apology, where the mistake was, the correction and the new balance."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_resolved_upheld",
            person,
            event=step_of(dispute),
            dispute=dispute,
            partly=dispute.outcome is Outcome.PARTLY_UPHELD,
            responsibility=RESPONSIBILITY[dispute.cause_class or CauseClass.ERROR],
            where=WHERE[dispute.root_cause] if dispute.root_cause else "",
            prevention=PREVENTION if dispute.root_cause else "",
            explanation=dispute.explanation,
            charges=_mistakes(dispute, person.locale),
            lines=lines_of(dispute, speech),
            documents=_titles(dispute) if dispute.outcome is Outcome.PARTLY_UPHELD else [],
            credited=speech.money(approved_net(dispute)),
            corrected=dispute.corrected,
            note=credit_note_of(remedy, speech),
            **_after(dispute, speech),
        )


def dispute_settled(dispute: Dispute, remedy: Remedy | None) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_settled",
            person,
            event=step_of(dispute),
            dispute=dispute,
            kind=remedy.kind.label.lower() if remedy else "",
            amount=speech.money(dispute.money(remedy.amount_minor)) if remedy and remedy.amount_minor else None,
            words=remedy.words if remedy else dispute.explanation,
            note=credit_note_of(remedy, speech),
            **_after(dispute, speech),
        )


def dispute_not_upheld(dispute: Dispute) -> None:
    """Reasons for each point, the documents they rest on, what is due and when, and how to go on."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_not_upheld",
            person,
            event=step_of(dispute),
            dispute=dispute,
            reason=dispute.reason.label,
            explanation=dispute.explanation,
            lines=lines_of(dispute, speech),
            charges=_charges(dispute, person.locale),
            findings=[{"what": check.kind.label, "found": check.finding} for check in dispute.checks],
            documents=_titles(dispute),
            **_after(dispute, speech),
        )


def _titles(dispute: Dispute) -> list[str]:
    """The documents that a refusal, also of a part, rests on."""
    return [document.title for document in dispute.documents]


def _mistakes(dispute: Dispute, locale: str) -> list[str]:
    """What the ledger itself says of the mistake, beyond what the explanation has said already."""
    told = explain_mistakes([row.line for row in dispute.lines[:MOST_EXPLAINED]], locale)
    return [sentence for sentence in told if sentence not in dispute.explanation]


def _charges(dispute: Dispute, locale: str) -> list[str]:
    """How the lines in dispute came about, as the ledger says it; nothing of a line that our own check calls wrong."""
    told = explain_lines([row.line for row in dispute.lines[:MOST_EXPLAINED]], locale).values()
    return [sentence for one in told if one.finding is None for sentence in one.say]


def _kept(dispute: Dispute, speech: Speech) -> dict[str, str | None]:
    """What they have had until the decision and keep, so that nobody reads it as coming on top."""
    kept = kept_of_it(dispute)
    return {"kept": speech.money(kept[0]) if kept else None, "kept_since": speech.day(kept[1]) if kept else None}


def _after(dispute: Dispute, speech: Speech) -> dict[str, Any]:
    """What a decision leaves: the balance, the follow-up, and the days for going on."""
    credit = account_balances(dispute.organisation)[dispute.currency].credit
    return {
        **balance_facts(dispute, speech),
        "account_credit": speech.money(credit) if credit else None,
        **_kept(dispute, speech),
        "follow_up_on": speech.day(dates.follow_up_on(dispute)),
        "by": speech.day(dates.rejectable_until(dispute)),
    }
