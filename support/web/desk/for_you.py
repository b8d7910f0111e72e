"""What concerns the reader themselves: the notes that name them, and the days on which they are away."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import absences
from support.disputes import noting, services
from support.feedback import voices
from support.feedback.themes import Theme
from support.kernel.errors import NotAllowed, SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.flashing import flash
from support.web.sent import endpoint, sent


@blueprint.get("/you")
def for_you() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    return render_template(
        "desk/for_you.html",
        mentions=noting.mentions_of(g.person),
        absences=absences.absences_of(g.person),
        said=voices.of_person(g.person),
        themes=list(Theme),
        sent=sent(endpoint(), problem),
    )


@blueprint.post("/you/mentions")
def mentions_seen() -> ResponseReturnValue:
    """Only those that stood on the page: one that came meanwhile stays new."""
    shown = [
        int(text) for text in request.form.getlist("mention") if text.isascii() and text.isdigit() and len(text) < 12
    ]
    services.mark_seen(g.person, shown)
    return redirect(url_for("desk.for_you"))


@blueprint.post("/you/feedback")
def say_what_hinders() -> ResponseReturnValue:
    theme = given.choice("theme", N_("what it is about"), Theme)
    voices.speak(given.words("words", N_("What hinders you")), theme=theme, by=g.person)
    flash(N_("Thank you. The managers have it, and what comes of it stands below."), "success")
    return redirect(url_for("desk.for_you", _anchor="feedback"))


@blueprint.post("/you/absences")
def own_absence() -> ResponseReturnValue:
    absences.enter_absence(
        g.person,
        starts_on=given.day("starts_on", N_("The first day")),
        ends_on=given.day("ends_on", N_("The last day")),
        reason=given.words("reason", N_("The reason"), required=False),
        by=g.person,
    )
    flash(N_("Your absence is entered. What cannot wait goes to your colleagues."), "success")
    return redirect(url_for("desk.for_you"))


@blueprint.post("/you/absences/<int:absence_id>/end")
def end_own_absence(absence_id: int) -> ResponseReturnValue:
    absence = absences.absence_with(absence_id)
    if absence.person_id != g.person.id:
        raise NotAllowed(N_("This is a colleague's absence: a manager ends it on the page of that person."))
    absences.end_absence(absence, by=g.person)
    flash(N_("From today on you get disputes again."), "success")
    return redirect(url_for("desk.for_you"))
