"""The second factor: set up with an app, kept, turned off; each by whom it belongs to."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import second_factor
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.flashing import flash


@blueprint.get("/you/second-factor")
def own_factor() -> ResponseReturnValue:
    return _page()


@blueprint.post("/you/second-factor")
def begin_factor() -> ResponseReturnValue:
    second_factor.begin(g.person)
    return redirect(url_for(".own_factor"), 303)


@blueprint.post("/you/second-factor/confirm")
def confirm_factor() -> ResponseReturnValue:
    """The recovery codes stand on the page that answers, and nowhere else."""
    try:
        codes = second_factor.confirm(g.person, given.words("code", N_("The code")))
    except BadInput as refused:
        return _page(problem=refused), 422
    return _page(codes=codes)


@blueprint.post("/you/second-factor/off")
def end_factor() -> ResponseReturnValue:
    try:
        second_factor.turn_off(g.person, given.words("code_off", N_("The code")))
    except BadInput as refused:
        return _page(problem=refused), 422
    flash(N_("Your second factor is turned off."), "success")
    return redirect(url_for(".own_factor"), 303)


def _page(problem: BadInput | None = None, codes: list[str] | None = None) -> str:
    secret = g.person.totp_pending or ""
    return render_template(
        "desk/second_factor.html",
        on=g.person.totp_secret is not None,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=second_factor.address_of(g.person, secret) if secret else "",
        left=second_factor.codes_left(g.person),
        codes=codes or [],
        problem=problem,
        field="code_off" if "code_off" in request.form else "code",
    )
