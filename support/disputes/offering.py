"""Settlements: offered first, given only when the client accepts."""

import hashlib
from datetime import date

from support import policies
from support.accounts.models import Person
from support.billing.credit import creditable_of
from support.billing.plans import propose_plan
from support.billing.settlement import PaymentPlan
from support.disputes import authority
from support.disputes.deciding import make_offer, proposed, said_of, wait_for_approval
from support.disputes.events import OfferDeclined, OfferExpired
from support.disputes.locking import locked, locked_remedy
from support.disputes.models import Dispute, Remedy
from support.disputes.overriding import check_in_time
from support.disputes.permissions import require
from support.disputes.posting import CREDITED_SETTLEMENTS, conclude, post
from support.disputes.reasons import CORRECTIONS, Outcome, RemedyKind, RemedyStatus
from support.disputes.rules import check_explained, check_investigated
from support.disputes.states import Action, after
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.plain_text import readable
from support.kernel.sayings import N_, joined
from support.kernel.transaction import record, transaction
from support.words import reader


def offer_settlement(
    dispute: Dispute,
    *,
    kind: RemedyKind,
    amount: Money,
    words: str,
    by: Person,
    expires_in_days: int | None = None,
    version: int | None = None,
) -> Remedy:
    """Offer the client something that is no correction; above the limits of `by` a manager approves it first.

    `amount` is net of tax; of an additional service it is the value, and `words` say what it is. Raises `BadInput` for what does not fit, `RuleBroken` for more than can still be credited.
    """
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.OFFER)
        require(by, Action.OFFER, dispute)
        check_investigated(dispute)
        _check_settlement(dispute, kind, amount)
        remedy = proposed(dispute, kind, amount, check_explained(words, "words"), by)
        remedy.expires_at = authority.expiry(expires_in_days or policies.desk().offer_expires_days)
        if not wait_for_approval(dispute, remedy, by):
            make_offer(dispute, remedy, Action.OFFER, by)
    return remedy


def offer_plan(
    dispute: Dispute,
    *,
    amount: Money,
    instalments: int,
    first_due_on: date,
    words: str,
    by: Person,
    version: int | None = None,
) -> Remedy:
    """Offer to let the client pay `amount`, tax included, in monthly instalments from `first_due_on` on.

    It gives nothing away, so it needs no limit. Raises `BadInput` for what does not fit, `RuleBroken` for more than is open.
    """
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.OFFER)
        require(by, Action.OFFER, dispute)
        check_investigated(dispute)
        said = check_explained(words, "words")
        remedy = proposed(dispute, RemedyKind.PAYMENT_PLAN, Money.zero(dispute.currency), said, by)
        remedy.expires_at = authority.expiry(policies.desk().offer_expires_days)
        key = remedy.public_id
        plan = propose_plan(dispute.invoice, amount, instalments=instalments, first_due_on=first_due_on, key=key)
        remedy.words = f"{said}\n{_schedule(plan, dispute)}"
        make_offer(dispute, remedy, Action.OFFER, by)
    return remedy


def _schedule(plan: PaymentPlan, dispute: Dispute) -> str:
    """What the client agrees to: every day and every amount, in the client's language: it stands as it was offered."""
    parts = [
        N_("%(amount)s by %(day)s", amount=dispute.money(row.amount_minor), day=row.due_on) for row in plan.instalments
    ]
    said = N_("In %(count)s instalments, tax included: %(parts)s.", count=len(parts), parts=joined("; ", parts))
    with reader.reading(dispute.opened_by.locale):
        return str(reader.told(said))


