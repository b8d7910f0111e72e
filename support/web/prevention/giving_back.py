"""A refused form comes back on its own page, as it was typed, with the refusal beside it."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from support.kernel.errors import AlreadyDone, NotFound, SignInNeeded, SupportError
from support.web import errors
from support.web.prevention import blueprint
from support.web.sent import Sent, endpoint, sent

PAGES: dict[str, Callable[[str, Sent], str]] = {}
"""By the name that an address has for its thing: what renders the thing's page."""


def page_of(argument: str) -> Callable[[Callable[[str, Sent], str]], Callable[[str, Sent], str]]:
    def keep(render: Callable[[str, Sent], str]) -> Callable[[str, Sent], str]:
        PAGES[argument] = render
        return render

    return keep


@blueprint.errorhandler(SupportError)
def give_back(error: SupportError) -> ResponseReturnValue:
    given = request.view_args or {}
    which = next((name for name in given if name in PAGES), "")
    if request.method != "POST" or not which or isinstance(error, SignInNeeded | NotFound | AlreadyDone):
        return errors.explain(error)
    return PAGES[which](str(given[which]), sent(endpoint(), error)), error.http_status


NOTHING = Sent()
