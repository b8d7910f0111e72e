"""Where a dispute stands, in words for its client: what has been done, what is being done, and what comes next."""

from support.disputes.events import StandingTold
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind
from support.disputes.states import OPEN, Action, Status, after
from support.kernel.sayings import N_, joined
from support.kernel.transaction import record, transaction


def tell_standing(dispute: Dispute) -> Dispute | None:
    """Write to the client although there is no news, as was promised; None where it is the client's turn, or over."""
    with transaction():
        dispute = locked(dispute)
        if dispute.status not in OPEN or dispute.status in (Status.AWAITING_CLIENT, Status.OFFERED):
            return None
        after(dispute.status, Action.TELL_STANDING)
        words = words_of(dispute)
        dispute.apply(Action.TELL_STANDING, by=None, facts={"words": words})
        record(StandingTold(dispute.id, words))
    return dispute


def words_of(dispute: Dispute) -> str:
    """Nothing but what has happened: no promise, and nobody is said to be at it who is not."""
    if dispute.status is Status.AWAITING_APPROVAL:
        return N_(
            "We have looked into it and proposed a decision. It waits for a manager, who reads it before it goes out."
        )
    if dispute.owner is None:
        return N_(
            "It waits for one of us to take it up. Nobody has begun to look into it yet, and we are sorry for that."
        )
    who = dispute.owner.first_name
    if dispute.status is not Status.INVESTIGATING:
        return N_("%(who)s has it and has not begun to look into it yet. We are sorry for that.", who=who)
    return joined(" ", [N_("%(who)s is looking into it.", who=who), *_checks(dispute)])


def _checks(dispute: Dispute) -> list[str]:
    done = {check.kind for check in dispute.checks}
    left = [kind.label.lower() for kind in CheckKind if kind not in done]
    if not left:
        return [N_("Everything that we look at has been looked at, and the decision is being prepared.")]
    looked = [kind.label.lower() for kind in CheckKind if kind in done]
    before = [N_("We have looked at the %(checks)s.", checks=_and(looked))] if looked else []
    return [*before, N_("Still to be looked at: the %(checks)s.", checks=_and(left))]


def _and(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return N_("%(first)s and %(last)s", first=joined(", ", words[:-1]), last=words[-1])
