"""Words that the rules ask for while a dispute is open: it takes longer, who else can be turned to."""

from datetime import date

from support.accounts.models import Person
from support.disputes.events import DelayTold, RecourseTold
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def tell_delay(dispute: Dispute, *, why: str, until: date, by: Person) -> Dispute:
    """A holding letter: why there is no decision yet, and the day by which there will be one."""
    reason = needed(why, "why", N_("The reason"))
    if until <= clock.today():
        raise BadInput(N_("Give a day after today: it is a promise."), field="until")
    with transaction():
        dispute = possible(dispute, Action.TELL_DELAY, by)
        dispute.apply(Action.TELL_DELAY, by=by, facts={"why": reason, "until": until})
        record(DelayTold(dispute.id, reason, until))
    return dispute


def tell_recourse(dispute: Dispute, *, words: str = "", by: Person | None) -> Dispute:
    """With `words`, our last ones: there is no way on between us. Without them, because we are late (`by` None)."""
    said = needed(words, "words", N_("Our last word")) if by is not None else ""
    with transaction():
        dispute = possible(dispute, Action.TELL_RECOURSE, by)
        dispute.apply(Action.TELL_RECOURSE, by=by, facts={"words": said, "deadlock": bool(said)})
        record(RecourseTold(dispute.id, said))
    return dispute


def possible(dispute: Dispute, action: Action, by: Person | None) -> Dispute:
    """The dispute, locked, once this step of it is possible and `by` may take it."""
    row = locked(dispute)
    after(row.status, action)
    if by is not None:
        require(by, action, row)
    return row
