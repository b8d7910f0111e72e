"""Deciding: a correction of an error, or reasons why the bill is right. What is decided is posted in the same breath."""

from typing import Any
from uuid import uuid4

from support.accounts.models import Person
from support.billing.creditable import creditable_lines
from support.disputes import authority
from support.disputes.events import ApprovalRequested, OfferMade, RemedySentBack
from support.disputes.locking import locked, locked_remedy
from support.disputes.models import Dispute, Remedy
from support.disputes.overriding import check_in_time
from support.disputes.permissions import require
from support.disputes.posting import check_paid, conclude, post
from support.disputes.reasons import CORRECTIONS, Outcome, RemedyKind, RemedyStatus
from support.disputes.rules import (
    check_documented,
    check_explained,
    check_investigated,
    check_nothing_to_credit,
    for_client,
    needed,
)
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def resolve_with_correction(
    dispute: Dispute,
    *,
    kind: RemedyKind,
    amounts: dict[int, Money],
    explanation: str,
    by: Person,
    version: int | None = None,
) -> Remedy:
    """Put an error right: `amounts` are net credits by `InvoiceLine.id`. Above the limits of `by` it waits for a manager.

    Raises `RuleBroken` without checks and cause, and for more than can still be credited; `BadInput` for what does not fit.
    """
    with transaction():
        dispute = locked(dispute, version)
        words = _ready(dispute, by, explanation)
        if kind not in CORRECTIONS:
            raise BadInput(
                N_("“%(label)s” is no correction of an error: offer it instead.", label=kind.label), field="kind"
            )
        check_in_time(dispute)
        lines = _checked(dispute, amounts)
        remedy = proposed(dispute, kind, Money(sum(row["minor"] for row in lines), dispute.currency), words, by)
        remedy.lines = lines
        check_paid(remedy)
        if not wait_for_approval(dispute, remedy, by):
            post(remedy)
            conclude(dispute, Action.RESOLVE, by, explanation=words, remedy=remedy)
    return remedy


def _ready(dispute: Dispute, by: Person, explanation: str) -> str:
    after(dispute.status, Action.RESOLVE)
    require(by, Action.RESOLVE, dispute)
    check_investigated(dispute)
    return check_explained(explanation)


def _checked(dispute: Dispute, amounts: dict[int, Money]) -> list[dict[str, int]]:
    """The positive amounts, each on a line of the dispute and not above what is left of it."""
    left = creditable_lines(dispute.invoice)
    rows = {row.line_id: row for row in dispute.lines}
    kept = []
    for line_id, amount in amounts.items():
        if line_id not in rows:
            raise BadInput(N_("That line is not in %(reference)s.", reference=dispute.reference), field="amounts")
        if amount.currency != dispute.currency or amount.minor < 0:
            raise BadInput(
                N_("Give each credit as an amount in %(currency)s.", currency=dispute.currency), field="amounts"
            )
        if amount > left[line_id]:
            most = {"left": left[line_id], "name": rows[line_id].line.name, "amount": amount}
            raise RuleBroken(N_("Only %(left)s of “%(name)s” can still be credited, not %(amount)s.", **most))
        if amount:
            kept.append({"line_id": line_id, "minor": amount.minor})
    if not kept:
        raise BadInput(
            N_("Say how much of which line is credited. If nothing is, the bill was right."), field="amounts"
        )
    return kept


def proposed(dispute: Dispute, kind: RemedyKind, amount: Money, words: str, by: Person) -> Remedy:
    """A new remedy of the dispute, as yet neither given nor waiting; the caller's transaction decides."""
    remedy = Remedy(
        public_id=str(uuid4()),
        kind=kind,
        status=RemedyStatus.AWAITING_APPROVAL,
        amount_minor=amount.minor,
        words=words,
        proposed_by_id=by.id,
        proposed_at=clock.now(),
    )
    dispute.remedies.append(remedy)
    db.session.flush()
    return remedy


def wait_for_approval(dispute: Dispute, remedy: Remedy, by: Person) -> bool:
    """Ask a manager when the remedy is above a limit of `by`; false when it is not."""
    passed = authority.excess(by, remedy)
    if passed is None:
        return False
    dispute.apply(Action.REQUEST_APPROVAL, by=by, facts=said_of(remedy) | {"above": passed}, for_client=False)
    record(ApprovalRequested(dispute.id, remedy.id))
    return True


def said_of(remedy: Remedy) -> dict[str, Any]:
    """What the history keeps of a remedy."""
    return {"remedy": remedy.public_id, "kind": remedy.kind, "amount": remedy.amount.decimal, "words": remedy.words}


