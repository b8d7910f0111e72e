"""Every dispute has an owner who is there: the waiting are handed out, and what the absent own goes on with others."""

from datetime import date

from sqlalchemy import Select, and_, or_, select

from support import policies
from support.accounts.absences import away, next_at_work
from support.accounts.models import Person
from support.accounts.roles import TIER_OF
from support.billing.models import Invoice
from support.disputes import assignment, ladder
from support.disputes.events import OwnerChanged
from support.disputes.locking import lock_invoices, locked
from support.disputes.models import Dispute
from support.disputes.states import OPEN, Action
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def _waiting() -> Select[tuple[Dispute]]:
    """Open disputes that nobody owns, the oldest first."""
    wanted = select(Dispute).where(Dispute.owner_id.is_(None), Dispute.status.in_(OPEN))
    return wanted.order_by(Dispute.opened_at, Dispute.id)


def waiting() -> list[Dispute]:
    """Open disputes that nobody owns, the oldest first."""
    return list(db.session.scalars(_waiting()))


def hand_out_waiting() -> int:
    """Give every open dispute that nobody owns to the next who is free, the oldest first; returns how many.

    Two workers at once share the work: what one of them is at, the other leaves alone.
    """
    ids = db.session.scalars(_waiting().with_only_columns(Dispute.id)).all()
    return sum(_hand_out(dispute_id) for dispute_id in ids)


def _hand_out(dispute_id: int) -> bool:
    with transaction():
        dispute = _free(dispute_id)
        owner = ladder.next_owner(dispute) if dispute is not None else None
        if dispute is None or owner is None:
            return False
        ladder.give_to(dispute, owner)
        dispute.apply(Action.ASSIGN, by=None, facts={"owner": owner.name}, for_client=False)
        record(OwnerChanged(dispute.id, N_("It was waiting for somebody to be free.")))
    return True


def _free(dispute_id: int) -> Dispute | None:
    """The dispute under its lock, its invoice's before it as everywhere; None where somebody else is at it."""
    about = select(Dispute.invoice_id).where(Dispute.id == dispute_id).scalar_subquery()
    invoice = select(Invoice.id).where(Invoice.id == about).with_for_update(skip_locked=True)
    if db.session.scalars(invoice).one_or_none() is None:
        return None
    wanted = _waiting().where(Dispute.id == dispute_id).with_for_update(skip_locked=True)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def relieve_absent() -> int:
    """What the absent, and those who may no longer, own and cannot wait goes to others; returns how many disputes."""
    low = or_(*(and_(Person.role == role, Dispute.tier > rung) for role, rung in TIER_OF.items()))
    owners = select(Person.id).join(Dispute, Dispute.owner_id == Person.id).where(Dispute.status.in_(OPEN))
    wanted = owners.where(or_(Person.id.in_(away()), Person.active.is_(False), low)).distinct().order_by(Person.id)
    return sum(relieve(db.session.get_one(Person, person)) for person in db.session.scalars(wanted).all())


def _owned(person: Person) -> Select[tuple[Dispute]]:
    wanted = select(Dispute).where(Dispute.owner_id == person.id, Dispute.status.in_(OPEN))
    return wanted.order_by(Dispute.opened_at, Dispute.id)


def relieve(person: Person) -> int:
    """Give what `person` owns and should not wait for them to others who are there; returns how many moved.

    With nobody there to take it, it stays with them; of somebody who has no account any more it waits unowned.
    """
    moved = 0
    with transaction():
        # All at first, in one order, and people after them: as every verb locks.
        ids = sorted(db.session.scalars(_owned(person).with_only_columns(Dispute.id)))
        rows = [db.session.get_one(Dispute, dispute_id) for dispute_id in ids]
        lock_invoices(*rows)
        disputes = [locked(row) for row in rows]
        back = away().get(person.id)
        for dispute in sorted(disputes, key=lambda row: (row.opened_at, row.id)):
            why = _why_it_moves(dispute, person, back)
            if why and dispute.owner_id == person.id and dispute.status in OPEN:
                moved += _move(dispute, person, why)
    return moved


def _why_it_moves(dispute: Dispute, owner: Person, last_day: date | None) -> str:
    """In words for the next owner; empty where it stays."""
    if not owner.active:
        return N_("%(name)s no longer works here.", name=owner.name)
    if not assignment.may_own(owner, dispute):
        return N_("%(name)s has other duties now.", name=owner.name)
    if last_day is None or not _cannot_wait(dispute, owner, last_day):
        return ""
    return N_("%(name)s is away until %(last_day)s.", name=owner.name, last_day=last_day)


def _cannot_wait(dispute: Dispute, owner: Person, last_day: date) -> bool:
    calendar = policies.desk().calendar_in(owner.timezone)
    today = clock.today(owner.timezone)
    missed = calendar.business_days_between(today, last_day) + calendar.is_business_day(today)
    if missed >= policies.desk().assignment.absence_moves_all_days or dispute.taken_at is None:
        return True
    return dispute.next_due_at is not None and dispute.next_due_at <= next_at_work(owner, last_day)


def _move(dispute: Dispute, owner: Person, why: str) -> bool:
    next_one = ladder.next_owner(dispute, but_not=owner.id)
    if next_one is None and owner.active:
        return False
    if next_one is None:
        dispute.owner_id, dispute.taken_at = None, None
        db.session.expire(dispute, ["owner"])
    ladder.give_to(dispute, next_one)
    facts = {"owner": next_one.name if next_one else None, "from": owner.name, "why": why}
    dispute.apply(Action.ASSIGN, by=None, facts=facts, for_client=False)
    record(OwnerChanged(dispute.id, why))
    return True
