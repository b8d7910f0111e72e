"""One deed done to several disputes at once: looked at first, each in a transaction of its own, and undone for a minute."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from support.accounts.models import Person
from support.disputes import assignment
from support.disputes.investigating import assign, take
from support.disputes.locking import locked
from support.disputes.models import BulkRun, BulkStep, Dispute
from support.disputes.permissions import why_not
from support.disputes.putting_back import put_back
from support.disputes.queries import visible_to
from support.disputes.states import Action, after
from support.disputes.tagging import tag, tags_of
from support.extensions import db
from support.kernel import clock
from support.kernel.enums import RichEnum
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken, SupportError
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

MOST = 100
UNDO_FOR = timedelta(minutes=1)


class Deed(RichEnum):
    """`label` is what a button says."""

    TAKE = "take", "Take"
    ASSIGN = "assign", "Give to a colleague"
    TAG = "tag", "Tag"
    UNTAG = "untag", "Take tags away"


ACTIONS = {Deed.TAKE: Action.TAKE, Deed.ASSIGN: Action.ASSIGN, Deed.TAG: Action.TAG, Deed.UNTAG: Action.TAG}


@dataclass(frozen=True)
class Wish:
    """`to` is for ASSIGN, `tags` are for TAG and UNTAG."""

    deed: Deed
    to: Person | None = None
    tags: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        """Whether it says all that is needed to look what it would do."""
        return self.deed is Deed.TAKE or (self.to is not None if self.deed is Deed.ASSIGN else bool(self.tags))


@dataclass
class Seen:
    """`fits` are those it would be done to (or was done to), `hindered` the others, each with the reason."""

    fits: list[Dispute] = field(default_factory=list)
    hindered: list[tuple[Dispute, str]] = field(default_factory=list)


def chosen(references: Iterable[str], *, seen_by: Person) -> list[Dispute]:
    """Those of them that there are, in the order named. Raises `BadInput` for none, and for more than a hundred."""
    names = list(dict.fromkeys(name.strip().upper() for name in references))
    if not names:
        raise BadInput(N_("Choose at least one dispute first."), field="reference")
    if len(names) > MOST:
        raise BadInput(
            N_("%(most)s disputes at a time are possible, not %(count)s.", most=MOST, count=len(names)),
            field="reference",
        )
    wanted = visible_to(seen_by, select(Dispute).where(Dispute.reference.in_(names)))
    rows = {
        row.reference: row
        for row in db.session.scalars(wanted.options(joinedload(Dispute.owner), joinedload(Dispute.organisation)))
    }
    if not rows:
        raise NotFound(N_("None of these disputes is here."))
    return [rows[name] for name in names if name in rows]


def look(disputes: Iterable[Dispute], wish: Wish, *, by: Person) -> Seen:
    """To which it can be done, and to which not, and why; nothing is done."""
    seen = Seen()
    for dispute in disputes:
        hindrance = _hindrance(dispute, wish, by)
        if hindrance:
            seen.hindered.append((dispute, hindrance))
        else:
            seen.fits.append(dispute)
    return seen


def _hindrance(dispute: Dispute, wish: Wish, by: Person) -> str:
    action = ACTIONS[wish.deed]
    try:
        after(dispute.status, action)
        if wish.to is not None:
            assignment.refuse_to_own(wish.to, dispute)
    except RuleBroken as broken:
        return broken.say
    return why_not(by, action, dispute) or _nothing_to_do(dispute, wish, by)


def _nothing_to_do(dispute: Dispute, wish: Wish, by: Person) -> str:
    if wish.deed is Deed.TAKE:
        return N_("It is yours already.") if dispute.owner_id == by.id and dispute.taken_at is not None else ""
    if wish.to is not None:
        return N_("It is with %(name)s already.", name=wish.to.name) if dispute.owner_id == wish.to.id else ""
    has, named = set(tags_of(dispute)), set(wish.tags)
    if wish.deed is Deed.TAG:
        return N_("It has these tags already.") if named <= has else ""
    return "" if named & has else N_("It has none of these tags.")


def run(disputes: Iterable[Dispute], wish: Wish, *, by: Person) -> tuple[BulkRun, Seen]:
    """Do it to each in a transaction of its own; what hinders one hinders no other."""
    seen = Seen()
    with transaction():
        facts = {"to": wish.to.name if wish.to else None, "tags": list(wish.tags)}
        bulk = BulkRun(public_id=str(uuid4()), by_id=by.id, deed=wish.deed.value, facts=facts, at=clock.now())
        db.session.add(bulk)
    for dispute in disputes:
        try:
            hindrance = _do(bulk, dispute, wish, by)
        except SupportError as refused:
            hindrance = refused.say
        if hindrance:
            seen.hindered.append((dispute, hindrance))
        else:
            seen.fits.append(dispute)
    return bulk, seen


def _do(bulk: BulkRun, dispute: Dispute, wish: Wish, by: Person) -> str:
    """What hinders it; the verb itself asks for rights and rules once more, under the lock."""
    with transaction():
        dispute = locked(dispute)
        if hindrance := _hindrance(dispute, wish, by):
            return hindrance
        before = _as_it_is(dispute)
        VERBS[wish.deed](dispute, wish, by)
        made = BulkStep(run_id=bulk.id, dispute_id=dispute.id, history_length=dispute.history_length, before=before)
        db.session.add(made)
    return ""


VERBS: dict[Deed, Callable[[Dispute, Wish, Person], object]] = {
    Deed.TAKE: lambda dispute, _, by: take(dispute, by=by),
    Deed.ASSIGN: lambda dispute, wish, by: assign(dispute, to=wish.to or by, by=by),
    Deed.TAG: lambda dispute, wish, by: tag(dispute, add=wish.tags, by=by),
    Deed.UNTAG: lambda dispute, wish, by: tag(dispute, remove=wish.tags, by=by),
}


def _as_it_is(dispute: Dispute) -> dict[str, Any]:
    taken = dispute.taken_at
    owned = {"owner_id": dispute.owner_id, "taken_at": taken.isoformat() if taken else None}
    return {**owned, "status": dispute.status.value, "tags": tags_of(dispute)}


def run_with(public_id: str, *, by: Person) -> BulkRun:
    """One's own. Raises `NotFound`."""
    wanted = select(BulkRun).where(BulkRun.public_id == public_id, BulkRun.by_id == by.id)
    shown = selectinload(BulkRun.steps).joinedload(BulkStep.dispute).joinedload(Dispute.organisation)
    found = db.session.scalar(wanted.options(shown))
    if found is None:
        raise NotFound(N_("There is nothing here that you did to several disputes at once."))
    return found


