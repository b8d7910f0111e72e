"""The start page."""

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from support.accounts import setting_up
from support.web.public import blueprint
from support.web.public.destinations import place_of


@blueprint.get("/")
def home() -> ResponseReturnValue:
    if g.person:
        return redirect(place_of(g.person))
    return render_template("public/home.html", empty=setting_up.is_empty(), company=setting_up.company())
