"""After a decision, and beside it: going up the ladder, going back on it, following up, ending."""

from sqlalchemy import select

from support.accounts.models import Person
from support.disputes import ladder
from support.disputes.events import (
    DisputeClosed,
    DisputeEscalated,
    DisputeReopened,
    DisputeWithdrawn,
    FollowUpStarted,
    OutcomeRejected,
)
from support.disputes.for_now import settle_for_now
from support.disputes.locking import locked, place_hold
from support.disputes.models import Dispute, DisputedLine
from support.disputes.opening import is_late, profile_for
from support.disputes.overriding import set_aside
from support.disputes.permissions import Facts, decided_lately, require
from support.disputes.posting import end_hold
from support.disputes.reasons import Outcome, OverrideKind, RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import OPEN, Action, Status, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def reject_outcome(dispute: Dispute, *, words: str, by: Person, key: str | None = None) -> Dispute:
    """The client does not accept the decision: somebody with more authority looks at it again.

    The same `key` again changes nothing. Raises `NotAllowed` outside the window and for what the client accepted.
    """
    said = needed(words, "statement", N_("What you do not agree with"))
    with transaction():
        dispute = locked(dispute)
        if key and _last_key(dispute, Action.REJECT_OUTCOME) == key:
            return dispute
        after(dispute.status, Action.REJECT_OUTCOME)
        require(by, Action.REJECT_OUTCOME, dispute)
        climbed = go_back(dispute, Action.REJECT_OUTCOME, by, {"words": said, "key": key}, trigger="rejection")
        record(OutcomeRejected(dispute.id, said))
        if climbed or dispute.tier == ladder.TOP:
            _say_where(dispute, N_("The client does not accept the decision."))
    return dispute


def _last_key(dispute: Dispute, action: Action) -> str | None:
    entries = [entry for entry in dispute.history if entry.action == action.value]
    return entries[-1].facts.get("key") if entries and dispute.status in OPEN else None


def reopen(dispute: Dispute, *, why: str, by: Person | None, up: bool | None = None) -> Dispute:
    """Take an ended dispute up again, with its hold. From the client or the system (`by` None) after a decision it
    goes up a tier, from staff it stays, unless `up` says otherwise. A withdrawn one is asserted again. After the time
    for it only a manager may, which is recorded as an override.
    """
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.REOPEN)
        if by is not None:
            require(by, Action.REOPEN, dispute)
        if by is not None and not decided_lately(Facts(by, dispute)):
            set_aside(dispute, OverrideKind.REOPEN_WINDOW, reason, by)
        withdrawn = dispute.status is Status.WITHDRAWN
        if up is None:
            up = not withdrawn and (by is None or not by.role.is_staff)
        if withdrawn:
            dispute.late = dispute.late or is_late(profile_for(dispute.invoice), dispute.invoice)
        climbed = go_back(dispute, Action.REOPEN, by, {"why": reason}, trigger=_dissatisfied(by) if up else None)
        record(DisputeReopened(dispute.id, reason))
        if climbed:
            _say_where(dispute, reason)
    return dispute


def _say_where(dispute: Dispute, why: str) -> None:
    record(DisputeEscalated(dispute.id, dispute.tier, why))


def _dissatisfied(by: Person | None) -> str:
    """What lifts a decision that is reopened: the client, or (by the system) a low score."""
    return "rejection" if by is not None else "low_score"


def go_back(
    dispute: Dispute, action: Action, by: Person | None, facts: dict[str, object], *, trigger: str | None
) -> bool:
    """Undecided again, and lifted as the ladder says for `trigger`. Raises `RuleBroken` when one of its lines is in another open dispute by now."""
    elsewhere = open_elsewhere(dispute)
    if elsewhere is not None:
        raise RuleBroken(N_("The same charge is in %(elsewhere)s, which is open: go on there.", elsewhere=elsewhere))
    lifted = trigger is not None and ladder.lift(dispute, ladder.target(dispute, trigger))
    if not lifted:
        ladder.see_that_it_has_an_owner(dispute)
    owner = ladder.owner_name(dispute)  # asked before the outcome goes: a decided dispute without one cannot be stored
    dispute.outcome, dispute.decided_at, dispute.closed_at, dispute.satisfied = None, None, None, None
    for row in dispute.lines:
        row.open = True
    dispute.apply(action, by=by, facts={**facts, "owner": owner})
    db.session.flush()
    place_hold(dispute)
    return lifted


def open_elsewhere(dispute: Dispute) -> str | None:
    """The other open dispute that has one of its lines by now; as long as there is one, this one stays ended."""
    wanted = (
        select(Dispute.reference)
        .join(DisputedLine)
        .where(DisputedLine.line_id.in_([row.line_id for row in dispute.lines]))
        .where(DisputedLine.open, Dispute.id != dispute.id)
    )
    return db.session.scalars(wanted).first()


