"""Rules set aside in the client's favour: by a manager, with a reason, kept where everybody can count them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.billing.queries import open_finding_for
from support.disputes.events import RuleOverridden
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.disputes.papers import Override
from support.disputes.permissions import require
from support.disputes.reasons import OverrideKind
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def override(dispute: Dispute, *, rule: OverrideKind, why: str, by: Person, version: int | None = None) -> Override:
    """A manager sets `rule` aside for this dispute; the client is told that, and the reason stays with us.

    The notice window is set aside once: a second time finds the first. Raises `NotAllowed` for anybody but a manager,
    `BadInput` without a reason, `RuleBroken` where the rule does not stand in the client's way.
    """
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.OVERRIDE)
        require(by, Action.OVERRIDE, dispute)
        if rule is OverrideKind.REOPEN_WINDOW:
            raise BadInput(N_("Open it again: that sets the time for it aside by itself."), field="rule")
        if rule is OverrideKind.NOTICE_WINDOW:
            if not dispute.late:
                raise RuleBroken(
                    N_(
                        "%(reference)s came inside the notice window: nothing stands in its way.",
                        reference=dispute.reference,
                    )
                )
            found = next((row for row in dispute.overrides if row.rule is rule), None)
            if found is not None:
                return found
        return set_aside(dispute, rule, reason, by)


def set_aside(dispute: Dispute, rule: OverrideKind, why: str, by: Person) -> Override:
    """In the caller's transaction; that `by` may has been seen to."""
    made = Override(rule=rule, why=why, by_id=by.id, at=clock.now())
    dispute.overrides.append(made)
    dispute.apply(Action.OVERRIDE, by=by, facts={"rule": rule, "why": why})
    db.session.flush()
    record(RuleOverridden(dispute.id, made.id))
    return made


def check_in_time(dispute: Dispute) -> None:
    """Raises `RuleBroken` where nothing is given on a late dispute before a manager has set its notice window aside."""
    if dispute.in_time or not _asks_for_a_word(dispute):
        return
    raise RuleBroken(
        N_(
            "It came after the notice window: before anything is given a manager overrides that, with a reason. Escalate it, and say why the client should get it all the same."
        )
    )


def _asks_for_a_word(dispute: Dispute) -> bool:
    try:
        window = policies.profile(dispute.profile, dispute.profile_version).notice_window
    except NotFound:
        return False
    if window is None or window.late != "manager_override":
        return False
    # The window is for what a client says. What we have found wrong ourselves is put right whenever it comes to light.
    return open_finding_for([row.line for row in dispute.lines]) is None


def overrides(*, since: datetime | None = None, limit: int = 200) -> list[tuple[Override, Dispute]]:
    """What was set aside, the latest first, each with its dispute."""
    wanted = select(Override, Dispute).join(Dispute, Dispute.id == Override.dispute_id)
    if since is not None:
        wanted = wanted.where(Override.at >= since)
    loaded = wanted.options(joinedload(Override.by), joinedload(Dispute.organisation))
    found = db.session.execute(loaded.order_by(Override.at.desc(), Override.id.desc()).limit(limit))
    return [(row, dispute) for row, dispute in found]
