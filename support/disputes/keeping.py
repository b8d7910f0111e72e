"""What somebody of the staff keeps under a name, for themselves or shared with their department: views and replies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.disputes.models import QueueView, SavedReply
from support.disputes.workbench import is_for
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

Thing = TypeVar("Thing", QueueView, SavedReply)


@dataclass(frozen=True)
class Drawer(Generic[Thing]):
    """A kind of thing: the column that names it, how many one person keeps, and what is said when that does not go.

    `full` is told `most`, `missing` nothing, `anothers` the owner's name.
    """

    table: type[Thing]
    name: str
    most: int
    full: Callable[[int], str]
    missing: Callable[[], str]
    anothers: Callable[[str], str]

    def seen_by(self, person: Person) -> Select[tuple[Thing]]:
        """Their own and their department's; nobody but staff sees any."""
        wanted = select(self.table).where(is_for(self.table, person.id, _department(person)))
        return wanted if person.active and person.role.is_staff else wanted.where(self.table.id < 0)

    def of(self, person: Person) -> list[Thing]:
        """What they see, by name, each with its owner."""
        name = getattr(self.table, self.name)
        wanted = self.seen_by(person).options(joinedload(self.table.owner))
        return list(db.session.scalars(wanted.order_by(func.lower(name), self.table.id)))

    def place(self, person: Person, name: str, *, shared: bool) -> Thing:
        """Their own of that name, or a new one; in the caller's transaction. Raises `BadInput` when the drawer is full."""
        own = list(db.session.scalars(select(self.table).where(self.table.owner_id == person.id)))
        found = next((row for row in own if getattr(row, self.name) == name), None)
        if found is None and len(own) >= self.most:
            raise BadInput(self.full(self.most), field=self.name)
        if found is None:
            found = self.table(public_id=str(uuid4()), owner_id=person.id, made_at=clock.now(), **{self.name: name})
            db.session.add(found)
        found.department, found.shared = _department(person), shared
        return found

    def forget(self, public_id: str, *, by: Person) -> None:
        """Its owner lets it go. Raises `NotFound` for one that `by` does not see, `NotAllowed` for a colleague's."""
        with transaction():
            found = db.session.scalar(self.seen_by(by).where(self.table.public_id == public_id))
            if found is None:
                raise NotFound(self.missing())
            if found.owner_id != by.id:
                raise NotAllowed(self.anothers(found.owner.name))
            db.session.delete(found)


def refuse_all_but_staff(person: Person) -> None:
    if not person.role.is_staff:
        raise NotAllowed(N_("Only staff can do this."))


def _department(person: Person) -> str:
    return policies.desk().department(person.department).name
