"""Taking back what was given, while nobody has used it. Each kind of remedy has its rule.

A credit goes back while none of it is spent; a refund while it has not been paid out; a payment plan while no
instalment came in; an additional service while the client has not got it. An apology stays said.
"""

from support.accounts.models import Person
from support.billing.plans import end_plan
from support.billing.refunding import cancel_refund
from support.billing.voiding import void_note
from support.disputes.afterwards import go_back
from support.disputes.events import CreditVoided
from support.disputes.locking import locked_remedy
from support.disputes.models import Dispute, Remedy
from support.disputes.permissions import require
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def void_credit(remedy: Remedy, *, why: str, by: Person, version: int | None = None) -> Remedy:
    """A manager takes what was given back: the dispute is open again, with its hold, and the client reads `why`.

    Raises `RuleBroken` when any of it has been used, and for what was not given.
    """
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        remedy = locked_remedy(remedy, version)
        dispute = remedy.dispute
        after(dispute.status, Action.VOID_CREDIT)
        require(by, Action.VOID_CREDIT, remedy)
        if remedy.status is not RemedyStatus.POSTED:
            raise RuleBroken(N_("Only what has been given is taken back."))
        _take_back(remedy)
        remedy.status, remedy.decided_at = RemedyStatus.VOID, clock.now()
        facts: dict[str, object] = {"remedy": remedy.public_id, "kind": remedy.kind, "why": reason}
        go_back(dispute, Action.VOID_CREDIT, by, facts | {"amount": remedy.amount.decimal}, trigger=None)
        record(CreditVoided(dispute.id, remedy.id, reason))
    return remedy


def _take_back(remedy: Remedy) -> None:
    if remedy.credit_note is not None:
        return _void_note(remedy, remedy.dispute)
    if remedy.kind is RemedyKind.PAYMENT_PLAN:
        return end_plan(remedy.public_id)
    if remedy.kind is RemedyKind.ADDITIONAL_SERVICE and remedy.delivered_on is None:
        return None
    raise RuleBroken(N_("“%(label)s” is not taken back: the client has it.", label=remedy.kind.label))


def _void_note(remedy: Remedy, dispute: Dispute) -> None:
    note = remedy.credit_note
    if note is None:
        return
    if remedy.kind is RemedyKind.REFUND:
        cancel_refund(note)
    void_note(note, reason=f"Takes back {note.number}, dispute {dispute.reference}")
    minors = {row["line_id"]: row["minor"] for row in remedy.lines}
    for row in dispute.lines:
        row.approved_minor = (row.approved_minor or 0) - minors.get(row.line_id, 0)
