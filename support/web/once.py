"""The key that each form carries, so that pressed twice it acts once; see `support.kernel.once`.

What stands in the form belongs to the key: whoever goes back, writes something else and sends it, means that.
"""

import hashlib
import os
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from support.kernel import once
from support.web.flashing import flash

FIELD = "once"
UNSEEN = ("csrf_token", "version", "confirm_password", "confirm_code")
NO_FORMS = ("mail_door", "hooks", "bot_door", "api")
"""Doors of programs: their bodies are no forms, and are read by the door itself, within its own limit."""
FIRST_PAGES = {"desk": "desk.queue", "office": "office.approvals", "portal": "portal.overview"}


def set_up(app: Flask) -> None:
    app.jinja_env.globals["form_key"] = lambda: uuid4().hex
    app.before_request(take_key)


def take_key() -> None:
    if request.method == "POST" and request.blueprint not in NO_FORMS and request.form.get(FIELD):
        once.offer(digest_of_form())


def digest_of_form() -> str:
    """Of this request's address and all that stands in its form, the names and sizes of its files with it."""
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNSEEN)
    for name, file in request.files.items(multi=True):
        said.append((name, f"{file.filename}:{file.stream.seek(0, os.SEEK_END)}"))
        file.stream.seek(0)
    return hashlib.sha256(repr([request.path, said]).encode(errors="replace")).hexdigest()


def back_to_where_it_shows(say: str) -> ResponseReturnValue:
    """The page that shows what the first press did."""
    flash(say, "info")
    reference = (request.view_args or {}).get("reference")
    if reference and request.blueprint in ("portal", "desk"):
        where = "portal.dispute" if request.blueprint == "portal" else "desk.show"
        return redirect(url_for(where, reference=reference), 303)
    return redirect(_page_of_the_form() or url_for(FIRST_PAGES.get(request.blueprint or "", "public.home")), 303)


def _page_of_the_form() -> str:
    """Where the form stood, as the browser says; nothing where that is no page of ours that can be fetched."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return ""
    try:
        current_app.url_map.bind(request.host).match(came_from.path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
