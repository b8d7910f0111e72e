"""What a manager needs to decide on a remedy: the remedy, what it rests on, and whether they may."""

from dataclasses import dataclass

from support import policies
from support.accounts.models import Person
from support.billing.rests_on import findings_on
from support.billing.settlement import Finding
from support.disputes import queries
from support.disputes.approving import approvers
from support.disputes.authority import given_by
from support.disputes.models import Dispute, Remedy
from support.disputes.permissions import over_limit, why_not
from support.disputes.states import Action
from support.policies.desk import Limit


@dataclass(frozen=True)
class Waiting:
    """`refusal` says why this person cannot decide on it; empty where they can, and else `others` who are there can.

    `findings`: on the disputed lines, or the whole. `precedents`: like cases, for like remedies. `passes`: which limit of
    the proposer it passes ("remedy", "dispute", "day"...), of those that they `may_give`.
    """

    remedy: Remedy
    refusal: str
    findings: list[Finding]
    others: list[Person]
    precedents: list[Dispute]
    passes: str
    may_give: Limit | None


def waiting_for(person: Person) -> list[Waiting]:
    """The oldest first."""
    remedies = queries.waiting_for_approval(person)
    given = {currency: given_by(person, currency) for currency in {row.dispute.currency for row in remedies}}
    findings = findings_on([row.dispute.invoice for row in remedies])
    refusals = {row.id: why_not(person, Action.APPROVE, row, given=given[row.dispute.currency]) for row in remedies}
    others = approvers([row for row in remedies if refusals[row.id]])
    like = queries.precedents_of(row.dispute for row in remedies)
    passes = _passes(remedies)
    return [
        Waiting(
            remedy=row,
            refusal=refusals[row.id],
            findings=_about(row.dispute, findings[row.dispute.invoice_id]),
            others=others.get(row.id, []),
            precedents=like[row.dispute_id],
            passes=passes[row.id],
            may_give=policies.desk().limit(row.proposed_by.role.value, row.kind.value, row.dispute.currency),
        )
        for row in remedies
    ]


def _about(dispute: Dispute, findings: list[Finding]) -> list[Finding]:
    disputed = {row.line_id for row in dispute.lines}
    return [row for row in findings if row.line_id is None or row.line_id in disputed]


def _passes(remedies: list[Remedy]) -> dict[int, str]:
    """What waits counts for nobody yet, so that what its proposer has given is read once for all that they proposed."""
    proposers = {(row.proposed_by, row.dispute.currency) for row in remedies}
    given = {(by.id, currency): given_by(by, currency) for by, currency in proposers}
    return {
        row.id: over_limit(row.proposed_by, row, given[row.proposed_by_id, row.dispute.currency]) or ""
        for row in remedies
    }
