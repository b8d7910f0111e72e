"""What comes due by itself: agreements to go through, data to confirm, clients to talk to. Each is made once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from support import policies
from support.accounts.models import Organisation
from support.billing.agreements import Contract, Terms
from support.billing.client_records import ClientDetails
from support.billing.models import Invoice
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.kernel.words import month_said
from support.prevention.announcing import price_tasks
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task, Verification

SERVED_WITHIN = timedelta(days=365)
"""A client with no bill for longer than that is not asked and not called."""
_LOOK_BACK = "practice:"
_REVIEWED_AFTER = 14
"""Days after a quarter by which it is looked back at."""
_MEETING = "departments:"
_MET_AFTER = 10
"""Days after a month by which the departments have gone through it."""


def make_tasks() -> int:
    """Make the tasks that come due soon; a second run makes none. Returns how many are new."""
    wanted = [*_agreements(), *_clients(), *price_tasks(clock.today()), *_quarter(), *_month()]
    with transaction():
        known = set(db.session.scalars(select(Task.key).where(Task.key.in_([row["key"] for row in wanted]))))
        new = [row for row in wanted if row["key"] not in known]
        db.session.add_all(Task(public_id=str(uuid.uuid4()), made_at=clock.now(), **row) for row in new)
    return len(new)


def _horizon() -> date:
    return clock.today() + timedelta(days=policies.desk().prevention.tasks.ahead_days)


def _agreements() -> Iterator[dict[str, Any]]:
    running = or_(Contract.ends_on.is_(None), Contract.ends_on >= clock.today())
    wanted = select(Contract, Terms.review_on).join(Terms, Terms.contract_id == Contract.id).where(running)
    for contract, on in db.session.execute(wanted.where(Terms.review_on <= _horizon()).order_by(Contract.id)):
        yield {
            "key": f"agreement:{contract.id}:{on}",
            "kind": TaskKind.AGREEMENT_REVIEW,
            "title": N_(
                "Go through agreement %(number)s with %(client)s",
                number=contract.number,
                client=contract.organisation.name,
            ),
            "due_on": on,
            "organisation_id": contract.organisation_id,
            "contract_id": contract.id,
        }


def _clients() -> Iterator[dict[str, Any]]:
    """Confirming data, and talking: each so many days after the last time, or after the first bill."""
    numbers, horizon = policies.desk().prevention.tasks, _horizon()
    talked, confirmed = _latest_talks(), _latest_confirmations()
    for client, first in _served():
        for kind, last, every in (
            (TaskKind.CLIENT_DATA, confirmed.get(client.id, first), numbers.verify_every_days),
            (TaskKind.CHECK_IN, talked.get(client.id, first), numbers.check_in_every_days),
        ):
            due = last + timedelta(days=every)
            if due <= horizon:
                yield {
                    "key": f"{kind.value}:{client.id}:{last}",
                    "kind": kind,
                    "title": N_("%(what)s: %(client)s", what=kind.label, client=client.name),
                    "due_on": due,
                    "organisation_id": client.id,
                }


def quarter_before(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter that ended last."""
    last = day.replace(month=day.month - (day.month - 1) % 3, day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _bills_went_out(first: date, last: date) -> bool:
    return db.session.scalar(select(Invoice.id).where(Invoice.issued_on.between(first, last)).limit(1)) is not None


def _quarter() -> Iterator[dict[str, Any]]:
    """The look back at a quarter in which bills went out; its figures are the reports of that time."""
    first, last = quarter_before(clock.today())
    if not _bills_went_out(first, last):
        return
    yield {
        "key": f"{_LOOK_BACK}{first}:{last}",
        "kind": TaskKind.PRACTICE_REVIEW,
        "title": N_(
            "Look back at %(first)s to %(last)s: what went wrong, and what is to change",
            first=month_said(first, with_year=False),
            last=month_said(last),
        ),
        "due_on": last + timedelta(days=_REVIEWED_AFTER),
    }


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the month that ended last."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _month() -> Iterator[dict[str, Any]]:
    """Sales, billing and service meet about a month in which bills went out; the pack for it is a page of the office."""
    first, last = month_before(clock.today())
    if not _bills_went_out(first, last):
        return
    yield {
        "key": f"{_MEETING}{first}:{last}",
        "kind": TaskKind.DEPARTMENTS,
        "title": N_(
            "Go through %(month)s with the other departments: missed promises, wrong data, open measures",
            month=month_said(first),
        ),
        "due_on": last + timedelta(days=_MET_AFTER),
    }


def quarter_of(task: Task) -> tuple[date, date] | None:
    """The days that a look back is about; None for any other task."""
    return _days(task, TaskKind.PRACTICE_REVIEW, _LOOK_BACK)


def month_of(task: Task) -> tuple[date, date] | None:
    """The days that a meeting of the departments is about; None for any other task."""
    return _days(task, TaskKind.DEPARTMENTS, _MEETING)


def _days(task: Task, kind: TaskKind, prefix: str) -> tuple[date, date] | None:
    if task.kind is not kind:
        return None
    first, _, last = task.key.removeprefix(prefix).partition(":")
    return date.fromisoformat(first), date.fromisoformat(last)


def _served() -> list[tuple[Organisation, date]]:
    """Clients with a bill in the last year, and the day of their first one."""
    since = clock.today() - SERVED_WITHIN
    wanted = select(Organisation, func.min(Invoice.issued_on)).join(Invoice, Invoice.organisation_id == Organisation.id)
    grouped = wanted.group_by(Organisation.id).having(func.max(Invoice.issued_on) >= since).order_by(Organisation.id)
    return [(client, first) for client, first in db.session.execute(grouped)]


def _latest_talks() -> dict[int, date]:
    done = (Task.kind == TaskKind.CHECK_IN, Task.status == TaskStatus.DONE)
    rows = db.session.execute(
        select(Task.organisation_id, func.max(Task.ended_at)).where(*done).group_by(Task.organisation_id)
    )
    return {client: at.date() for client, at in rows if client is not None}


def _latest_confirmations() -> dict[int, date]:
    """By us, or as the master data says."""
    found: dict[int, date] = {}
    for table, column in ((Verification, Verification.on), (ClientDetails, ClientDetails.verified_on)):
        rows = (
            select(table.organisation_id, func.max(column)).where(column.is_not(None)).group_by(table.organisation_id)
        )
        for client, on in db.session.execute(rows):
            found[client] = max(on, found.get(client, on))
    return found
