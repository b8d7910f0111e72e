"""How often each rule was right, by what people said of its findings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from support.billing.kinds import FindingStatus
from support.billing.settlement import Finding
from support.extensions import db
from support.policies import shelf


@dataclass(frozen=True, slots=True)
class Precision:
    """`share`: confirmed of all that were judged, None while none was; `doubted`: below the floor, so notes only."""

    rule: str
    confirmed: int
    rejected: int
    doubted: bool

    @property
    def judged(self) -> int:
        return self.confirmed + self.rejected

    @property
    def share(self) -> float | None:
        return self.confirmed / self.judged if self.judged else None


def precisions() -> list[Precision]:
    """By rule, of those that anybody has judged a finding of. A verdict counts also when the error is corrected since."""
    counted: dict[str, dict[FindingStatus, int]] = {}
    wanted = select(Finding.rule, Finding.verdict, func.count()).where(Finding.verdict.is_not(None))
    for rule, verdict, count in db.session.execute(wanted.group_by(Finding.rule, Finding.verdict)).tuples():
        if verdict is not None:
            counted.setdefault(rule, {})[verdict] = count
    return [_precision(rule, found) for rule, found in sorted(counted.items(), key=lambda one: int(one[0][1:]))]


def _precision(rule: str, found: dict[FindingStatus, int]) -> Precision:
    confirmed, rejected = (found.get(one, 0) for one in (FindingStatus.CONFIRMED, FindingStatus.FALSE_POSITIVE))
    numbers = shelf.audit()
    enough = confirmed + rejected >= numbers.precision_judged
    doubted = enough and confirmed < numbers.precision_floor * (confirmed + rejected)
    return Precision(rule, confirmed, rejected, doubted)


def doubted_rules() -> frozenset[str]:
    """Rules under the floor: what they find from now on is a note."""
    return frozenset(one.rule for one in precisions() if one.doubted)
