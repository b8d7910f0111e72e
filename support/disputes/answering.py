"""What becomes of an offer that is not simply accepted: something else is asked for, or nothing is said."""

from datetime import datetime, timedelta

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.billing.credit import creditable_of
from support.disputes.events import CounterRefused, OfferCountered, OfferReminded
from support.disputes.locking import locked_remedy
from support.disputes.models import Remedy
from support.disputes.offering import end_offer, offer_settlement, still_offered, stored
from support.disputes.permissions import require
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.rules import for_client, needed
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

WITH_AN_AMOUNT = (RemedyKind.GOODWILL, RemedyKind.DISCOUNT, RemedyKind.ADDITIONAL_SERVICE)
"""Settlements that can be had for more; instead of a plan or an apology a client asks for money."""


def counter_offer(remedy: Remedy, *, amount: Money, words: str, by: Person, key: str | None = None) -> Remedy:
    """The client asks for `amount` (net of tax) instead: the offer ends, and the owner reads what they ask for and why.

    It is never accepted by itself, however small. The same `key` again changes nothing. Raises `BadInput` for what is
    not above the offer or more than can be credited, `RuleBroken` when the offer is no longer open.
    """
    said = needed(words, "words", N_("Why you ask for it"))
    with transaction():
        remedy = locked_remedy(remedy)
        require(by, Action.COUNTER_OFFER, remedy)
        kept = stored(key, remedy)
        if kept is not None and remedy.key == kept and remedy.counter_minor is not None:
            return remedy
        still_offered(remedy)
        _check_counter(remedy, amount)
        remedy.key, remedy.counter_minor = kept, amount.minor
        end_offer(remedy, RemedyStatus.DECLINED, Action.COUNTER_OFFER, by, said, {"counter": amount.decimal})
        record(OfferCountered(remedy.dispute_id, remedy.id))
    return remedy


def grant_counter(remedy: Remedy, *, words: str, by: Person, version: int | None = None) -> Remedy:
    """What the client asked for becomes our new offer, which they can accept; above the limits of `by` a manager approves.

    Raises `RuleBroken` where nothing was asked for, or it has been answered.
    """
    with transaction():
        remedy = locked_remedy(remedy, version)
        asked = _open_counter(remedy)
        kind = remedy.kind if remedy.kind in WITH_AN_AMOUNT else RemedyKind.GOODWILL
        return offer_settlement(remedy.dispute, kind=kind, amount=asked, words=words, by=by)


def refuse_counter(remedy: Remedy, *, words: str, by: Person, version: int | None = None) -> Remedy:
    """The client does not get what they asked for instead, and reads why. The dispute goes on."""
    why = for_client(words, "words", N_("Why not"))
    with transaction():
        remedy = locked_remedy(remedy, version)
        after(remedy.dispute.status, Action.REFUSE_COUNTER)
        require(by, Action.REFUSE_COUNTER, remedy)
        asked = _open_counter(remedy)
        remedy.counter_answered_at = clock.now()
        facts = {"remedy": remedy.public_id, "counter": asked.decimal, "words": why}
        remedy.dispute.apply(Action.REFUSE_COUNTER, by=by, facts=facts)
        record(CounterRefused(remedy.dispute_id, remedy.id, why))
    return remedy


def _open_counter(remedy: Remedy) -> Money:
    if remedy.counter_minor is None:
        raise RuleBroken(N_("The client has not asked for anything else."))
    if remedy.counter_answered_at is not None:
        raise RuleBroken(N_("What the client asked for has been answered already."))
    return remedy.dispute.money(remedy.counter_minor)


def _check_counter(remedy: Remedy, amount: Money) -> None:
    if amount.currency != remedy.dispute.currency or amount <= remedy.amount:
        raise BadInput(
            N_("Ask for more than the %(amount)s offered, or accept the offer.", amount=remedy.amount), field="amount"
        )
    left = creditable_of(remedy.dispute.invoice)
    if amount > left:
        raise BadInput(
            N_("Only %(left)s of this invoice can still be credited: ask for that at most.", left=left), field="amount"
        )


def remind_of_offers(limit: int = 100) -> int:
    """Remind the clients whose offers end soon, once for each; returns how many."""
    within = timedelta(days=policies.desk().offer_reminder_days)
    wanted = select(Remedy).where(
        Remedy.status == RemedyStatus.OFFERED,
        Remedy.reminded_at.is_(None),
        Remedy.expires_at <= clock.now() + within,
        Remedy.expires_at > clock.now(),
    )
    rows = db.session.scalars(wanted.order_by(Remedy.expires_at, Remedy.id).limit(limit)).all()
    return sum(_remind(remedy) for remedy in rows)


def _remind(waiting: Remedy) -> bool:
    with transaction():
        remedy = locked_remedy(waiting)
        if remedy.status is not RemedyStatus.OFFERED or remedy.reminded_at is not None or not _is_time(remedy):
            return False
        remedy.reminded_at = clock.now()
        facts = {"remedy": remedy.public_id, "expires_at": remedy.expires_at}
        remedy.dispute.apply(Action.REMIND_OFFER, by=None, facts=facts)
        record(OfferReminded(remedy.dispute_id, remedy.id))
    return True


def _is_time(remedy: Remedy) -> bool:
    """An offer for a few days is not reminded of before half of them have passed."""
    made: datetime = remedy.decided_at or remedy.proposed_at
    return remedy.expires_at is not None and clock.now() >= made + (remedy.expires_at - made) / 2
