"""Dated tasks: done with an outcome, or put off with a reason; whoever owns them is reminded."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.client_records import ClientDetails
from support.billing.queries import invoice_with
from support.disputes.models import Dispute
from support.disputes.opening import open_dispute
from support.disputes.reasons import Channel, Reason
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import TasksDue
from support.prevention.incident_models import Incident
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task, Verification
from support.prevention.rights import Act, require

GROUPS = ("address", "contacts", "tax")
"""What of a client's data is confirmed, each by itself."""
MEASURE = TaskKind.PREVENTIVE
"""What is planned by hand, unless it is said otherwise."""
GONE = N_("This page of the list is no longer there. Start again from its first page.")


@dataclass(frozen=True, slots=True)
class Wanted:
    kind: TaskKind | None = None
    owner: int | None = None
    status: TaskStatus = TaskStatus.OPEN


def tasks(wanted: Wanted, before: str | None = None, limit: int = 50) -> Page[Task]:
    """What is due first comes first."""
    rows = select(Task).where(Task.status == wanted.status).order_by(Task.due_on, Task.id).limit(limit + 1)
    if wanted.kind is not None:
        rows = rows.where(Task.kind == wanted.kind)
    if wanted.owner is not None:
        rows = rows.where(Task.owner_id == wanted.owner)
    if before:
        due_on, row = _place(before)
        rows = rows.where(or_(Task.due_on > due_on, and_(Task.due_on == due_on, Task.id > row)))
    found = list(db.session.scalars(rows.options(joinedload(Task.organisation), joinedload(Task.owner))))
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of(last.due_on, last.id) if last else None)


def _place(cursor: str) -> tuple[date, int]:
    due_on, row = keys_of(cursor, 2)
    try:
        return date.fromisoformat(due_on), int(row)
    except (TypeError, ValueError):
        raise BadInput(GONE, field="before") from None


