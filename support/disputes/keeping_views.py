"""Views of the queue that people keep: their own, and those that they share with their department."""

from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.disputes.models import QueueView
from support.disputes.rules import needed
from support.disputes.workbench import is_for
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

LONGEST, MOST = 60, 30
Asks = dict[str, str | list[str]]
"""What the address of a view says: name → value, or values."""


def _seen_by(person: Person) -> Select[tuple[QueueView]]:
    own = policies.desk().department(person.department).name
    wanted = select(QueueView).where(is_for(QueueView, person.id, own))
    return wanted if person.active and person.role.is_staff else wanted.where(QueueView.id < 0)


def views_of(person: Person) -> list[QueueView]:
    """Their own and their department's, by name."""
    wanted = _seen_by(person).options(joinedload(QueueView.owner))
    return list(db.session.scalars(wanted.order_by(func.lower(QueueView.name), QueueView.id)))


def keep_view(person: Person, *, name: str, asks: Asks, shared: bool) -> QueueView:
    """Kept under `name`; the same name again replaces it. Raises `BadInput` for a name too long, or too many."""
    said = needed(name, "name", "The name of the view")
    if len(said) > LONGEST:
        raise BadInput(N_("The name has %(longest)s characters at most.", longest=LONGEST), field="name")
    if not person.role.is_staff:
        raise NotAllowed(N_("Only staff can do this."))
    with transaction():
        own = list(db.session.scalars(select(QueueView).where(QueueView.owner_id == person.id)))
        view = next((row for row in own if row.name == said), None)
        if view is None and len(own) >= MOST:
            raise BadInput(N_("You keep %(most)s views already: let one go first.", most=MOST), field="name")
        if view is None:
            view = QueueView(public_id=str(uuid4()), owner_id=person.id, name=said, made_at=clock.now())
            db.session.add(view)
        view.department = policies.desk().department(person.department).name
        view.asks, view.shared = asks, shared
    return view


def forget_view(public_id: str, *, by: Person) -> None:
    """Its owner lets it go. Raises `NotFound` for one that `by` does not see, `NotAllowed` for a colleague's."""
    with transaction():
        view = db.session.scalar(_seen_by(by).where(QueueView.public_id == public_id))
        if view is None:
            raise NotFound(N_("There is no such view."))
        if view.owner_id != by.id:
            raise NotAllowed(N_("This view is %(name)s's: ask them to change it.", name=view.owner.name))
        db.session.delete(view)
