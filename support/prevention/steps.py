"""What was done, by whom and when: written with each verb, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from support.accounts.models import Person
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, JustChanged
from support.kernel.paging import keys_of
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.prevention.models import Step

LONGEST = 5_000


def note(about: Any, did: str, *, by: Person | None, words: str = "") -> None:
    """`about` is a stored row; `by` None stands for the program."""
    step = Step(about=name_of(about), did=did, words=words, by_id=by.id if by else None, at=clock.now())
    db.session.add(step)


def name_of(row: Any) -> str:
    return f"{row.__tablename__}:{row.id}"


def steps_of(row: Any) -> Sequence[Step]:
    """The oldest first, with who did them."""
    wanted = select(Step).where(Step.about == name_of(row)).order_by(Step.id).options(joinedload(Step.by))
    return db.session.scalars(wanted).all()


def needed(words: str, field: str, what: str) -> str:
    """Words that a person had to give. Raises `BadInput` for none, far too many, and what nothing can show."""
    said = readable(words, field)
    if not said:
        raise BadInput(N_("%(what)s is missing: write a few words.", what=what), field=field)
    if len(said) > LONGEST:
        raise BadInput(
            N_(
                "%(what)s is too long: %(count)s characters, %(longest)s are possible.",
                what=what,
                count=len(said),
                longest=LONGEST,
            ),
            field=field,
        )
    return said


def id_in(cursor: str) -> int:
    """The row that a `Page.next` names. Raises `BadInput` for anything else."""
    (found,) = keys_of(cursor, 1)
    if type(found) is not int:
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page."), field="before")
    return found


def locked(row: Any, version: int | None = None) -> Any:
    """The same row under its lock. Raises `JustChanged` when it is no longer the `version` that was shown."""
    kind = type(row)
    wanted = select(kind).where(kind.id == row.id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(wanted).one()
    if version is not None and found.version != version:
        raise JustChanged
    return found
