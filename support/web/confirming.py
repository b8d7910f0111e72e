"""Before money moves: whoever signed in a while ago says once more who they are, and nothing they typed is lost.

The form that was sent comes back whole behind the question, and is sent again to the same address with the answer:
nothing has been done yet, so nothing is done twice, and there is no address to come back to that somebody could forge.
"""

from datetime import datetime, timedelta

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded

from support import policies
from support.accounts import services
from support.extensions import limiter
from support.kernel import clock
from support.kernel.errors import SignInNeeded
from support.kernel.sayings import N_
from support.web import errors, sessions

MOVES_MONEY = frozenset(
    {
        "desk.resolve",
        "desk.proposal",
        "desk.offer",
        "desk.plan",
        "desk.refund",
        "desk.instalment",
        "desk.void",
        "desk.write_corrected",
        "desk.grant",
        "desk.credit_for_now",
        "desk.end_credit_for_now",
        "office.approve",
        "prevention.correct_finding",
        "prevention.approve_correction",
        "prevention.release_credits",
    }
)
"""Views that post, promise, approve, refund or take back money; a test finds one that is missing here."""

PASSWORD, CODE, LINK = "confirm_password", "confirm_code", "confirm_link"
ASKED = (PASSWORD, CODE, LINK)
PER_PERSON = "5/minute;30/hour"
WHY = N_("Before money moves, say once more that it is you. Everything you typed is kept.")
TOO_OFTEN = N_("That was tried too often. Wait a minute, then try again; everything you typed is kept.")
LINK_SENT = N_(
    "A sign-in link is on its way to {email}. Open it in this browser, then come back to this page and go on."
)


def confirm_first() -> ResponseReturnValue | None:
    """Stands before every view: asks where it must, and lets pass whoever has answered."""
    if request.method != "POST" or request.endpoint not in MOVES_MONEY or is_fresh():
        return None
    if errors.wants_json():
        raise SignInNeeded(N_("Sign in again first: money moves only shortly after signing in."))
    try:
        return _ask() if not any(request.form.get(name) for name in ASKED) else _answered()
    except RateLimitExceeded:
        return _ask(problem=TOO_OFTEN, status=429)


def is_fresh() -> bool:
    """Whether the person has signed in, or confirmed who they are, within the minutes that the desk allows."""
    try:
        since = datetime.fromisoformat(session.get(sessions.AUTHENTICATED_AT, ""))
    except ValueError:
        return False
    return timedelta() <= clock.now() - since <= timedelta(minutes=policies.desk().confirm_after_minutes)


def _answered() -> ResponseReturnValue | None:
    if request.form.get(LINK):
        services.ask_sign_in_link(g.person.email)
        return _ask(said=LINK_SENT.format(email=g.person.email))
    try:
        _confirm()
    except SignInNeeded as refused:
        return _ask(problem=refused.say)
    sessions.confirmed()
    return None


@limiter.limit(PER_PERSON, key_func=lambda: f"confirm:{g.person.id}")
def _confirm() -> None:
    services.confirm(g.person, request.form.get(PASSWORD, ""), request.form.get(CODE, ""))


def _ask(problem: str = "", said: str = WHY, status: int = 401) -> ResponseReturnValue:
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in (*ASKED, "csrf_token")]
    second = g.person.totp_secret is not None
    return render_template("public/confirm.html", kept=kept, problem=problem, said=said, second=second), status
