"""The rules in force, with their sources: read here, edited as files that `flask policies check` looks through."""

from datetime import date, timedelta
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
from support.kernel.sayings import N_, joined
from support.policies.desk import Limit
from support.policies.profiles import Profile
from support.policies.vocabulary import fact_in_words
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


def limits() -> list[tuple[str, str, Limit]]:
    """What each role may give on its own: (role, of what, the limit), as the file in force says."""
    found = sorted(policies.desk().limits.items(), key=lambda row: (TIER_OF[Role(row[0][0])], row[0]))
    return [(Role(role).label, _of_what(kind, currency), limit) for (role, kind, currency), limit in found]


def _of_what(kind: str, currency: str) -> str:
    what = N_("any remedy") if kind == "*" else RemedyKind(kind).label
    return what if currency == "*" else joined(", ", [what, currency])


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