def undo_until(bulk: BulkRun) -> datetime | None:
    """Until when it can be undone; None when it cannot any more."""
    until = bulk.at + UNDO_FOR
    return until if bulk.undone_at is None and bulk.steps and clock.now() <= until else None


def undo(public_id: str, *, by: Person) -> Seen:
    """Put each back as it was, where nobody has acted on it since. Raises `RuleBroken` after a minute, or when undone.

    It counts as undone at the end: where the program dies before it, the rest can still be put back.
    """
    bulk = run_with(public_id, by=by)
    if not by.active or not by.role.is_staff:
        raise NotAllowed(N_("Only staff can do this."))
    if undo_until(bulk) is None:
        raise RuleBroken(N_("It is too late to undo this: a minute has passed, or it has been undone."))
    bulk_id, seen = bulk.id, Seen()
    for step in [db.session.get_one(BulkStep, row) for row in [row.id for row in bulk.steps]]:
        hindrance = _undo_one(step, Deed(bulk.deed), by)
        if hindrance:
            seen.hindered.append((step.dispute, hindrance))
        else:
            seen.fits.append(step.dispute)
    with transaction():
        db.session.get_one(BulkRun, bulk_id).undone_at = clock.now()
    return seen


def _undo_one(step: BulkStep, deed: Deed, by: Person) -> str:
    try:
        with transaction():
            dispute = locked(step.dispute)
            if dispute.history_length != step.history_length:
                return N_("Somebody has acted on it since.")
            put_back(dispute, step.before, tags=deed in (Deed.TAG, Deed.UNTAG), by=by)
    except SupportError as refused:
        return refused.say
    return ""
