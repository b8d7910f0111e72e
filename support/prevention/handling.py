"""Tasks about our own manner: nobody owns them at first, so that the reminder reaches every manager."""

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import transaction
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task

_KEY = "handling:"


def look_at(titles: Mapping[str, str], *, due_on: date) -> int:
    """A task for each name in `titles` that has none yet, done or not; returns how many were made."""
    wanted = {f"{_KEY}{name}": title for name, title in titles.items()}
    with transaction():
        known = set(db.session.scalars(select(Task.key).where(Task.key.in_(wanted))))
        new = {key: title for key, title in wanted.items() if key not in known}
        db.session.add_all(
            Task(
                public_id=str(uuid.uuid4()),
                key=key,
                kind=TaskKind.HANDLING,
                title=title,
                due_on=due_on,
                made_at=clock.now(),
            )
            for key, title in new.items()
        )
    return len(new)


def open_count() -> int:
    """How many nobody has gone through yet."""
    wanted = select(func.count()).where(Task.kind == TaskKind.HANDLING, Task.status == TaskStatus.OPEN)
    return db.session.scalar(wanted) or 0
