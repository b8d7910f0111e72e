"""What the clocks say."""

from dataclasses import dataclass
from datetime import datetime

from support.kernel.transaction import Event


@dataclass(frozen=True)
class ClockEvent(Event):
    """`label` is how people call the clock."""

    dispute_id: int
    clock: str
    label: str
    due_at: datetime


@dataclass(frozen=True)
class DeadlineNear(ClockEvent):
    """Most of its time has been used: somebody is warned while there is time."""


@dataclass(frozen=True)
class DeadlineMissed(ClockEvent):
    """It has run out."""


@dataclass(frozen=True)
class EscalationDue(Event):
    """A rung of the ladder has been reached: to `to_tier` (0: one higher). The same `trigger` never twice."""

    dispute_id: int
    to_tier: int
    why: str
    trigger: str
