"""A form of the office that was refused comes back as it was typed, on the page it stands on."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from support.kernel.errors import AlreadyDone, NotFound, SignInNeeded, SupportError
from support.web import errors
from support.web.office import approvals, articles, blueprint, clients, people, person, rules, starting, voices
from support.web.sent import endpoint

ALONE: dict[str, Callable[[SupportError], str]] = {
    "add_person": people.render,
    "write_article": articles.render,
    "rewrite_article": articles.render,
    "describe_company": starting.render,
    "choose_rules": rules.render,
    "add_clients_person": clients.render,
    "change_clients_person": clients.render,
    "remove_clients_person": clients.render,
    "send_welcome": clients.render,
    "plan_improvement": voices.render,
    "leave_voices": voices.render,
    "sort_voices": voices.render,
}
"""Forms whose address names nothing that the page is about."""


def page_of_the_form() -> Callable[[SupportError], str] | None:
    """What renders the page that the form of this request stands on."""
    if request.method != "POST":
        return None
    if "public_id" in (request.view_args or {}):
        return approvals.render
    if endpoint() in ALONE:
        return ALONE[endpoint()]
    return person.render if "person_id" in (request.view_args or {}) else None


@blueprint.errorhandler(SupportError)
def give_back(error: SupportError) -> ResponseReturnValue:
    page = page_of_the_form()
    if page is None or isinstance(error, SignInNeeded | NotFound | AlreadyDone):
        return errors.explain(error)
    return page(error), error.http_status