def _check_settlement(dispute: Dispute, kind: RemedyKind, amount: Money) -> None:
    if kind in CORRECTIONS:
        raise BadInput(
            N_("“%(label)s” puts an error right: decide it, it needs no offer.", label=kind.label), field="kind"
        )
    if kind is RemedyKind.PAYMENT_PLAN:
        raise BadInput(N_("A payment plan has instalments: offer it with them."), field="kind")
    if amount.currency != dispute.currency or amount.minor < 0:
        raise BadInput(N_("Give an amount in %(currency)s.", currency=dispute.currency), field="amount")
    if kind is not RemedyKind.APOLOGY:
        check_in_time(dispute)
    if not amount and kind is not RemedyKind.APOLOGY:
        raise BadInput(N_("Say how much is offered, or what it is worth."), field="amount")
    if kind not in CREDITED_SETTLEMENTS:
        return
    left = creditable_of(dispute.invoice)
    if amount > left:
        raise RuleBroken(
            N_(
                "Only %(left)s of invoice %(number)s can still be credited, not %(amount)s.",
                left=left,
                number=dispute.invoice.number,
                amount=amount,
            )
        )


def accept_offer(remedy: Remedy, *, by: Person, key: str | None = None) -> Remedy:
    """The client accepts: it is given now. The same `key` again finds it given.

    Raises `RuleBroken` when it is no longer on offer.
    """
    with transaction():
        remedy = locked_remedy(remedy)
        require(by, Action.ACCEPT, remedy)
        kept = stored(key, remedy)
        if kept is not None and remedy.key == kept and remedy.status is RemedyStatus.POSTED:
            return remedy
        still_offered(remedy)
        remedy.key, remedy.decided_at = kept, clock.now()
        post(remedy)
        conclude(remedy.dispute, Action.ACCEPT, by, explanation=remedy.words, remedy=remedy, outcome=Outcome.SETTLED)
    return remedy


def stored(key: str | None, remedy: Remedy) -> str | None:
    """The key of a click as the remedy keeps it: one client's keys meet nobody else's."""
    return hashlib.sha256(f"{remedy.public_id}:{key}".encode()).hexdigest() if key else None


def still_offered(remedy: Remedy) -> None:
    """Raises `RuleBroken` in a sentence when it is not."""
    if remedy.status is RemedyStatus.POSTED:
        raise RuleBroken(N_("This offer has been accepted already."))
    if remedy.status is not RemedyStatus.OFFERED:
        raise RuleBroken(N_("This offer is no longer open: it is “%(label)s”.", label=remedy.status.label.lower()))
    if remedy.expires_at is not None and remedy.expires_at < clock.now():
        raise RuleBroken(N_("This offer has run out. Ask us for a new one."))


def decline_offer(remedy: Remedy, *, words: str = "", by: Person, key: str | None = None) -> Remedy:
    """The client does not want it; what they would want instead is in their `words`. We go on looking."""
    with transaction():
        remedy = locked_remedy(remedy)
        require(by, Action.DECLINE_OFFER, remedy)
        kept = stored(key, remedy)
        if kept is not None and remedy.key == kept and remedy.status is RemedyStatus.DECLINED:
            return remedy
        still_offered(remedy)
        remedy.key = kept
        end_offer(remedy, RemedyStatus.DECLINED, Action.DECLINE_OFFER, by, readable(words, "words"))
        record(OfferDeclined(remedy.dispute_id, remedy.id))
    return remedy


def end_offer(
    remedy: Remedy,
    status: RemedyStatus,
    action: Action,
    by: Person | None,
    words: str = "",
    more: dict[str, str] | None = None,
) -> None:
    """In the caller's transaction; `more` is what else the history keeps."""
    remedy.status, remedy.decided_at, remedy.decision_words = status, clock.now(), words
    remedy.dispute.apply(action, by=by, facts=said_of(remedy) | {"answer": words} | (more or {}))


def expire_offer(remedy: Remedy, by: Person | None = None) -> Remedy:
    """An unanswered offer ends when its time is over; before that, and a second time, nothing changes."""
    with transaction():
        remedy = locked_remedy(remedy)
        if remedy.status is not RemedyStatus.OFFERED:
            return remedy
        if by is not None:
            require(by, Action.EXPIRE_OFFER, remedy)
        elif remedy.expires_at is None or remedy.expires_at > clock.now():
            return remedy
        end_offer(remedy, RemedyStatus.EXPIRED, Action.EXPIRE_OFFER, by)
        record(OfferExpired(remedy.dispute_id, remedy.id))
    return remedy
