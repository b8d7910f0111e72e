"""The link in a reminder that stops reminders: it works without signing in, and at one click of a mail reader."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from support.correspondence import preferences
from support.extensions import csrf
from support.web.public import blueprint


@blueprint.route("/letters/stop/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # a mail reader presses it (RFC 8058); the token is the right, and it can do nothing else
def stop_reminders(token: str) -> ResponseReturnValue:
    """Looking at the page stops nothing: mail scanners look at every link."""
    if request.method == "POST":
        preferences.stop_reminders(token)
    return render_template("public/stop_reminders.html", stopped=request.method == "POST")
