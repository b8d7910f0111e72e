"""Putting a dispute back as it was before the last step: who owned it, whether they had begun, its tags."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from support.accounts.models import Person
from support.disputes import assignment
from support.disputes.events import DisputePutBack, OwnerChanged
from support.disputes.models import Dispute
from support.disputes.permissions import require
from support.disputes.states import Action, Status
from support.disputes.tagging import set_tags
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record


def put_back(dispute: Dispute, before: Mapping[str, Any], *, tags: bool, by: Person) -> None:
    """In the caller's transaction, the dispute locked and nothing done to it since `before`.

    `before` holds `owner_id`, `taken_at` (ISO), `status` and `tags`; with `tags` only those are put back.
    """
    if tags:
        set_tags(dispute, before["tags"], by=by)
        return
    owner = db.session.get(Person, before["owner_id"]) if before["owner_id"] else None
    if owner is not None and not assignment.may_own(owner, dispute):
        raise RuleBroken(N_("%(name)s can no longer own %(reference)s.", name=owner.name, reference=dispute.reference))
    taken = dispute.status is Status.INVESTIGATING and before["status"] != Status.INVESTIGATING.value
    if taken and before["status"] != Status.ACKNOWLEDGED.value:
        raise RuleBroken(
            N_("%(reference)s had not been acknowledged, and that is not undone.", reference=dispute.reference)
        )
    if taken:
        require(by, Action.PUT_BACK, dispute)
    _give_back(dispute, owner, before, by, Action.PUT_BACK if taken else Action.ASSIGN)


def _give_back(dispute: Dispute, owner: Person | None, before: Mapping[str, Any], by: Person, action: Action) -> None:
    dispute.owner_id = owner.id if owner else None
    dispute.taken_at = datetime.fromisoformat(before["taken_at"]) if before["taken_at"] else None
    db.session.expire(dispute, ["owner"])
    facts = {"owner": owner.name if owner else None, "why": "Undone."}
    dispute.apply(action, by=by, facts=facts, for_client=False)
    if action is Action.PUT_BACK:
        record(DisputePutBack(dispute.id))
    elif owner is not None and owner.id != by.id:
        record(
            OwnerChanged(dispute.id, N_("%(name)s had given it to somebody else, and took that back.", name=by.name))
        )
