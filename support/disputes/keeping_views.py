"""Views of the queue that people keep: their own, and those that they share with their department."""

from support.accounts.models import Person
from support.disputes.keeping import Drawer, refuse_all_but_staff
from support.disputes.models import QueueView
from support.disputes.rules import needed
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

LONGEST, MOST = 60, 30
Asks = dict[str, str | list[str]]
"""What the address of a view says: name → value, or values."""

_VIEWS = Drawer(
    QueueView,
    name="name",
    most=MOST,
    full=lambda most: N_("You keep %(most)s views already: let one go first.", most=most),
    missing=lambda: N_("There is no such view."),
    anothers=lambda name: N_("This view is %(name)s's: ask them to change it.", name=name),
)


def views_of(person: Person) -> list[QueueView]:
    """Their own and their department's, by name."""
    return _VIEWS.of(person)


def keep_view(person: Person, *, name: str, asks: Asks, shared: bool) -> QueueView:
    """Kept under `name`; the same name again replaces it. Raises `BadInput` for a name too long, or too many."""
    said = needed(name, "name", N_("The name of the view"))
    if len(said) > LONGEST:
        raise BadInput(N_("The name has %(longest)s characters at most.", longest=LONGEST), field="name")
    refuse_all_but_staff(person)
    with transaction():
        view = _VIEWS.place(person, said, shared=shared)
        view.asks = asks
    return view


def forget_view(public_id: str, *, by: Person) -> None:
    """Its owner lets it go. Raises `NotFound` for one that `by` does not see, `NotAllowed` for a colleague's."""
    _VIEWS.forget(public_id, by=by)
