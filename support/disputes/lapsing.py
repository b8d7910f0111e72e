"""Proposals that nobody ever answers: after a while the client hears that we close, and a week later we do.

Only where the client's own policy allows to take silence for an answer. A word from the client, or anything that
somebody of the desk does, and it goes on as before.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.disputes.events import ClosingAnnounced, DisputeLapsed
from support.disputes.for_now import settle_for_now
from support.disputes.locking import locked, locked_remedy
from support.disputes.models import Dispute, HistoryEntry, Remedy
from support.disputes.permissions import require
from support.disputes.posting import end_hold
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import Action, Status, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

NOTICE = timedelta(days=7)
OFFERING = (Action.OFFER.value, Action.APPROVE_OFFER.value)
SILENT = (Action.ADD_NOTE.value, Action.GIVE_NOTICE.value, Action.TAG.value)
"""What somebody may do without breaking the silence: the client hears nothing of it."""


def close_unanswered(limit: int = 100) -> int:
    """Announce the end of disputes whose proposal nobody answered, and end those announced a week ago; returns how many."""
    wanted = (
        select(Remedy)
        .join(Dispute)
        .where(Remedy.status == RemedyStatus.EXPIRED, Dispute.status == Status.INVESTIGATING)
        .where(Remedy.proposed_at <= clock.now() - (_silence() - NOTICE))
    )
    rows = db.session.scalars(wanted.order_by(Remedy.proposed_at, Remedy.id).limit(limit)).all()
    return sum(_go_on_with(remedy) for remedy in rows)


def _silence() -> timedelta:
    return timedelta(days=policies.desk().offer_close_days)


def _go_on_with(remedy: Remedy) -> bool:
    with transaction():
        remedy = locked_remedy(remedy)
        if not unanswered(remedy):
            return False
        if remedy.notice_at is None:
            return _announce(remedy)
        return _lapse(remedy)


def unanswered(remedy: Remedy) -> bool:
    """It ran out, is the latest proposal, its client's rules let it end so, and nobody has said or done anything since."""
    dispute = remedy.dispute
    if remedy.status is not RemedyStatus.EXPIRED or dispute.status is not Status.INVESTIGATING:
        return False
    if dispute.remedies[-1] is not remedy or not _may_lapse(dispute):
        return False
    ended = [entry.seq for entry in dispute.history if entry.action == Action.EXPIRE_OFFER.value]
    return bool(ended) and not any(_breaks_silence(entry) for entry in dispute.history if entry.seq > ended[-1])


def _breaks_silence(entry: HistoryEntry) -> bool:
    return entry.by_id is not None and entry.action not in SILENT


def _may_lapse(dispute: Dispute) -> bool:
    try:
        return policies.profile(dispute.profile, dispute.profile_version).closes_unanswered
    except NotFound:
        return False


def closes_at(remedy: Remedy) -> datetime | None:
    """When a dispute whose latest proposal is `remedy` ends without an answer; None while it does not."""
    if not unanswered(remedy):
        return None
    at = _made_at(remedy) + _silence()
    return max(at, remedy.notice_at + NOTICE) if remedy.notice_at else at


def _made_at(remedy: Remedy) -> datetime:
    """When the client got it: its author may have waited for an approval."""
    made = [
        entry.at
        for entry in remedy.dispute.history
        if entry.action in OFFERING and entry.facts.get("remedy") == remedy.public_id
    ]
    return made[-1] if made else remedy.proposed_at


def _announce(remedy: Remedy) -> bool:
    now = clock.now()
    if now < _made_at(remedy) + _silence() - NOTICE:
        return False
    remedy.notice_at = now
    on: date = max(_made_at(remedy) + _silence(), now + NOTICE).date()
    remedy.dispute.apply(Action.GIVE_NOTICE, by=None, facts={"remedy": remedy.public_id, "on": on})
    record(ClosingAnnounced(remedy.dispute_id, remedy.id, on))
    return True


def _lapse(remedy: Remedy) -> bool:
    at = closes_at(remedy)
    if at is None or at > clock.now():
        return False
    lapse(remedy.dispute)
    return True


def _check_silence(dispute: Dispute) -> None:
    offer = dispute.remedies[-1] if dispute.remedies else None
    until = closes_at(offer) if offer is not None else None
    if offer is None or until is None:
        raise RuleBroken(N_("No offer was left unanswered here: decide it, or make the client an offer."))
    if offer.notice_at is None:
        raise RuleBroken(N_("The client has not been told yet that it would be closed without an answer."))
    if until > clock.now():
        raise RuleBroken(N_("The client was given until %(day)s to answer.", day=until.date().isoformat()))


def lapse(dispute: Dispute, by: Person | None = None) -> Dispute:
    """Close it without a decision: nothing is given, the hold ends with time to pay, and the client may open it again.

    Raises `RuleBroken` unless an offer was left unanswered, the client was told the day, and it has come.
    """
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.LAPSE)
        if by is not None:
            require(by, Action.LAPSE, dispute)
        _check_silence(dispute)
        for row in dispute.lines:
            row.open = False
        now = clock.now()
        dispute.outcome, dispute.decided_at, dispute.closed_at = Outcome.LAPSED, now, now
        dispute.satisfied = None
        settle_for_now(dispute, by)
        dispute.apply(Action.LAPSE, by=by, facts={"outcome": Outcome.LAPSED})
        db.session.flush()
        end_hold(dispute)
        record(DisputeLapsed(dispute.id))
    return dispute