def resolve_without_credit(
    dispute: Dispute, *, corrected: str, explanation: str, by: Person, version: int | None = None
) -> Dispute:
    """The client is right, and no charge is wrong: data, a day or a payment's place was, and `corrected` says what is put right.

    Raises `RuleBroken` where the client disputes an amount: then a credit, or the reasons for none, answer it.
    """
    with transaction():
        dispute = locked(dispute, version)
        words = _ready(dispute, by, explanation)
        check_nothing_to_credit(dispute)
        said = for_client(corrected, "corrected", N_("What has been put right"))
        for row in dispute.lines:
            row.approved_minor, row.verified_minor = 0, row.billed_minor
        conclude(dispute, Action.RESOLVE, by, explanation=words, outcome=Outcome.UPHELD, corrected=said)
    return dispute


def resolve_not_upheld(dispute: Dispute, *, explanation: str, by: Person, version: int | None = None) -> Dispute:
    """The bill is right: reasons and documents go to the client, and what was held back becomes due later."""
    with transaction():
        dispute = locked(dispute, version)
        words = _ready(dispute, by, explanation)
        check_documented(dispute)
        conclude(dispute, Action.RESOLVE, by, explanation=words)
    return dispute


def approve(remedy: Remedy, *, words: str = "", by: Person, version: int | None = None) -> Remedy:
    """A second pair of eyes: a correction is posted, a settlement is offered.

    Raises `NotAllowed` for its own proposer and above the limits of `by`, `RuleBroken` when it no longer waits.
    """
    with transaction():
        remedy = locked_remedy(remedy, version)
        dispute = remedy.dispute
        _still_waiting(remedy)
        require(by, Action.APPROVE, remedy, given=authority.used_by(by, remedy))
        _signed(remedy, words, by)
        if remedy.kind in CORRECTIONS:
            post(remedy)
            conclude(dispute, Action.APPROVE, by, explanation=remedy.words, remedy=remedy)
        else:
            make_offer(dispute, remedy, Action.APPROVE_OFFER, by)
    return remedy


def make_offer(dispute: Dispute, remedy: Remedy, action: Action, by: Person) -> None:
    remedy.status = RemedyStatus.OFFERED
    for row in dispute.remedies:
        if row.counter_minor is not None and row.counter_answered_at is None:
            row.counter_answered_at = clock.now()  # a new offer answers what the client asked for instead of the last
    dispute.apply(action, by=by, facts=said_of(remedy) | {"expires_at": remedy.expires_at})
    record(OfferMade(dispute.id, remedy.id))


def send_back(remedy: Remedy, *, words: str, by: Person, version: int | None = None) -> Remedy:
    """Not like this: the proposer reads why, and goes on."""
    why = needed(words, "words", N_("The reason"))
    with transaction():
        remedy = locked_remedy(remedy, version)
        _still_waiting(remedy)
        require(by, Action.SEND_BACK, remedy)
        _signed(remedy, why, by)
        remedy.status = RemedyStatus.SENT_BACK
        facts = said_of(remedy) | {"why": why}
        remedy.dispute.apply(Action.SEND_BACK, by=by, facts=facts, for_client=False)
        record(RemedySentBack(remedy.dispute_id, remedy.id))
    return remedy


def recall_proposal(remedy: Remedy, *, why: str = "", by: Person, version: int | None = None) -> Remedy:
    """Its proposer takes it back before anybody has approved it, to propose something else; a second time changes nothing.

    Nobody can approve it afterwards: an approval is of what was proposed, word for word and cent for cent.
    """
    with transaction():
        remedy = locked_remedy(remedy, version)
        require(by, Action.RECALL, remedy)
        if remedy.status is RemedyStatus.RECALLED:
            return remedy
        _still_waiting(remedy)
        said = readable(why, "why")
        remedy.status, remedy.decided_at, remedy.decision_words = RemedyStatus.RECALLED, clock.now(), said
        facts = said_of(remedy) | {"why": said}
        remedy.dispute.apply(Action.RECALL, by=by, facts=facts, for_client=False)
    return remedy


def _signed(remedy: Remedy, words: str, by: Person) -> None:
    remedy.approved_by_id, remedy.decided_at, remedy.decision_words = by.id, clock.now(), readable(words, "words")


def _still_waiting(remedy: Remedy) -> None:
    if remedy.status is not RemedyStatus.AWAITING_APPROVAL:
        who = remedy.approved_by.name if remedy.approved_by else "Somebody"
        raise RuleBroken(
            N_("%(who)s has decided on this already: it is “%(label)s”.", who=who, label=remedy.status.label.lower())
        )
