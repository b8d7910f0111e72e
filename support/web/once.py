"""The key that each form carries, so that pressed twice it acts once; see `support.kernel.once`.

What stands in the form belongs to the key: whoever goes back, writes something else and sends it, means that.
"""

import hashlib
from uuid import uuid4

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from support.kernel import once

FIELD = "once"
UNSEEN = ("csrf_token", "version", "confirm_password", "confirm_code")


def set_up(app: Flask) -> None:
    app.jinja_env.globals["form_key"] = lambda: uuid4().hex
    app.before_request(take_key)


def take_key() -> None:
    if request.method == "POST" and request.form.get(FIELD):
        said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNSEEN)
        once.offer(hashlib.sha256(repr([request.path, said]).encode(errors="replace")).hexdigest())


def back_to_where_it_shows(say: str) -> ResponseReturnValue:
    """The page that shows what the first press did."""
    flash(say, "info")
    reference = (request.view_args or {}).get("reference")
    if reference and request.blueprint == "portal":
        return redirect(url_for("portal.dispute", reference=reference), 303)
    if reference:
        return redirect(url_for("desk.show", reference=reference), 303)
    return redirect(url_for("office.approvals") if request.blueprint == "office" else "/", 303)
