"""What a manager needs to decide on a remedy: the remedy, what it rests on, and whether they may."""

from dataclasses import dataclass

from support.accounts.models import Person
from support.billing.rests_on import findings_on
from support.billing.settlement import Finding
from support.disputes import queries
from support.disputes.authority import given_by
from support.disputes.models import Remedy
from support.disputes.permissions import Given, why_not
from support.disputes.states import Action


@dataclass(frozen=True)
class Waiting:
    """`refusal` says why this person cannot decide on it; empty where they can. `findings`: on the disputed lines, or the whole."""

    remedy: Remedy
    refusal: str
    findings: list[Finding]


def waiting_for(person: Person) -> list[Waiting]:
    """The oldest first."""
    remedies = queries.waiting_for_approval(person)
    given = {currency: given_by(person, currency) for currency in {row.dispute.currency for row in remedies}}
    findings = findings_on([row.dispute.invoice for row in remedies])
    return [_waiting(row, person, given[row.dispute.currency], findings[row.dispute.invoice_id]) for row in remedies]


def _waiting(remedy: Remedy, person: Person, given: Given, findings: list[Finding]) -> Waiting:
    disputed = {row.line_id for row in remedy.dispute.lines}
    return Waiting(
        remedy,
        why_not(person, Action.APPROVE, remedy, given=given),
        [row for row in findings if row.line_id is None or row.line_id in disputed],
    )
