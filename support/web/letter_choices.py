"""One page on which somebody chooses how to be written to; the portal and the desk both have it."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.correspondence import preferences
from support.correspondence.models import Detail, Format, Rhythm
from support.kernel.sayings import N_
from support.web import given
from support.web.flashing import flash


def choices(audience: str) -> ResponseReturnValue:
    """Show them (GET) or take them (POST)."""
    if request.method == "POST":
        preferences.choose(
            form=given.choice("form", N_("how letters look"), Format),
            detail=given.choice("detail", N_("what the daily letter holds"), Detail),
            rhythm=given.choice("rhythm", N_("when letters come"), Rhythm),
            reminders=given.yes("reminders"),
            by=g.person,
        )
        flash(N_("From now on we write to you like this."), "success")
        return redirect(url_for(f"{audience}.letters"))
    return render_template(
        "components/letters.html",
        layout=f"layouts/{audience}.html",
        chosen=preferences.of(g.person),
        formats=Format,
        details=Detail,
        rhythms=Rhythm,
    )
