"""Tasks about our own manner and what is said of it: nobody owns them at first, so that the reminder reaches every manager."""

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import transaction
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task


def look_at(titles: Mapping[str, str], *, due_on: date) -> int:
    """A task for each name in `titles` that has none yet, done or not; returns how many were made."""
    return len(_make(TaskKind.HANDLING, titles, due_on))


def listen_to(titles: Mapping[str, str], *, due_on: date) -> list[int]:
    """The same for what people say of us; returns the ids of those that were made."""
    return [task.id for task in _make(TaskKind.FEEDBACK, titles, due_on)]


def _make(kind: TaskKind, titles: Mapping[str, str], due_on: date) -> list[Task]:
    wanted = {f"{kind.value}:{name}": title for name, title in titles.items()}
    with transaction():
        known = set(db.session.scalars(select(Task.key).where(Task.key.in_(wanted))))
        new = [
            Task(
                public_id=str(uuid.uuid4()),
                key=key,
                kind=kind,
                title=title,
                due_on=due_on,
                made_at=clock.now(),
            )
            for key, title in wanted.items()
            if key not in known
        ]
        db.session.add_all(new)
        db.session.flush()
    return new


def open_count() -> int:
    """How many nobody has gone through yet."""
    wanted = select(func.count()).where(Task.kind == TaskKind.HANDLING, Task.status == TaskStatus.OPEN)
    return db.session.scalar(wanted) or 0
