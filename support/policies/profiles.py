"""A policy profile: which clocks a dispute has, what starts and stops them, and what else its rules ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from support.kernel.calendar import Calendar
from support.kernel.sayings import NN_

UNITS = ("business_days", "calendar_days", "business_hours", "minutes", "weeks", "billing_cycles", "months", "years")
ROLLS = ("none", "next_business_day")
CUTOFFS = ("none", "next_business_day")
MOMENTS = ("end_of_day", "close_of_business", "to_the_minute")


_LENGTHS: dict[str, Callable[[int], str]] = {
    "business_days": lambda n: NN_("%(n)s business day", "%(n)s business days", n),
    "calendar_days": lambda n: NN_("%(n)s calendar day", "%(n)s calendar days", n),
    "business_hours": lambda n: NN_("%(n)s business hour", "%(n)s business hours", n),
    "minutes": lambda n: NN_("%(n)s minute", "%(n)s minutes", n),
    "weeks": lambda n: NN_("%(n)s week", "%(n)s weeks", n),
    "billing_cycles": lambda n: NN_("%(n)s billing cycle", "%(n)s billing cycles", n),
    "months": lambda n: NN_("%(n)s month", "%(n)s months", n),
    "years": lambda n: NN_("%(n)s year", "%(n)s years", n),
}


@dataclass(frozen=True, slots=True)
class Length:
    """`n` of `unit`, counted without the day it starts on and with the day it ends on."""

    n: int
    unit: str

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> str:
        """Such as `5 business days`."""
        return _LENGTHS[self.unit](self.n)


@dataclass(frozen=True, slots=True)
class Variant:
    """Another length, where the fact `when` is known of the dispute."""

    when: str
    length: Length


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer length from the same start, once one of `requires` has happened; `in_time`: before the clock ran out."""

    length: Length
    requires: tuple[str, ...]
    in_time: bool
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One promise or duty.

    Any of `start` starts it; `satisfied_by` and `cancelled_by` end it. It runs only where one of `only_when` is known
    (or none is asked for) and none of `unless` is. `repeats`: it may start again after it has ended. `pauses`: what
    the profile calls waiting does not count. `warn_at` is the share of its time after which somebody is warned.
    """

    name: str
    label: str
    start: tuple[str, ...]
    length: Length
    variants: tuple[Variant, ...]
    extensions: tuple[Extension, ...]
    cap: Length | None
    roll: str
    cutoff: str
    due: str
    satisfied_by: tuple[str, ...]
    cancelled_by: tuple[str, ...]
    only_when: tuple[str, ...]
    unless: tuple[str, ...]
    pauses: bool
    repeats: bool
    regulatory: bool
    warn_at: float
    note: str


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """How long after the event `anchor` a client may give notice. Later ones are courtesies (`late`), never dropped."""

    length: Length
    anchor: str
    late: str
    roll: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter of this kind must say, and by which channel. `says`: (point, the sentence that says it)."""

    kind: str
    must: tuple[str, ...]
    channel: str
    says: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Recourse:
    """Whom the client may turn to, when, and for how long after our answer."""

    name: str
    when: tuple[str, ...]
    within: Length | None


@dataclass(frozen=True, slots=True)
class Interim:
    """What is protected while a dispute is open; `stop_debit_days`: business days' notice that stops a collection."""

    hold_disputed_amount: bool
    block_late_fees: bool
    block_dunning: bool
    block_adverse_report: bool
    block_service_cut: bool
    provisional_credit: bool
    stop_debit_days: int


@dataclass(frozen=True, slots=True)
class Duties:
    """What else the rules ask for. `figures` are amounts, shares and periods of the source that are no clock."""

    interim: Interim
    letters: tuple[Letter, ...]
    recourse: tuple[Recourse, ...]
    retention: Length | None
    grounds: tuple[str, ...]
    not_grounds: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """One version of a body of rules. A dispute keeps the version it was opened under.

    `estimate` names the clock whose due moment the client is told. A profile whose `reviewed_by` is empty has been
    read by no lawyer. `closes_unanswered`: a client's silence on a proposal may end the dispute, after notice.
    """

    id: str
    version: int
    title: str
    source: str
    as_of: date
    reviewed_by: str
    effective_from: date | None
    effective_to: date | None
    channels: tuple[str, ...]
    estimate: str
    calendar: Calendar
    close_of_business: int
    clocks: tuple[ClockRule, ...]
    notice_window: NoticeWindow | None
    pause_from: tuple[str, ...]
    pause_until: tuple[str, ...]
    closes_unanswered: bool
    duties: Duties

    def clock(self, name: str) -> ClockRule:
        """Raises `KeyError`."""
        for rule in self.clocks:
            if rule.name == name:
                return rule
        raise KeyError(name)

    def in_force_on(self, day: date) -> bool:
        started = self.effective_from is None or self.effective_from <= day
        return started and (self.effective_to is None or day <= self.effective_to)

    @property
    def names_used(self) -> frozenset[str]:
        """Every event that this profile asks about."""
        used = {*self.pause_from, *self.pause_until}
        for rule in self.clocks:
            used |= {*rule.start, *rule.satisfied_by, *rule.cancelled_by, *rule.only_when, *rule.unless}
            used |= {variant.when for variant in rule.variants}
            for extension in rule.extensions:
                used |= {*extension.requires, *(variant.when for variant in extension.variants)}
        if self.notice_window:
            used.add(self.notice_window.anchor)
        return frozenset(used)
