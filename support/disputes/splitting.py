"""Splitting a dispute: some of its lines go on in a new one, which stands where this one stands and is linked with it."""

from collections.abc import Sequence
from typing import Any

from support.accounts.models import Person
from support.accounts.services import next_number
from support.disputes import ladder
from support.disputes.events import DisputeSplit
from support.disputes.history import FIRST
from support.disputes.locking import locked, place_hold
from support.disputes.models import Dispute, DisputedLine, DisputeDocument, DisputeLink, HistoryEntry, Override
from support.disputes.permissions import require
from support.disputes.reasons import Reason
from support.disputes.rules import needed
from support.disputes.states import OPENED, Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

AS_IT_IS = (
    "organisation_id", "invoice_id", "opened_by_id", "owner_id", "channel", "status", "tier", "department", "statement", "currency",
    "service_impact", "late", "profile", "profile_version", "opened_at", "taken_at", "respond_by", "next_due_at",
)  # fmt: skip
"""What both have in common: no deadline moves by splitting, so it counts as opened when the first one was."""

FACTS = ("name", "outcome", "remedy")
NO_CLOCK_ASKS = frozenset(
    {
        Action.ADD_FILES, Action.ADD_NOTE, Action.ASSIGN, Action.ATTACH_DOCUMENT, Action.LINK, Action.RECORD_CAUSE,
        Action.RECORD_CHECK, Action.SPLIT, Action.TAG, Action.UNLINK, Action.VERIFY_LINE,
    }
)  # fmt: skip
"""Work inside the desk: it stays in the history of the first one."""


def split(
    dispute: Dispute,
    lines: Sequence[int],
    *,
    why: str,
    by: Person,
    reason: Reason | None = None,
    version: int | None = None,
) -> Dispute:
    """`lines` (of `InvoiceLine.id`) leave for a new dispute, with what was verified on them; returns the new one.

    It has the same owner, tier, rules and clocks, and the papers of this one; checks and decision are its own. Raises
    `BadInput` unless at least one line goes and one stays, and `RuleBroken` for a line that has been credited here.
    """
    said, wanted = needed(why, "why", N_("The reason")), set(lines)
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.SPLIT)
        require(by, Action.SPLIT, dispute)
        going = [row for row in dispute.lines if row.line_id in wanted]
        _check(dispute, going, wanted)
        new = _beside(dispute, reason or dispute.reason)
        numbers = [row.line.line_id for row in going]
        dispute.apply(Action.SPLIT, by=by, facts={"other": new.reference, "lines": numbers, "why": said})
        _move(going, dispute, new)
        _begin(new, dispute, said, by)
        record(DisputeSplit(new.id, dispute.id))
    return new


def _check(dispute: Dispute, going: list[DisputedLine], wanted: set[int]) -> None:
    if not going or {row.line_id for row in going} != wanted:
        raise BadInput(N_("Choose lines of %(reference)s: at least one.", reference=dispute.reference), field="lines")
    if len(going) == len(dispute.lines):
        raise BadInput(
            N_("At least one line stays. To go on elsewhere with all of them, merge or hand over."), field="lines"
        )
    credited = [row.line.line_id for row in going if row.approved_minor]
    if credited:
        raise RuleBroken(
            N_(
                "Line %(all)s has been credited in %(reference)s, and stays in it.",
                all=", ".join(credited),
                reference=dispute.reference,
            )
        )


def _beside(dispute: Dispute, reason: Reason) -> Dispute:
    columns: dict[str, Any] = {name: getattr(dispute, name) for name in AS_IT_IS}
    return Dispute(
        reference=f"DSP-{next_number('disputes'):05}", reason=reason, history_length=0, history_head=FIRST, **columns
    )


def _move(going: list[DisputedLine], dispute: Dispute, new: Dispute) -> None:
    rows = [
        {f"{name}_minor": getattr(row, f"{name}_minor") for name in ("billed", "claimed", "verified")}
        | {"line_id": row.line_id, "line": row.line}
        for row in going
    ]
    for row in going:
        dispute.lines.remove(row)
    db.session.flush()  # a line is open in one dispute at most: it leaves this one before it comes into the other
    new.lines = [DisputedLine(open=True, **columns) for columns in rows]
    new.documents = [
        DisputeDocument(**{name: getattr(paper, name) for name in ("kind", "ref", "title", "added_by_id", "added_at")})
        for paper in dispute.documents
    ]
    new.overrides = [
        Override(**{name: getattr(row, name) for name in ("rule", "why", "by_id", "at")}) for row in dispute.overrides
    ]


def _begin(new: Dispute, dispute: Dispute, why: str, by: Person) -> None:
    facts = {
        "from": dispute.reference,
        "why": why,
        "reason": new.reason,
        "statement": new.statement,
        "invoice": dispute.invoice.number,
        "lines": [row.line.line_id for row in new.lines],
        "disputed": new.disputed.decimal,
        "channel": new.channel,
        "owner": ladder.owner_name(dispute),
        "carried": _carried(dispute.history),
    }
    new.begin(by=by, facts=facts)
    db.session.add(new)
    db.session.flush()
    db.session.add(DisputeLink(first_id=dispute.id, second_id=new.id, by_id=by.id, at=clock.now()))
    place_hold(dispute)
    place_hold(new)


def _carried(history: Sequence[HistoryEntry]) -> list[dict[str, Any]]:
    """What happened before, for the clocks: {action, at, and of its facts those that clocks ask about}."""
    steps: list[dict[str, Any]] = []
    for entry in history:
        if entry.action == OPENED:
            steps += entry.facts.get("carried", [])
        elif entry.action not in NO_CLOCK_ASKS:
            asked: dict[str, Any] = {name: entry.facts[name] for name in FACTS if name in entry.facts}
            steps.append(asked | {"action": entry.action, "at": entry.at.isoformat()})
    return steps
