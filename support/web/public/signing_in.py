"""Signing in by password or by a mailed link, and signing out."""

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from support.accounts import services
from support.accounts.queries import normal_email
from support.accounts.second_factor import NOT_RIGHT
from support.extensions import limiter
from support.kernel.errors import SignInNeeded
from support.kernel.sayings import N_
from support.web import sessions
from support.web.flashing import flash
from support.web.public import blueprint
from support.web.public.destinations import own_path, place_of

PER_VISITOR = "10/minute;60/hour"
PER_ACCOUNT = "30/hour"
WANTED = "wanted"


def _account() -> str:
    """Guesses at one account are counted together, wherever they come from."""
    return normal_email(request.form.get("email", "")) or get_remote_address()


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    wanted = own_path(request.args.get("next", ""))
    if g.person:
        return redirect(place_of(g.person, wanted))
    return render_template("public/sign_in.html", email="", next=wanted, problem="")


@blueprint.post("/sign-in")
@limiter.limit(PER_VISITOR)
@limiter.limit(PER_ACCOUNT, key_func=_account)
def sign_in_now() -> ResponseReturnValue:
    """Both buttons of the form end here: the password, or a link by mail."""
    form = request.form
    if "link" in form:
        return _mail_link(form.get("email", ""), own_path(form.get("next", "")))
    try:
        person = services.sign_in_by_password(form.get("email", ""), form.get("password", ""), form.get("code", ""))
    except SignInNeeded as refused:
        typed = {"email": form.get("email", ""), "next": own_path(form.get("next", ""))}
        return render_template("public/sign_in.html", **typed, problem=refused.say), 401
    sessions.begin(person)
    return redirect(place_of(person, form.get("next", "")))


def _mail_link(email: str, wanted: str) -> ResponseReturnValue:
    services.ask_sign_in_link(email)
    session[WANTED] = wanted
    return render_template("public/link_sent.html", email=email)


@blueprint.get("/sign-in/link/<token>")
def sign_in_link(token: str) -> ResponseReturnValue:
    """Only shows a button: programs that open every link of a mail must not use it up."""
    return _link_page(token)


def _link_page(token: str, problem: str = "") -> str:
    needed = services.link_needs_code(token)
    return render_template("public/sign_in_link.html", token=token, needed=needed, problem=problem)


@blueprint.post("/sign-in/link/<token>")
@limiter.limit(PER_VISITOR)
def sign_in_by_link(token: str) -> ResponseReturnValue:
    wanted = session.get(WANTED, "")
    try:
        person = services.sign_in_by_link(token, request.form.get("code", ""))
    except SignInNeeded as refused:
        if refused.say == NOT_RIGHT:
            return _link_page(token, refused.say), 401
        return render_template("public/sign_in.html", email="", next=wanted, problem=refused.say), 401
    sessions.begin(person)
    return redirect(place_of(person, wanted))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    sessions.end()
    flash(N_("You are signed out."), "info")
    return redirect(url_for("public.home"))