def escalate(
    dispute: Dispute,
    *,
    why: str,
    by: Person | None = None,
    to_tier: int = 0,
    trigger: str | None = None,
    version: int | None = None,
) -> Dispute:
    """Hand it to people with more authority: to `to_tier`, or one tier higher.

    The system (`by` None) escalates once for each `trigger` (the reason where none is named), and never down.
    A person is refused with `RuleBroken` when it is with a manager already.
    """
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.ESCALATE)
        if by is not None:
            trigger = trigger or _asked_by(by, dispute)
        elif _escalated_for(dispute, trigger or reason):
            return dispute
        to_tier = to_tier or max(dispute.tier + 1, ladder.target(dispute, trigger or reason))
        ladder.escalate_to(dispute, to_tier, why=reason, trigger=trigger or reason, by=by)
    return dispute


def _asked_by(by: Person, dispute: Dispute) -> str:
    """The trigger that a person is. Raises where they may not, or there is nobody to hand it to."""
    require(by, Action.ESCALATE, dispute)
    if dispute.tier >= ladder.TOP:
        raise RuleBroken(N_("A manager has it already: there is nobody above."))
    return "agent_asks" if by.role.is_staff else "client_asks"


def _escalated_for(dispute: Dispute, trigger: str) -> bool:
    rows = (entry for entry in dispute.history if entry.action == Action.ESCALATE.value)
    return any(entry.facts.get("trigger") == trigger for entry in rows)


def hand_down(dispute: Dispute, *, why: str, by: Person, version: int | None = None) -> Dispute:
    """It needs no more authority than the tier below has: somebody there takes it on."""
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.HAND_DOWN)
        require(by, Action.HAND_DOWN, dispute)
        dispute.tier -= 1
        ladder.give_to(dispute, ladder.next_owner(dispute))
        facts = {"why": reason, "to_tier": dispute.tier, "owner": ladder.owner_name(dispute)}
        dispute.apply(Action.HAND_DOWN, by=by, facts=facts, for_client=False)
    return dispute


def flag_service_impact(dispute: Dispute, *, why: str, by: Person) -> Dispute:
    """The client's service is stopped or delayed by it: it goes up the ladder. Said twice, it is said once."""
    reason = needed(why, "why", N_("What suffers"))
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.FLAG_IMPACT)
        require(by, Action.FLAG_IMPACT, dispute)
        if dispute.service_impact:
            return dispute
        dispute.service_impact = True
        dispute.apply(Action.FLAG_IMPACT, by=by, facts={"why": reason}, for_client=False)
        ladder.climb(dispute, "service_impact", by=by)
    return dispute


def withdraw(dispute: Dispute, *, why: str = "", by: Person) -> Dispute:
    """The client takes it back: nothing is given, the hold ends with time to pay."""
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.WITHDRAW)
        require(by, Action.WITHDRAW, dispute)
        for remedy in dispute.remedies:
            if remedy.status in (RemedyStatus.OFFERED, RemedyStatus.AWAITING_APPROVAL):
                remedy.status, remedy.decided_at = RemedyStatus.DECLINED, clock.now()
        for row in dispute.lines:
            row.open = False
        dispute.outcome, dispute.closed_at = Outcome.WITHDRAWN, clock.now()
        settle_for_now(dispute, by)
        dispute.apply(Action.WITHDRAW, by=by, facts={"why": readable(why, "why")})
        end_hold(dispute)
        record(DisputeWithdrawn(dispute.id))
    return dispute


def start_follow_up(dispute: Dispute, by: Person | None = None) -> Dispute:
    """Thanks and the question whether it is right now have gone out; a second time changes nothing."""
    with transaction():
        dispute = locked(dispute)
        if dispute.status is Status.FOLLOW_UP:
            return dispute
        after(dispute.status, Action.START_FOLLOW_UP)
        if by is not None:
            require(by, Action.START_FOLLOW_UP, dispute)
        dispute.apply(Action.START_FOLLOW_UP, by=by)
        record(FollowUpStarted(dispute.id))
    return dispute


def close(dispute: Dispute, *, satisfied: bool | None, by: Person | None = None) -> Dispute:
    """The end. `satisfied` is what the client said, None when they said nothing."""
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.CLOSE)
        if by is not None:
            require(by, Action.CLOSE, dispute)
        dispute.satisfied, dispute.closed_at = satisfied, clock.now()
        dispute.apply(Action.CLOSE, by=by, facts={"satisfied": satisfied})
        record(DisputeClosed(dispute.id))
    return dispute
