"""Step by step for each reason: what to look at before a decision. Pure; what is done is read from the dispute."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.disputes.reasons import CheckKind, Reason
from support.kernel.sayings import N_

Done = Callable[[Any], bool]


def checked(kind: CheckKind) -> Done:
    return lambda dispute: any(check.kind is kind for check in dispute.checks)


def verified(dispute: Any) -> bool:
    return all(row.verified_minor is not None for row in dispute.lines)


def cause_known(dispute: Any) -> bool:
    return dispute.root_cause is not None


def documented(dispute: Any) -> bool:
    return bool(dispute.documents)


def told(dispute: Any) -> bool:
    return any(entry.action in ("share_progress", "ask_client") for entry in dispute.history)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and how the dispute shows that it is done."""

    words: str
    done: Done


@dataclass(frozen=True, slots=True)
class StepState:
    words: str
    done: bool


BILLING, AGREEMENT, DOCUMENTS = (checked(kind) for kind in CheckKind)
LAST = (
    Step(N_("Write down what each line should have cost."), verified),
    Step(N_("Record the root cause, so that it does not happen again."), cause_known),
)

FIRST_STEPS: dict[Reason, tuple[Step, ...]] = {
    Reason.DUPLICATE: (
        Step(N_("Compare the lines: the same record, service and period, or two sites that look alike?"), BILLING),
        Step(N_("See whether the agreement has the service twice."), AGREEMENT),
        Step(N_("Find the delivery note or time sheet behind each line."), DOCUMENTS),
    ),
    Reason.RATE_DISCREPANCY: (
        Step(N_("Work the line out again from quantity and price."), BILLING),
        Step(
            N_("Find the price in force on the day of service, and whether a change was announced in time."), AGREEMENT
        ),
        Step(N_("Attach the clause, the price list or the announcement."), documented),
        Step(N_("Find the written offer, where the client names one."), DOCUMENTS),
    ),
    Reason.QUANTITY: (
        Step(N_("Compare the quantity billed with the records of the period."), BILLING),
        Step(N_("Look for minimum quantities and rounding in the agreement."), AGREEMENT),
        Step(N_("Find the signed time sheets or delivery notes."), DOCUMENTS),
    ),
    Reason.NOT_RENDERED: (
        Step(N_("See which record the line rests on."), BILLING),
        Step(N_("See what was to be delivered, where and when."), AGREEMENT),
        Step(N_("Establish that it was delivered as agreed: without proof it may not be denied."), DOCUMENTS),
    ),
    Reason.MISAPPLIED_PAYMENT: (
        Step(N_("Find the payment, its reference and the invoice it was put to."), BILLING),
        Step(N_("See in which order payments are applied by the agreement."), AGREEMENT),
        Step(N_("Compare with the client's remittance advice."), DOCUMENTS),
    ),
    Reason.MISSING_DISCOUNT: (
        Step(N_("Work out what the line costs with the discount."), BILLING),
        Step(N_("Find the promise: who made it, in which words, from when to when."), AGREEMENT),
        Step(N_("Attach the promise or the mail in which it was made."), documented),
        Step(N_("Look through what sales wrote to the client."), DOCUMENTS),
    ),
    Reason.AFTER_CANCELLATION: (
        Step(N_("Compare the period billed with the day of cancellation."), BILLING),
        Step(N_("Find the notice period, and when notice was given."), AGREEMENT),
        Step(N_("Find the client's notice and our confirmation."), DOCUMENTS),
    ),
    Reason.PRORATION: (
        Step(N_("Work out the days before and after the change, both lines together."), BILLING),
        Step(N_("See how the agreement counts parts of a month."), AGREEMENT),
        Step(N_("Find the order of the change and its day."), DOCUMENTS),
    ),
}
USUAL_STEPS = (
    Step(N_("Work the charge out again, and look at what the audit found."), BILLING),
    Step(N_("Read what was agreed and promised for it."), AGREEMENT),
    Step(N_("Find the papers it rests on."), DOCUMENTS),
)


def playbook(dispute: Any) -> list[StepState]:
    """The steps for its reason, each done or not yet."""
    tell = Step(N_("Tell the client what you found and what comes next."), told)
    steps = (*FIRST_STEPS.get(dispute.reason, USUAL_STEPS), tell, *LAST)
    return [StepState(step.words, step.done(dispute)) for step in steps]