def task_with(public_id: str) -> Task:
    found = db.session.scalar(select(Task).where(Task.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such task."))
    return found


def _open(task: Task) -> Task:
    row: Task = steps.locked(task)
    if row.status is not TaskStatus.OPEN:
        raise RuleBroken(N_("There is nothing left to do: %(label)s.", label=row.status.label.lower()))
    return row


def finish(task: Task, *, outcome: str, by: Person, next_on: date | None = None) -> Task:
    """Done, with what came of it. An agreement is gone through again on `next_on`, a year from today unless said.

    Raises `RuleBroken` for a price that has not been announced: that is done by announcing it.
    """
    with transaction():
        row = _open(task)
        require(by, Act.DO_TASK, row)
        if row.kind is TaskKind.PRICE_NOTICE:
            raise RuleBroken(N_("A price is announced by sending the notices: press “Send the notices”."))
        if row.kind is TaskKind.DATA_REQUEST:
            raise RuleBroken(N_("Say yes or no to what the client asks for: that ends it, and they are told."))
        row.outcome = steps.needed(outcome, "outcome", N_("What came of it"))
        row.status, row.ended_at = TaskStatus.DONE, clock.now()
        _follow_up(row, by, next_on)
        steps.note(row, N_("done"), by=by, words=row.outcome)
    return row


def _follow_up(task: Task, by: Person, next_on: date | None) -> None:
    if task.kind is TaskKind.CLIENT_DATA and task.organisation_id is not None:
        _confirm_data(task.organisation_id, by, task.outcome)
    if task.kind is TaskKind.AGREEMENT_REVIEW and task.contract is not None and task.contract.terms is not None:
        next_on = next_on or clock.today() + timedelta(days=365)
        if next_on <= clock.today():
            raise BadInput(N_("The next review lies ahead of today."), field="next_on")
        task.contract.terms.review_on = next_on


def _confirm_data(client: int, by: Person, words: str) -> None:
    today = clock.today()
    for group in GROUPS:
        db.session.add(Verification(organisation_id=client, on=today, group=group, by_id=by.id, words=words))
    own = select(ClientDetails).where(ClientDetails.organisation_id == client, ClientDetails.valid_from <= today)
    details = db.session.scalar(own.order_by(ClientDetails.valid_from.desc()).limit(1))
    if details is not None:
        details.verified_on = today


def put_off(task: Task, *, to: date, words: str, by: Person) -> Task:
    """To a later day, with the reason. A price cannot be announced later than the agreement allows."""
    with transaction():
        row = _open(task)
        require(by, Act.PUT_OFF_TASK, row)
        said = steps.needed(words, "words", N_("The reason"))
        if to <= clock.today():
            raise BadInput(N_("Choose a day after today."), field="to")
        if row.last_on is not None and to > row.last_on:
            raise RuleBroken(N_("%(last_on)s is the last day for it.", last_on=row.last_on))
        row.due_on, row.reminded_on = to, None
        steps.note(row, N_("put off"), by=by, words=N_("to %(day)s. %(words)s", day=to, words=said))
    return row


def assign(task: Task, *, to: Person, by: Person) -> Task:
    with transaction():
        row = _open(task)
        require(by, Act.ASSIGN_TASK, row)
        if not (to.active and to.role.is_staff):
            raise BadInput(N_("Choose somebody of the staff."), field="to")
        row.owner_id = to.id
        steps.note(row, N_("given to a person"), by=by, words=to.name)
    return row


def plan(
    title: str, *, due_on: date, owner: Person, by: Person, incident: Incident | None = None, kind: TaskKind = MEASURE
) -> Task:
    """A measure, with its owner and its day."""
    with transaction():
        require(by, Act.PLAN_TASK)
        if due_on < clock.today():
            raise BadInput(N_("The day lies in the past."), field="due_on")
        name = str(uuid.uuid4())
        task = Task(
            public_id=name,
            key=f"{kind.value}:{name}",
            kind=kind,
            title=steps.needed(title, "title", N_("What is to be done"))[:300],
            due_on=due_on,
            owner_id=owner.id,
            incident_id=incident.id if incident else None,
            made_at=clock.now(),
        )
        db.session.add(task)
        db.session.flush()
        steps.note(task, N_("planned"), by=by)
    return task


def raise_concern(task: Task, *, number: str, words: str, by: Person) -> Dispute:
    """What a client said when we talked with them becomes a dispute of their invoice."""
    with transaction():
        require(by, Act.DO_TASK, task)
        if task.organisation is None:
            raise RuleBroken(N_("This task is about no client."))
        dispute, _ = open_dispute(
            by=by,
            invoice=invoice_with(number, task.organisation),
            lines=None,
            reason=Reason.CLARIFICATION_REQUEST,
            statement=steps.needed(words, "concern", N_("What the client said")),
            claimed=None,
            channel=Channel.PHONE,
            on_behalf_of=task.organisation,
            key=None,
        )
        steps.note(task, N_("concern raised"), by=by, words=dispute.reference)
    return dispute


def remind() -> int:
    """Write to the owners of what is due, once a week for each task; what is nobody's reaches the managers."""
    today = clock.today()
    again = today - timedelta(days=policies.desk().prevention.tasks.remind_every_days)
    with transaction():
        due = select(Task).where(Task.status == TaskStatus.OPEN, Task.due_on <= today)
        fresh = due.where(or_(Task.reminded_on.is_(None), Task.reminded_on <= again)).order_by(Task.due_on, Task.id)
        by_owner: dict[int, list[int]] = defaultdict(list)
        managers = [person.id for person in accounts.staff(Role.MANAGER)]
        rows = db.session.scalars(fresh.limit(500).with_for_update()).all()
        for row in rows:
            row.reminded_on = today
            for person in [row.owner_id] if row.owner_id else managers:
                by_owner[person].append(row.id)
        for person, ids in by_owner.items():
            record(TasksDue(person, tuple(ids)))
    return len(rows)
