"""One dispute on one page: what the ledger knows, what has happened, what may be done."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.disputes import queries
from support.kernel.errors import AlreadyDone, NotFound, SignInNeeded, SupportError
from support.web import errors
from support.web.desk import blueprint, chats, for_you, page, queue, replies


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
    again = None if isinstance(error, SignInNeeded | AlreadyDone) else _page_of_the_form(error)
    try:
        return errors.explain(error) if again is None else (again(), error.http_status)
    except SupportError:
        # The page is no longer there, or no longer open to them: all that is left to say is the first refusal.
        return errors.explain(error)


def _page_of_the_form(error: SupportError) -> Callable[[], str] | None:
    """What draws the page with the form that was sent, and the error beside it; None where there is no such page."""
    drawn = {
        "desk.keep_view": queue.render,
        "desk.keep_reply": replies.render,
        "desk.own_absence": for_you.render,
        "desk.say_what_hinders": for_you.render,
    }
    if request.endpoint in drawn:
        return partial(drawn[request.endpoint], problem=error)
    if request.method != "POST" or isinstance(error, NotFound):
        return None
    given: Mapping[str, str] = request.view_args or {}
    # An answer in a chat is written on the chat's page, or on the page of the dispute that it belongs to.
    if request.endpoint == "desk.reply" and not request.form.get("back"):
        return partial(chats.render, given["public_id"], problem=error)
    reference = given.get("reference") or (request.form.get("back", "") if request.endpoint == "desk.reply" else "")
    return partial(page.render, reference, problem=error) if reference else None
