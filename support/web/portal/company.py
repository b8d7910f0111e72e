"""The client's own company: its data, confirmed or asked to be changed, and its people with what each may do."""

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import client_people, services
from support.accounts import queries as accounts
from support.accounts.permissions import Deed, why_not
from support.accounts.roles import Power
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.prevention import own_data
from support.prevention.rights import Act
from support.prevention.rights import why_not as why_not_data
from support.web import given
from support.web.flashing import flash
from support.web.portal import blueprint
from support.web.sent import endpoint, sent


@blueprint.get("/company")
def company() -> ResponseReturnValue:
    return render_company()


def render_company(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    own = g.person.organisation
    return render_template(
        "portal/company.html",
        own=own,
        fields=own_data.FIELDS,
        confirmed_on=own_data.confirmed_on(own),
        waiting=own_data.waiting_of(own),
        requests=own_data.requests_of(own),
        refusal=why_not_data(g.person, Act.ASK_FOR_CHANGE, own),
        sent=sent(endpoint(), problem),
    )


def _back_to_company(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("portal.company"), 303)


@blueprint.post("/company/confirm")
def confirm_data() -> ResponseReturnValue:
    own_data.confirm(by=g.person)
    return _back_to_company(N_("Thank you. We know that it is right."))


@blueprint.post("/company/change")
def ask_for_change() -> ResponseReturnValue:
    wanted = {name: given.words(name, label, required=False) for name, (label, _) in own_data.FIELDS.items()}
    own_data.ask(wanted, words=given.words("words", N_("What we should know"), required=False), by=g.person)
    return _back_to_company(N_("We have your request. Somebody looks at it, and you are written to."))


@blueprint.post("/company/requests/<public_id>/take-back")
def take_back_request(public_id: str) -> ResponseReturnValue:
    own_data.take_back(own_data.request_with(public_id, seen_by=g.person), by=g.person)
    return _back_to_company(N_("Your request is taken back. Everything stays as it is."))


@blueprint.get("/people")
def colleagues() -> ResponseReturnValue:
    return render_people()


def render_people(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    return render_template(
        "portal/people.html",
        people=accounts.people_of(g.person.organisation),
        powers=list(Power),
        refusal=why_not(g.person, Deed.ADD_CLIENTS_PERSON),
        form=form_name(),
        sent=sent(form_name(), problem),
    )


def form_name() -> str:
    """Forms are named by what they do, and to whom."""
    return f"{endpoint()}:{(request.view_args or {}).get('person_id', '')}"


def _back_to_people(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("portal.colleagues"), 303)


@blueprint.post("/people")
def invite_colleague() -> ResponseReturnValue:
    person = client_people.invite(
        g.person.organisation,
        email=given.words("email", N_("The address")),
        name=given.words("name", N_("The name")),
        powers=request.form.getlist("powers"),
        by=g.person,
    )
    services.ask_sign_in_link(person.email, invited_by=g.person)
    return _back_to_people(N_("%(name)s has been sent a link to sign in with.", name=person.name))


@blueprint.post("/people/<int:person_id>/rights")
def change_rights(person_id: int) -> ResponseReturnValue:
    who = client_people.colleague_of(person_id, g.person.organisation)
    client_people.change_powers(who, request.form.getlist("powers"), by=g.person)
    return _back_to_people(N_("What %(name)s may do is changed.", name=who.name))


@blueprint.post("/people/<int:person_id>/remove")
def remove_colleague(person_id: int) -> ResponseReturnValue:
    who = client_people.colleague_of(person_id, g.person.organisation)
    client_people.remove(who, by=g.person)
    return _back_to_people(N_("%(name)s can no longer come in.", name=who.name))


PAGES: dict[str, Callable[[SupportError], str]] = {
    "confirm_data": render_company,
    "ask_for_change": render_company,
    "take_back_request": render_company,
    "invite_colleague": render_people,
    "change_rights": render_people,
    "remove_colleague": render_people,
}
"""Which page a form stands on, by the view that takes it."""
