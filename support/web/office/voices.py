"""What clients and colleagues say of us: how much of what, each in its own words, and what is to come of it."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.accounts import queries as accounts
from support.feedback import trends
from support.feedback import voices as feedback
from support.feedback.themes import Theme
from support.feedback.voices import STATES, Wanted
from support.kernel.errors import SupportError
from support.kernel.sayings import N_, NN_
from support.reactions import improving
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.sent import endpoint, sent


@blueprint.get("/voices")
def voices() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text and what was chosen."""
    said = request.args
    theme, state = said.get("theme", ""), said.get("state", "waiting")
    wanted = Wanted(Theme(theme) if theme in list(Theme) else None, state if state in STATES else "waiting")
    return render_template(
        "office/voices.html",
        page=feedback.voices(wanted, said.get("before")),
        wanted=wanted,
        trends=trends.trends(),
        window=policies.desk().prevention.recurrence.window_days,
        themes=list(Theme),
        states=list(STATES.items()),
        colleagues=accounts.staff(),
        chosen=request.form.getlist("voice"),
        sent=sent(endpoint(), problem),
    )


@blueprint.post("/voices/measure")
def plan_improvement() -> ResponseReturnValue:
    owner = given.whole("owner", N_("The owner"), required=False)
    task = improving.improve(
        _chosen(),
        title=given.words("title", N_("What is to be done"), longest=300),
        due_on=given.day("due_on", N_("The day")),
        owner=accounts.person(owner) if owner else g.person,
        by=g.person,
    )
    flash(N_("It is on the list. When it is done, the clients can be told."), "success")
    return redirect(url_for("prevention.task", task_id=task.public_id))


@blueprint.post("/voices/leave")
def leave_voices() -> ResponseReturnValue:
    count = feedback.leave(_chosen(), why=given.words("why", N_("The reason")), by=g.person)
    return _back(NN_("%(n)s is left as it is.", "%(n)s are left as they are.", count))


@blueprint.post("/voices/theme")
def sort_voices() -> ResponseReturnValue:
    theme = given.choice("about", N_("what they are about"), Theme)
    count = feedback.sort(_chosen(), theme=theme, by=g.person)
    return _back(NN_("%(n)s has another theme now.", "%(n)s have another theme now.", count))


def _chosen() -> list[int]:
    return [int(text) for text in request.form.getlist("voice") if text.isascii() and text.isdigit() and len(text) < 12]


def _back(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("office.voices"), 303)
