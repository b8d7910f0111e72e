"""The rules of disputes for this client, whom they may turn to, and when people are there: from the policy profile."""

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from support import policies
from support.conversations import staffing
from support.disputes.opening import profile_of
from support.policies import Profile
from support.web.bot_door import blueprint, paying
from support.web.bot_door.further import further
from support.web.bot_door.refund_words import refunds_of
from support.web.bot_door.said import Tongue, page
from support.web.bot_door.speaker import speaker

UNITS = {
    "calendar_days": "days", "business_days": "working days", "months": "months", "years": "years", "hours": "hours",
    "business_hours": "working hours", "minutes": "minutes", "weeks": "weeks",
}  # fmt: skip


@blueprint.get("/conversations/<session>/rules")
def rules(session: str) -> ResponseReturnValue:
    """`about`: "policy" (how disputes work), "recourse" (whom else to turn to), "contact" (how to reach people),
    "instalments" (more time to pay), "details" (changing the client's own data) or "paying" (what to pay now, and how)."""
    who = speaker(session)
    if request.args.get("about") == "paying":
        return jsonify(paying.how_to_pay(who))
    profile = profile_of(who.organisation)
    about = ABOUT.get(request.args.get("about", ""), _policy)
    return jsonify(say=about(profile))


@blueprint.get("/conversations/<session>/refunds")
def refunds(session: str) -> ResponseReturnValue:
    """What was credited or is to be paid back, and how far each is."""
    who = speaker(session)
    return jsonify(say=refunds_of(who.organisation, Tongue(who.person)))


def length(value: Any) -> str:
    """“10 working days”."""
    unit = UNITS.get(value.unit, value.unit.replace("_", " "))
    return f"{value.n} {unit[:-1] if value.n == 1 and unit.endswith('s') else unit}"


def _policy(profile: Profile) -> list[str]:
    say = ["You tell me which charge is wrong and why, and I open a dispute. It costs nothing and harms nothing."]
    window = profile.notice_window
    if window is not None:
        say.append(
            f"You have {length(window.length)} from the day the invoice was sent. Later than that we still look into it."
        )
    estimate = profile.clock(profile.estimate)
    say.append(f"A written decision with its reasons comes within {length(estimate.length)}.")
    if profile.duties.interim.hold_disputed_amount:
        say.append("What is in dispute is on hold until then: you need not pay it, and no late fee is charged on it.")
    again = policies.desk().reopen_days
    return [
        *say,
        f"If you do not accept the decision, you can say so for {again} days, and somebody else looks at it afresh.",
        *further("hold"),
    ]


def _recourse(profile: Profile) -> list[str]:
    """Neutrally: whom, when and for how long. Nobody is talked out of it."""
    found = profile.duties.recourse
    if not found:
        return [
            "You are free to turn to a lawyer, a court or anyone else at any time. For your account we know of no public "
            "body that decides such disputes.",
            "You can also ask for a specialist or a manager here, which changes nothing about your rights.",
        ]
    say = ["You are free to turn to others at any time. For your account these are the ones we know of:"]
    for one in found:
        within = f", within {length(one.within)} of our answer" if one.within else ""
        say.append(f"{one.name}{within}.")
    return say


def _contact(_profile: Profile) -> list[str]:
    return [
        "You reach our people right here: whatever you write in this conversation, they can read.",
        f"They are at their desks {staffing.hours()}. I am here day and night.",
    ]


def _instalments(_profile: Profile) -> list[str]:
    return [
        "I can't agree to another due date or to instalments; a person can. Tell them which invoice it is and what you can pay each month.",
        "What you have agreed with them stands under “Payments”, every instalment with its day.",
        *further("instalments"),
    ]


def _details(_profile: Profile) -> list[str]:
    return [
        "I can't change the details of your account, so that nobody can do so by just writing to me.",
        f"You can ask for a change on the page with your data, and a person checks it: {page('portal.company')}",
        "An invoice that has been sent stays as it is; what changes holds for the next one.",
    ]


ABOUT = {"recourse": _recourse, "contact": _contact, "instalments": _instalments, "details": _details}
