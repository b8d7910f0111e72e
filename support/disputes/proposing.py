"""A whole decision at once, as the dossier proposes it: the person confirms it, or changes what they see otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support.accounts.models import Person
from support.disputes.deciding import resolve_not_upheld, resolve_with_correction
from support.disputes.investigating import attach_document, record_cause, record_check
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind, RemedyKind, RootCause
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


@dataclass(frozen=True, slots=True)
class ProposedCheck:
    finding: str
    evidence: str
    passed: bool


@dataclass(frozen=True, slots=True)
class ProposedPaper:
    kind: str
    ref: str
    title: str


@dataclass(frozen=True)
class Proposed:
    """`amounts`: net credits by `InvoiceLine.id`; with none of them above nothing the bill is right, and `papers` go with it."""

    checks: Mapping[CheckKind, ProposedCheck]
    root_cause: RootCause
    amounts: Mapping[int, Money]
    explanation: str
    papers: Sequence[ProposedPaper]

    @property
    def upheld(self) -> bool:
        return any(self.amounts.values())


def decide_as_proposed(dispute: Dispute, proposed: Proposed, *, by: Person, version: int | None = None) -> Dispute:
    """Checks, cause and decision in one transaction; what was recorded before stays as it was recorded.

    Raises what each of the verbs raises: nobody decides here what they could not decide step by step.
    """
    with transaction():
        row = locked(dispute, version)
        done = {check.kind for check in row.checks}
        for kind, check in proposed.checks.items():
            if kind not in done:
                _record(row, kind, check, by)
        if row.root_cause is not proposed.root_cause:
            record_cause(row, root_cause=proposed.root_cause, by=by)
        if proposed.upheld:
            _credit(row, proposed, by)
        else:
            _explain(row, proposed, by)
    return row


def _record(dispute: Dispute, kind: CheckKind, check: ProposedCheck, by: Person) -> None:
    if not check.finding.strip() or not check.evidence.strip():
        raise BadInput(
            N_("Say what you found in the check of the %(label)s.", label=kind.label.lower()),
            field=f"{kind.value}_finding",
        )
    record_check(dispute, kind=kind, finding=check.finding, evidence=check.evidence, passed=check.passed, by=by)


def _credit(dispute: Dispute, proposed: Proposed, by: Person) -> None:
    amounts = {line: amount for line, amount in proposed.amounts.items() if amount}
    words = proposed.explanation
    resolve_with_correction(dispute, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=by)


def _explain(dispute: Dispute, proposed: Proposed, by: Person) -> None:
    known = {(paper.kind, paper.ref) for paper in dispute.documents}
    for paper in proposed.papers:
        if (paper.kind, paper.ref) not in known:
            attach_document(dispute, kind=paper.kind, ref=paper.ref, title=paper.title, by=by)
    resolve_not_upheld(dispute, explanation=proposed.explanation, by=by)
