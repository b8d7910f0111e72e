"""Taking back what was given, while nobody has used it."""

from support.accounts.models import Person
from support.billing.voiding import void_note
from support.disputes.afterwards import go_back
from support.disputes.events import CreditVoided
from support.disputes.locking import locked_remedy
from support.disputes.models import Remedy
from support.disputes.permissions import require
from support.disputes.reasons import RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.transaction import record, transaction


def void_credit(remedy: Remedy, *, why: str, by: Person, version: int | None = None) -> Remedy:
    """A manager takes a posted credit back: the dispute is open again, with its hold, and the client reads `why`.

    Raises `RuleBroken` when any of the credit has been used, and for what is no posted credit.
    """
    reason = needed(why, "why", "The reason")
    with transaction():
        remedy = locked_remedy(remedy, version)
        dispute, note = remedy.dispute, remedy.credit_note
        after(dispute.status, Action.VOID_CREDIT)
        require(by, Action.VOID_CREDIT, remedy)
        if remedy.status is not RemedyStatus.POSTED or note is None:
            raise RuleBroken("Only a credit that has been posted is taken back.")
        void_note(note, reason=f"Takes back {note.number}, dispute {dispute.reference}")
        minors = {row["line_id"]: row["minor"] for row in remedy.lines}
        for row in dispute.lines:
            row.approved_minor = (row.approved_minor or 0) - minors.get(row.line_id, 0)
        remedy.status, remedy.decided_at = RemedyStatus.VOID, clock.now()
        facts: dict[str, object] = {"remedy": remedy.public_id, "amount": remedy.amount.decimal, "why": reason}
        go_back(dispute, Action.VOID_CREDIT, by, facts, trigger=None)
        record(CreditVoided(dispute.id, remedy.id, reason))
    return remedy
