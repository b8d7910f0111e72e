"""People and disputes as the permissions see them: plain facts, no database."""

from dataclasses import dataclass, field

from support.accounts.roles import ALL_POWERS, TIER_OF, Power, Role
from support.disputes.reasons import Outcome, RemedyKind, RemedyStatus
from support.disputes.states import Status
from support.kernel import clock


@dataclass
class Somebody:
    role: Role = Role.AGENT
    id: int = 1
    organisation_id: int | None = None
    active: bool = True
    department: str = ""
    powers: tuple[str, ...] = ALL_POWERS

    def may(self, power: Power) -> bool:
        return power.value in self.powers

    @property
    def tier(self) -> int:
        return TIER_OF.get(self.role, 0)


@dataclass
class Something:
    owner_id: int | None = 1
    owner: Somebody = field(default_factory=Somebody)
    organisation_id: int = 7
    tier: int = 1
    department: str = ""
    status: Status = Status.INVESTIGATING
    taken_at: object = "a while ago"
    outcome: Outcome | None = None
    satisfied: bool | None = None
    decided_at: object = None
    closed_at: object = None
    currency: str = "EUR"
    remedies: list = field(default_factory=list)


@dataclass(eq=False)
class Proposed:
    dispute: Something = field(default_factory=Something)
    amount_minor: int = 0
    proposed_by_id: int = 99
    kind: RemedyKind = RemedyKind.ADJUST_CHARGE
    status: RemedyStatus = RemedyStatus.AWAITING_APPROVAL


def client(**given) -> Somebody:
    return Somebody(Role.CLIENT, **{"organisation_id": 7, **given})


def manager(**given) -> Somebody:
    return Somebody(Role.MANAGER, **given)


def decided(outcome: Outcome = Outcome.NOT_UPHELD, **given) -> Something:
    return Something(status=Status.RESOLVED, outcome=outcome, decided_at=clock.now(), **given)
