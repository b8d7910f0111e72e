"""The table of permissions itself: no predicate without its sentence, none that refuses nothing."""

from datetime import timedelta

import pytest

from support.accounts.roles import Power, Role
from support.disputes import permissions
from support.disputes.permissions import PERMISSIONS, Given, require, why_not
from support.disputes.reasons import Outcome
from support.disputes.states import Action, Status
from support.kernel import clock
from support.kernel.errors import NotAllowed
from support.kernel.permissions import WHY_NOT
from tests.disputes.stand_ins import Proposed, Somebody, Something, client, decided


def test_every_predicate_says_why_not() -> None:
    used = {predicate for clauses in PERMISSIONS.values() for clause in clauses for predicate in clause}
    assert used <= set(WHY_NOT)


def test_without_the_right_the_verb_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotAllowed, match="Only staff can do this"):
        require(client(), Action.ADD_NOTE, Something())
    require(Somebody(), Action.ADD_NOTE, Something())


def _somebodies() -> list[Somebody]:
    staff = [Somebody(role, id=number) for number in (1, 2) for role in (Role.AGENT, Role.SPECIALIST, Role.MANAGER)]
    clients = [client(id=number, organisation_id=organisation) for number in (1, 2) for organisation in (7, 8)]
    clients += [client(powers=(power.value,)) for power in Power]
    gone = [Somebody(who.role, who.id, who.organisation_id, active=False) for who in (*staff, *clients)]
    elsewhere = [
        Somebody(role, id=number, department="sales") for number in (1, 2) for role in (Role.AGENT, Role.MANAGER)
    ]
    return [*staff, *clients, *gone, *elsewhere]


def _somethings() -> list[object]:
    long_ago = clock.now() - timedelta(days=61)
    disputes = [
        *(Something(owner_id=owner, owner=Somebody(id=owner), tier=tier) for owner in (1, 2) for tier in (1, 2, 3)),
        Something(owner_id=1, tier=0, decided_at=clock.now()),  # no table allows it; were it so, clients still stay out
        Something(owner_id=2, owner=Somebody(Role.MANAGER, id=2), tier=1),
        Something(owner_id=None, owner=None),
        Something(owner_id=None, owner=None, department="sales"),
        *(decided(outcome) for outcome in Outcome),
        decided(satisfied=True),
        Something(status=Status.RESOLVED, outcome=Outcome.UPHELD, decided_at=long_ago),
    ]
    remedies = [Proposed(amount_minor=minor, proposed_by_id=who) for minor in (0, 600000) for who in (1, 2)]
    return [*disputes, *remedies]


def _allows(predicates, person: Somebody, thing: object) -> bool:
    return all(predicate(permissions._facts(person, thing, Given())) for predicate in predicates)


@pytest.mark.parametrize("action", Action)
def test_no_predicate_stands_in_the_table_for_nothing(action: Action) -> None:
    pairs = [(person, thing) for person in _somebodies() for thing in _somethings()]
    for clause in PERMISSIONS[action]:
        for predicate in clause:
            rest = [other for other in clause if other is not predicate]
            alone = [pair for pair in pairs if _allows(rest, *pair) and not _allows([predicate], *pair)]
            assert alone, f"{action}: {predicate.__name__} refuses nothing that the others of its clause allow"


def test_the_nearest_hindrance_is_said() -> None:
    assert why_not(Somebody(id=2), Action.SHARE_PROGRESS, Something(owner_id=1)).startswith("It belongs")
