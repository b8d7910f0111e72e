"""A dispute's history as its clocks see it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from support import policies
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.reasons import Outcome
from support.disputes.states import OPENED, Action
from support.kernel.errors import NotFound
from support.policies.engine import Due, Happening, due_moments
from support.policies.profiles import Profile

DECISION = ("determined", "resolved", "final_response_sent")
HAPPENINGS: dict[Action, tuple[str, ...]] = {
    Action.ACKNOWLEDGE: ("acknowledged",),
    Action.TAKE: ("taken",),
    Action.ASK_CLIENT: ("asked_client",),
    Action.CLIENT_ANSWERED: ("client_answered",),
    Action.RESUME: ("client_answered",),
    Action.SHARE_PROGRESS: ("progress_shared",),
    Action.TELL_STANDING: ("standing_told",),
    Action.REQUEST_APPROVAL: ("approval_requested",),
    Action.OFFER: ("offered",),
    Action.APPROVE_OFFER: ("offered",),
    Action.ACCEPT: ("offer_accepted", *DECISION),
    Action.DECLINE_OFFER: ("offer_declined",),
    Action.COUNTER_OFFER: ("offer_declined",),
    Action.EXPIRE_OFFER: ("offer_expired",),
    Action.RESOLVE: DECISION,
    Action.APPROVE: DECISION,
    Action.REJECT_OUTCOME: ("outcome_rejected",),
    Action.VOID_CREDIT: ("reopened",),
    Action.UNMERGE: ("reopened",),
    Action.REOPEN: ("reopened",),
    Action.WITHDRAW: ("withdrawn",),
    Action.MERGE: ("withdrawn",),  # its clocks go on in the other dispute, which is the older one
    Action.START_FOLLOW_UP: ("follow_up_started",),
    Action.CLOSE: ("closed",),
    Action.LAPSE: ("closed",),
    Action.ESCALATE: ("escalated",),
    Action.TELL_DELAY: ("holding_response_sent", "delay_notice_sent", "in_progress_sent", "progress_shared"),
    Action.TELL_RECOURSE: ("adr_letter_sent", "recourse_informed"),
    Action.CREDIT_FOR_NOW: ("provisional_credit_posted", "provisional_credit_notified"),
    Action.END_CREDIT_FOR_NOW: ("provisional_credit_reversed",),
}
"""What each step of the lifecycle is called by policies. The letter of a decision goes out with the decision."""


def happenings(history: Iterable[HistoryEntry]) -> list[Happening]:
    """What has happened, in order."""
    steps = [step for entry in history for step in _steps(entry)]
    undone = {place - 1 for place, (action, _, _) in enumerate(steps) if action is Action.PUT_BACK}
    return [
        Happening(name, at)
        for place, (action, at, facts) in enumerate(steps)
        if place not in undone
        for name in _names(action, facts)
    ]


def _steps(entry: HistoryEntry) -> list[tuple[Action, datetime, dict[str, Any]]]:
    """(action, moment, facts); a dispute that was split off brings along what had happened before."""
    if entry.action != OPENED:
        return [(Action(entry.action), entry.at, entry.facts)]
    carried = entry.facts.get("carried", [])
    return [(Action(step["action"]), datetime.fromisoformat(step["at"]), step) for step in carried]


def _names(action: Action, facts: dict[str, Any]) -> tuple[str, ...]:
    if action is Action.RECORD_FACT:
        return (str(facts["name"]),)
    names = HAPPENINGS.get(action, ())
    if facts.get("deadlock"):
        return ("deadlock", *names)
    outcome = facts.get("outcome")
    if outcome in (Outcome.UPHELD, Outcome.PARTLY_UPHELD):
        names = (*names, "determined_error")
    elif outcome == Outcome.NOT_UPHELD:
        names = (*names, "determined_no_error")
    return (*names, "remedy_posted") if outcome is not None and "remedy" in facts else names


@dataclass(frozen=True, slots=True)
class OwnedDue:
    """A clock and the profile that it comes from."""

    profile: Profile
    due: Due


def clocks_from_history(dispute: Dispute) -> list[OwnedDue]:
    """All clocks of a dispute, from its pinned profile, the desk's own, and its history. Nothing is stored."""
    events = happenings(dispute.history)
    found = []
    for profile in profiles_of(dispute):
        dues = due_moments(profile, dispute.opened_at, events)
        regulated = [replace(due, regulatory=due.regulatory and profile.id == dispute.profile) for due in dues]
        found += [OwnedDue(profile, due) for due in regulated]
    return found


def profiles_of(dispute: Dispute) -> list[Profile]:
    """The pinned profile where its rules hold for this dispute, and the desk's own promises, which always hold."""
    own = policies.profile(dispute.profile, dispute.profile_version)
    internal = _internal(dispute)
    if own.id == internal.id:
        return [own]
    regulated = dispute.in_time and dispute.channel.value in own.channels
    return [own, internal] if regulated else [internal]


def _internal(dispute: Dispute) -> Profile:
    name = policies.desk().internal_profile
    if dispute.profile == name:
        return policies.profile(name, dispute.profile_version)
    try:
        return policies.profile(name, on=dispute.opened_at.date())
    except NotFound:
        return policies.profile(name)
