"""One place turns errors into a page, or into JSON where the door speaks it."""

from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from support.extensions import db
from support.kernel.errors import AlreadyDone, SignInNeeded, SupportError, Unavailable
from support.kernel.sayings import N_
from support.web import once
from support.web.public.destinations import own_path
from support.words.reader import told

log = structlog.get_logger()
TOO_OFTEN = 429
SAYINGS = {
    400: N_("That request could not be read. Go back, reload the page and try again."),
    403: N_("This place is not open to your account."),
    404: N_("There is nothing here, or it is not yours to see."),
    405: N_("That cannot be done with this address."),
    413: N_("That is too large. Files may have 10 MB."),
    415: N_("This door takes JSON only."),
    TOO_OFTEN: N_("That was too often. Wait a minute, then try again."),
}
NEVER_SHOWN = frozenset({"csrf_token", "once", "password", "code", "confirm_password", "confirm_code"})
CHOSEN = frozenset({"key", "check", "open", "edit", "version", "invoice", "id", "lines", "reason", "back", "next"})
"""What forms carry beside people's words: it is in the form again, and tells nobody anything by itself."""
KEPT = (SignInNeeded, Unavailable)
"""No fault of whoever typed: what they typed is given back."""
BROKEN = N_("Something broke on our side. Nothing you typed has been acted on; try again, or write to us.")


def set_up(app: Flask) -> None:
    app.register_error_handler(SupportError, explain)
    app.register_error_handler(CSRFError, explain_csrf)
    app.register_error_handler(HTTPException, explain_http)
    app.register_error_handler(Exception, explain_crash)


def wants_json() -> bool:
    doors = {"bot_door", "mail_door", "api", "hooks"}
    return request.blueprint in doors or request.accept_mimetypes.best == "application/json"


def explain(error: SupportError) -> ResponseReturnValue:
    say = told(error.say)
    db.session.rollback()
    if isinstance(error, SignInNeeded) and not wants_json() and request.method == "GET":
        return redirect(url_for("public.sign_in", next=request.full_path.rstrip("?")))
    if isinstance(error, AlreadyDone) and not wants_json():
        return once.back_to_where_it_shows(say)
    if wants_json():
        body = {"code": error.code, "say": say} | ({"field": error.field} if error.field else {})
        return jsonify(error=body), error.http_status
    return page(error.http_status, say, typed=_typed() if isinstance(error, KEPT) else None)


def explain_csrf(error: CSRFError) -> ResponseReturnValue:
    """An expired page: what was typed is given back so that nothing is lost."""
    return page(
        400, N_("This page had grown too old to be sent, and nothing has been done. Your text is kept."), typed=_typed()
    )


def _typed() -> dict[str, str]:
    """The words that the form held, but for secrets."""
    return {name: value for name, value in request.form.items() if name not in NEVER_SHOWN | CHOSEN}


def _back() -> str:
    """The page that the form was on, by way of the sign-in where nobody is signed in; empty where it is not known."""
    came = urlsplit(request.referrer or "")
    path = own_path(f"{came.path}?{came.query}" if came.query else came.path)
    places = current_app.create_url_adapter(request)
    if not path or request.method != "POST" or places is None or not places.test(came.path, "GET"):
        return ""
    return path if g.get("person") else url_for("public.sign_in", next=path)


def explain_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    say = SAYINGS.get(status, BROKEN)
    if wants_json():
        return jsonify(error={"code": f"http_{status}", "say": told(say)}), status
    return page(status, say, typed=_typed() if status == TOO_OFTEN else None)


def explain_crash(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("request failed", path=request.path, method=request.method)
    if wants_json():
        return jsonify(error={"code": "broken", "say": told(BROKEN)}), 500
    return page(500, BROKEN, typed=_typed())


def page(status: int, say: str, typed: dict[str, str] | None = None) -> ResponseReturnValue:
    if not hasattr(g, "person"):
        g.person = None
    return render_template("errors/error.html", status=status, say=say, typed=typed or {}, back=_back()), status
