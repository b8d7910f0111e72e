"""A form of the portal that was refused comes back as it was typed, on the page it stands on."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from support.extensions import db
from support.kernel.errors import AlreadyDone, NotFound, SignInNeeded, SupportError
from support.web import errors
from support.web.portal import blueprint, company, you
from support.web.portal.disputes import facts, own
from support.web.sent import endpoint

PAGES = {**company.PAGES, "describe_you": you.render}


@blueprint.errorhandler(SupportError)
def give_back(error: SupportError) -> ResponseReturnValue:
    """With what was typed and the refusal beside it."""
    if request.method != "POST" or isinstance(error, SignInNeeded | NotFound | AlreadyDone):
        return errors.explain(error)
    db.session.rollback()
    if endpoint() in PAGES:
        return PAGES[endpoint()](error), error.http_status
    reference = (request.view_args or {}).get("reference")
    if not reference:
        return errors.explain(error)
    typed_in = next((name for name in request.form if name not in ("csrf_token", "once")), "")
    page = render_template("portal/dispute.html", **facts(own(reference), error, typed_in or error.field or ""))
    return page, error.http_status
