"""Words that the rules ask for while a dispute is open: it takes longer, it is credited for now, who else can be turned to."""

from datetime import date

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.billing.credit import gross_of
from support.disputes.events import CreditedForNow, CreditForNowEnded, DelayTold, RecourseTold
from support.disputes.locking import locked
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def tell_delay(dispute: Dispute, *, why: str, until: date, by: Person) -> Dispute:
    """A holding letter: why there is no decision yet, and the day by which there will be one."""
    reason = needed(why, "why", "The reason")
    if until <= clock.today():
        raise BadInput(N_("Give a day after today: it is a promise."), field="until")
    with transaction():
        dispute = _possible(dispute, Action.TELL_DELAY, by)
        dispute.apply(Action.TELL_DELAY, by=by, facts={"why": reason, "until": until})
        record(DelayTold(dispute.id, reason, until))
    return dispute


def tell_recourse(dispute: Dispute, *, words: str = "", by: Person | None) -> Dispute:
    """With `words`, our last ones: there is no way on between us. Without them, because we are late (`by` None)."""
    said = needed(words, "words", "Our last word") if by is not None else ""
    with transaction():
        dispute = _possible(dispute, Action.TELL_RECOURSE, by)
        dispute.apply(Action.TELL_RECOURSE, by=by, facts={"words": said, "deadlock": bool(said)})
        record(RecourseTold(dispute.id, said))
    return dispute


def credit_for_now(dispute: Dispute, *, amount: Money, on: date, by: Person) -> Dispute:
    """Some of what is in dispute, tax included, was put at the client's disposal on `on`, by the policy's rules for that.

    Raises `RuleBroken` where the policy knows no such credit or one stands, `BadInput` for more than is in dispute.
    """
    with transaction():
        dispute = _possible(dispute, Action.CREDIT_FOR_NOW, by)
        if not _allows_it(dispute):
            raise RuleBroken(N_("The policy of this dispute knows no credit for the time being."))
        if credited_for_now(dispute) is not None:
            raise RuleBroken(N_("It is credited for the time being already."))
        _check_amount(dispute, amount)
        _check_day(on)
        dispute.apply(Action.CREDIT_FOR_NOW, by=by, facts={"minor": amount.minor, "on": on})
        record(CreditedForNow(dispute.id, amount.minor, on))
    return dispute


def end_credit_for_now(dispute: Dispute, *, on: date, why: str, by: Person) -> Dispute:
    """What was credited for the time being is debited again on `on`."""
    reason = needed(why, "why", "The reason")
    with transaction():
        dispute = _possible(dispute, Action.END_CREDIT_FOR_NOW, by)
        standing = credited_for_now(dispute)
        if standing is None:
            raise RuleBroken(N_("Nothing is credited for the time being."))
        dispute.apply(Action.END_CREDIT_FOR_NOW, by=by, facts={"minor": standing.minor, "on": on, "why": reason})
        record(CreditForNowEnded(dispute.id, standing.minor, on, reason))
    return dispute


def _possible(dispute: Dispute, action: Action, by: Person | None) -> Dispute:
    row = locked(dispute)
    after(row.status, action)
    if by is not None:
        require(by, action, row)
    return row


def _allows_it(dispute: Dispute) -> bool:
    return policies.profile(dispute.profile, dispute.profile_version).duties.interim.provisional_credit


def _check_amount(dispute: Dispute, amount: Money) -> None:
    most = gross_of([(row.line, dispute.money(row.disputed_minor)) for row in dispute.lines])
    if amount.currency != dispute.currency or not 0 < amount.minor <= most.minor:
        raise BadInput(
            N_("It lies above nothing and up to the %(most)s in dispute, tax included.", most=most), field="amount"
        )


def _check_day(on: date) -> None:
    if on > clock.today():
        raise BadInput(N_("Say it once the credit has been made: that day lies ahead."), field="on")


def credited_for_now(dispute: Dispute, *, ever: bool = False) -> Money | None:
    """What stands, tax included, or with `ever` stood last; None when nothing does."""
    if not _allows_it(dispute):
        return None
    wanted = (Action.CREDIT_FOR_NOW.value, Action.END_CREDIT_FOR_NOW.value)
    found = select(HistoryEntry).where(HistoryEntry.dispute_id == dispute.id, HistoryEntry.action.in_(wanted))
    db.session.flush()
    last = db.session.scalars(found.order_by(HistoryEntry.seq.desc()).limit(1)).first()
    if last is None or (not ever and last.action != Action.CREDIT_FOR_NOW.value):
        return None
    return dispute.money(int(last.facts["minor"]))
