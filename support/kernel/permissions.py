"""How every table of permissions is read: clauses of predicates, one of which has to hold whole, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from support.kernel.errors import NotAllowed
from support.kernel.sayings import N_

Predicate = Callable[..., bool]
Clause = Sequence[Predicate]
WHY_NOT: dict[Predicate, str] = {}
"""What a person is told when the predicate does not hold."""


def says(why_not: str) -> Callable[[Predicate], Predicate]:
    """Names what a person is told when the predicate does not hold."""

    def keep(predicate: Predicate) -> Predicate:
        WHY_NOT[predicate] = N_(why_not)
        return predicate

    return keep


def hindrance(clauses: Iterable[Clause], *facts: object) -> str:
    """What hinders, of the clause that comes nearest to fitting; empty when one fits. Predicates get `facts`."""
    best: tuple[int, str] = (-1, "")
    for clause in clauses:
        failed = next((place for place, predicate in enumerate(clause) if not predicate(*facts)), None)
        if failed is None:
            return ""
        best = max(best, (failed, WHY_NOT[clause[failed]]), key=lambda found: found[0])
    return best[1]


def refuse(why_not: str) -> None:
    """Raises `NotAllowed` with the sentence, where there is one."""
    if why_not:
        raise NotAllowed(why_not)
