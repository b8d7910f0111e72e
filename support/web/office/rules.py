"""The rules in force, with their sources: read here, edited as files that `flask policies check` looks through."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from support import policies
from support.accounts import setting_up
from support.accounts.roles import TIER_OF, Role
from support.disputes.reasons import RemedyKind
from support.kernel import clock
from support.kernel.calendar import Calendar
from support.kernel.errors import SupportError
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_, joined
from support.policies.desk import Limit, Rung
from support.policies.profiles import Profile
from support.policies.vocabulary import fact_in_words
from support.web import formatters
from support.web.office import blueprint
from support.web.sent import endpoint, sent

DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


@blueprint.get("/rules")
def rules() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused says why."""
    desk = policies.desk()
    return render_template(
        "office/rules.html",
        desk=desk,
        hours=hours_of(desk.calendar),
        holidays=holidays(desk.calendar),
        limits=limits(),
        ladder=[(_when(rung), rung) for rung in desk.ladder],
        profiles=policies.profiles(),
        company=setting_up.company(),
        usual=setting_up.usual_profile(),
        sent=sent(endpoint(), problem),
    )


@blueprint.get("/rules/<profile_id>")
def profile(profile_id: str) -> ResponseReturnValue:
    found = policies.profile(profile_id)
    return render_template(
        "office/profile.html",
        profile=found,
        hours=hours_of(found.calendar),
        holidays=holidays(found.calendar),
        facts=_facts(found),
    )


def hours_of(calendar: Calendar) -> list[tuple[str, str]]:
    """(day, its spans) of the days on which work is done."""
    week = zip(DAYS, calendar.week, strict=True)
    return [
        (day, ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in spans)) for day, spans in week if spans
    ]


def holidays(calendar: Calendar) -> list[tuple[date, str]]:
    """The next ones that fall on a working day, within a year."""
    today = clock.today()
    return calendar.resting_days(today, today + timedelta(days=365))[:8]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def limits() -> list[tuple[str, str, list[str]]]:
    """What each role may give on its own: (role, of what, for a remedy, a dispute, a day, a week and a month)."""
    found = sorted(policies.desk().limits.items(), key=lambda row: (TIER_OF[Role(row[0][0])], row[0]))
    return [
        (Role(role).label, _of_what(kind, currency), _amounts(limit, currency))
        for (role, kind, currency), limit in found
    ]


def _amounts(limit: Limit, currency: str) -> list[str]:
    """As the reader writes numbers, with the currency where the limit holds for one alone."""
    each = (limit.remedy, limit.dispute, limit.day, limit.week, limit.month)
    if currency == "*":
        return [formatters.number(Decimal(one)) for one in each]
    return [formatters.money(Money.of(one, currency)) for one in each]


def _of_what(kind: str, currency: str) -> str:
    what = N_("any remedy") if kind == "*" else RemedyKind(kind).label
    return what if currency == "*" else joined(", ", [what, currency])


TRIGGERS = {
    "service_impact": N_("The service is hit"),
    "client_asks": N_("The client asks"),
    "rejection": N_("The decision is rejected"),
    "low_score": N_("A bad answer to the survey"),
    "agent_asks": N_("The agent asks"),
}


def _when(rung: Rung) -> str:
    """When a rung lifts a dispute, in words."""
    if rung.trigger in ("share", "breach"):
        labels = {one.name: N_(one.label) for one in policies.profile(setting_up.usual_profile()).clocks}
        clock_name = labels.get(rung.clock, rung.clock.replace("_", " "))
        if rung.trigger == "breach":
            return N_("Out of time: %(clock)s", clock=clock_name)
        return N_("%(share)s %% of the time: %(clock)s", share=int(rung.share * 100), clock=clock_name)
    if rung.trigger == "amount":
        return N_("Over %(amount)s", amount=Decimal(rung.over))
    if rung.trigger == "contacts":
        return NN_("From %(n)s message on", "From %(n)s messages on", rung.count)
    return TRIGGERS.get(rung.trigger, rung.trigger.replace("_", " "))


def _facts(found: Profile) -> list[tuple[str, Any]]:
    """What a profile says beside its clocks: (label, words)."""
    interim, window = found.duties.interim, found.notice_window
    kept = [
        (interim.hold_disputed_amount, N_("the amount in dispute is held")),
        (interim.block_late_fees, N_("no late fees")),
        (interim.block_dunning, N_("no reminders")),
        (interim.block_adverse_report, N_("no adverse reports")),
        (interim.block_service_cut, N_("the service goes on")),
        (interim.provisional_credit, N_("a provisional credit")),
    ]
    rows = [
        (N_("While it is open"), joined(", ", [words for holds, words in kept if holds])),
        (
            N_("Notice window"),
            N_("%(length)s from %(fact)s", length=window.length.said, fact=fact_in_words(window.anchor))
            if window
            else "",
        ),
        (N_("Disputes come by"), ", ".join(found.channels)),
        (N_("The clocks wait from"), joined(", ", [fact_in_words(name) for name in found.pause_from])),
        (N_("Records are kept"), str(found.duties.retention or "")),
        (N_("May be disputed"), "; ".join(found.duties.grounds)),
        (N_("Is no dispute"), "; ".join(found.duties.not_grounds)),
    ]
    return [row for row in rows if row[1]]
