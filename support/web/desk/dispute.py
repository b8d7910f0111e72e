"""One dispute on one page: what the ledger knows, what has happened, what may be done."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.disputes import queries
from support.kernel.errors import AlreadyDone, NotFound, SignInNeeded, SupportError
from support.web import errors
from support.web.desk import blueprint, for_you, page, queue, replies


@blueprint.get("/disputes/<reference>")
def show(reference: str) -> ResponseReturnValue:
    return page.render(reference)


@blueprint.get("/disputes/<reference>/ledger")
def ledger(reference: str) -> ResponseReturnValue:
    """A part of the page, fetched when the rest stands."""
    dispute = queries.dispute_with(reference, seen_by=g.person)
    return render_template("desk/_ledger.html", dispute=dispute, **page.ledger(dispute, g.person))


@blueprint.errorhandler(SupportError)
def give_back(error: SupportError) -> ResponseReturnValue:
    """A refused form comes back as it was typed, with the refusal beside it."""
    reference = (request.view_args or {}).get("reference")
    if request.endpoint == "desk.keep_view" and not isinstance(error, SignInNeeded | AlreadyDone):
        return queue.render(problem=error), error.http_status
    if request.endpoint == "desk.keep_reply" and not isinstance(error, SignInNeeded | AlreadyDone):
        return replies.render(problem=error), error.http_status
    if request.endpoint == "desk.own_absence" and not isinstance(error, SignInNeeded | AlreadyDone):
        return for_you.render(problem=error), error.http_status
    if request.method != "POST" or not reference or isinstance(error, SignInNeeded | NotFound | AlreadyDone):
        return errors.explain(error)
    return page.render(reference, problem=error), error.http_status
