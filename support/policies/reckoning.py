"""From a clock's rule and its start to its due moment, with the sentences that say how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from support.kernel.sayings import N_, joined
from support.policies import counting
from support.policies.counting import DAY_UNITS, Cycle, Pause
from support.policies.profiles import ClockRule, Extension, Length, Profile, Variant
from support.policies.vocabulary import fact_in_words


@dataclass(frozen=True, slots=True)
class Result:
    """Moments in UTC; `suffix` names the what-if it belongs to, empty for what holds."""

    due_at: datetime
    warn_at: datetime
    unit: str
    steps: tuple[str, ...]
    suffix: str = ""


_ON_WEEKDAYS = (
    N_("Monday %(day)s"),
    N_("Tuesday %(day)s"),
    N_("Wednesday %(day)s"),
    N_("Thursday %(day)s"),
    N_("Friday %(day)s"),
    N_("Saturday %(day)s"),
    N_("Sunday %(day)s"),
)


def said(day: date) -> str:
    """`Tuesday 3 March 2026`."""
    return N_(_ON_WEEKDAYS[day.weekday()], day=day)


def in_words(name: str) -> str:
    return N_("“%(fact)s”", fact=fact_in_words(name))


def any_of(names: Sequence[str]) -> str:
    return joined(N_(" or "), [in_words(name) for name in names])


_AFTER_CLOSE = N_("That is after the close of business: it counts as %(day)s.")
_NO_BUSINESS_DAY = N_("That is not a business day: it counts as %(day)s.")
_COUNTED = N_("%(length)s after %(first)s, which does not count itself: %(day)s.")
_CYCLES = N_("%(length)s, complete ones after %(first)s; cycles close on %(ends)s: %(day)s.")
_LONGER = N_("%(fact)s makes the time longer: %(length)s from the same start.")
_NO_LATER = N_("In no event later than %(cap)s: %(day)s.")
_EARLIER = N_("In no event later than %(cap)s: %(day)s, which is earlier and counts.")


@dataclass(frozen=True)
class Reckoning:
    """One run of one clock: `facts` are all names known, `times` when each first happened."""

    profile: Profile
    rule: ClockRule
    started_at: datetime
    facts: frozenset[str]
    times: Mapping[str, datetime]
    pauses: tuple[Pause, ...]
    cycle: Cycle | None

    def result(self) -> Result:
        steps = [*self._conditions(), self._start_step()]
        start = self._counted_from(steps)
        length = self._length(self.rule.length, self.rule.variants, steps)
        due = self._due(length, start, steps)
        extended = self._extension(start, due, steps)
        if extended is not None:
            length, due = extended
        return self._finished(length, due, start, steps)

    def what_ifs(self) -> list[Result]:
        """What would hold under facts that are not known: other lengths, and extensions not earned yet."""
        found = [
            self._what_if(in_words(variant.when), variant.length, f".{variant.when}")
            for variant in self._unknown(self.rule.variants)
        ]
        for extension in self.rule.extensions:
            if self.facts.intersection(extension.requires):
                continue
            length = self._length(extension.length, extension.variants, [])
            earned = any_of(extension.requires)
            found.append(self._what_if(earned, length, ".extended"))
            for variant in self._unknown(extension.variants):
                both = N_("%(earned)s, and %(fact)s", earned=earned, fact=in_words(variant.when))
                found.append(self._what_if(both, variant.length, f".extended.{variant.when}"))
        return found

    def _unknown(self, variants: Sequence[Variant]) -> list[Variant]:
        return [variant for variant in variants if variant.when not in self.facts]

    def _what_if(self, condition: str, length: Length, suffix: str) -> Result:
        steps = [N_("Only with %(facts)s; not known here.", facts=condition), self._start_step()]
        start = self._counted_from(steps)
        due = self._due(length, start, steps)
        return replace(self._finished(length, due, start, steps), suffix=suffix)

    def _conditions(self) -> list[str]:
        steps = [N_(self.rule.note)] if self.rule.note else []
        if self.rule.only_when and not self.facts.intersection(self.rule.only_when):
            steps.append(N_("Only with %(facts)s; not known here.", facts=any_of(self.rule.only_when)))
        elif self.rule.only_when:
            met = min(self.facts.intersection(self.rule.only_when))
            steps.append(N_("It applies because of %(fact)s.", fact=in_words(met)))
        for fact in sorted(self.facts.intersection(self.rule.unless)):
            steps.append(N_("It does not apply because of %(fact)s.", fact=in_words(fact)))
        return steps

    def _start_step(self) -> str:
        local = self.profile.calendar.local(self.started_at)
        when: dict[str, object] = {"day": said(local.date()), "time": f"{local:%H:%M}"}
        zone = self.profile.calendar.timezone
        return N_("Starts with what happened on %(day)s at %(time)s (%(zone)s).", **when, zone=zone)

    def _counted_from(self, steps: list[str]) -> datetime:
        """The start itself, or the next business day where the rule's cut-off says so."""
        calendar = self.profile.calendar
        local = calendar.local(self.started_at)
        closed = local.hour * 60 + local.minute >= self.profile.close_of_business
        if self.rule.cutoff == "none" or (calendar.is_business_day(local.date()) and not closed):
            return self.started_at
        tomorrow = local.date() + timedelta(days=1) if closed else local.date()
        day = calendar.business_day_from(tomorrow)
        worked = calendar.is_business_day(local.date())
        steps.append(N_(_AFTER_CLOSE if worked else _NO_BUSINESS_DAY, day=said(day)))
        return calendar.working(day)[0][0]

    def _length(self, usual: Length, variants: Sequence[Variant], steps: list[str]) -> Length:
        for variant in variants:
            if variant.when in self.facts:
                fact = in_words(variant.when)
                steps.append(
                    N_(
                        "Because of %(fact)s: %(length)s instead of %(usual)s.",
                        fact=fact,
                        length=variant.length.said,
                        usual=usual.said,
                    )
                )
                return variant.length
        return usual

    def _due(self, length: Length, start: datetime, steps: list[str]) -> datetime:
        if length.unit not in DAY_UNITS:
            due = counting.add_to_the_minute(length, start, self.pauses, self.profile.calendar)
            local = self.profile.calendar.local(due)
            when: dict[str, object] = {"day": said(local.date()), "time": f"{local:%H:%M}"}
            steps.append(N_("%(length)s later: %(day)s, %(time)s.", length=length.said, **when))
            return due
        day = self._day(length, start, steps)
        return self._moment(day)

    def _moment(self, day: date) -> datetime:
        closes = self.rule.due == "close_of_business"
        minutes = (self.profile.close_of_business,) if closes else ()
        return counting.end_of_day(day, self.profile.calendar, *minutes)

    def _day(self, length: Length, start: datetime, steps: list[str]) -> date:
        calendar = self.profile.calendar
        first = calendar.local(start).date()
        if length.unit == "billing_cycles" and self.cycle is None:
            assert self.rule.cap is not None  # noqa: S101 — the reader of profiles has seen to it
            steps.append(
                N_("The billing cycle is not known, so the limit of %(cap)s alone counts.", cap=self.rule.cap.said)
            )
            return counting.last_day(self.rule.cap, first, calendar)
        day = counting.last_day(length, first, calendar, self.cycle)
        steps.append(self._counted_step(length, first, day))
        longer, given = length, 0
        while length.unit != "billing_cycles":
            again = counting.paused_days(length, self.pauses, first, self._moment(day), calendar)
            if again == given:
                break
            given, longer = again, _days_more(length, again)
            day = counting.last_day(longer, first, calendar) + _rest_of(length, again)
        if given:
            steps.append(N_("Waiting for the client took %(count)s of them: %(day)s.", count=given, day=said(day)))
        return day

    def _counted_step(self, length: Length, first: date, day: date) -> str:
        calendar = self.profile.calendar
        counted = N_(_COUNTED, length=length.said, first=said(first), day=said(day))
        if length.unit == "billing_cycles" and self.cycle:
            ends = joined(", ", [said(end) for end in self.cycle.closings(first, length.n + 1)])
            return N_(_CYCLES, length=length.said, first=said(first), ends=ends, day=said(day))
        if length.unit != "business_days":
            return counted
        rests = [joined("", [said(rest), " (", N_(name), ")"]) for rest, name in calendar.resting_days(first, day)]
        if (day - first).days > length.n + len(rests):
            rests = [N_("weekends"), *rests]
        return N_("%(counted)s Left out: %(rests)s.", counted=counted, rests=joined("; ", rests)) if rests else counted

    def _extension(self, start: datetime, due: datetime, steps: list[str]) -> tuple[Length, datetime] | None:
        for extension in self.rule.extensions:
            happened = [self.times[name] for name in extension.requires if name in self.times]
            if not happened:
                continue
            if extension.in_time and min(happened) > due:
                late = in_words(extension.requires[0])
                steps.append(N_("%(fact)s came too late to make the time longer.", fact=late))
                continue
            return self._extended(extension, start, steps)
        return None

    def _extended(self, extension: Extension, start: datetime, steps: list[str]) -> tuple[Length, datetime]:
        why = next(name for name in extension.requires if name in self.times)
        length = self._length(extension.length, extension.variants, steps)
        steps.append(N_(_LONGER, fact=in_words(why), length=length.said))
        return length, self._due(length, start, steps)

    def _finished(self, length: Length, due: datetime, start: datetime, steps: list[str]) -> Result:
        """Cap, roll, and the moment of the day."""
        due = self._rolled(self._capped(due, start, steps), length, steps)
        local = self.profile.calendar.local(due)
        if length.unit in DAY_UNITS:
            steps.append(N_("Due on %(day)s at %(time)s.", day=said(local.date()), time=f"{local:%H:%M:%S}"))
        by_work = self.profile.calendar if length.unit in ("business_days", "business_hours") else None
        warn_at = counting.moment_of_share(start, due, self.rule.warn_at, by_work)
        return Result(due, warn_at, length.unit, tuple(steps))

    def _capped(self, due: datetime, start: datetime, steps: list[str]) -> datetime:
        cap = self.rule.cap
        if cap is None:
            return due
        first = self.profile.calendar.local(start).date()
        latest = self._moment(counting.last_day(cap, first, self.profile.calendar))
        day = said(self.profile.calendar.local(latest).date())
        steps.append(N_(_EARLIER if latest < due else _NO_LATER, cap=cap.said, day=day))
        return min(due, latest)

    def _rolled(self, due: datetime, length: Length, steps: list[str]) -> datetime:
        calendar = self.profile.calendar
        day = calendar.local(due).date()
        if self.rule.roll == "none" or length.unit not in DAY_UNITS or calendar.is_business_day(day):
            return due
        rolled = calendar.business_day_from(day)
        steps.append(N_("%(day)s is no business day: the next one is %(next)s.", day=said(day), next=said(rolled)))
        return self._moment(rolled)

    @staticmethod
    def window(profile: Profile, anchor: date) -> tuple[date, list[str]]:
        """The last day of the notice window, and how it was found. The profile has one."""
        window = profile.notice_window
        assert window is not None  # noqa: S101 — asked for by `notice` only
        day = counting.last_day(window.length, anchor, profile.calendar)
        steps = [N_(_COUNTED, length=window.length.said, first=said(anchor), day=said(day))]
        if window.roll != "none" and not profile.calendar.is_business_day(day):
            day = profile.calendar.business_day_from(day)
            steps.append(N_("That is no business day: %(day)s.", day=said(day)))
        return day, steps


def _days_more(length: Length, days: int) -> Length:
    """`length` made longer by whole days, where its unit is days."""
    return Length(length.n + days, length.unit) if length.unit in ("business_days", "calendar_days") else length


def _rest_of(length: Length, days: int) -> timedelta:
    return timedelta() if length.unit in ("business_days", "calendar_days") else timedelta(days=days)
