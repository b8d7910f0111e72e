"""The clients, and who may come in for each: for when nobody of theirs can invite anybody yet."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import client_people, services
from support.accounts import queries as accounts
from support.accounts.roles import Power
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.knowledge import welcoming
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.sent import endpoint, sent


@blueprint.get("/clients")
def clients() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    return render_template(
        "office/clients.html", page=accounts.organisations(words, request.args.get("before")), words=words
    )


@blueprint.get("/clients/<ref>")
def clients_people(ref: str) -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    found = accounts.organisation_with((request.view_args or {})["ref"])
    return render_template(
        "office/client.html",
        client=found,
        people=accounts.people_of(found),
        powers=list(Power),
        pack=welcoming.latest(found),
        sent=sent(endpoint(), problem),
    )


def _back(ref: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("office.clients_people", ref=ref), 303)


@blueprint.post("/clients/<ref>/people")
def add_clients_person(ref: str) -> ResponseReturnValue:
    """They get a sign-in link by mail. The first one looks after the account."""
    email, name = given.words("email", N_("The address")), given.words("name", N_("The name"))
    powers = request.form.getlist("powers")
    person = client_people.invite(accounts.organisation_with(ref), email=email, name=name, powers=powers, by=g.person)
    services.ask_sign_in_link(person.email, invited_by=g.person)
    return _back(ref, N_("%(name)s has been sent a link to sign in with.", name=person.name))


@blueprint.post("/clients/<ref>/welcome")
def send_welcome(ref: str) -> ResponseReturnValue:
    welcoming.send(accounts.organisation_with(ref), by=g.person)
    return _back(ref, N_("Each of their people is written to, and finds it on the first page."))


@blueprint.post("/clients/<ref>/people/<int:person_id>/rights")
def change_clients_person(ref: str, person_id: int) -> ResponseReturnValue:
    who = client_people.colleague_of(person_id, accounts.organisation_with(ref))
    client_people.change_powers(who, request.form.getlist("powers"), by=g.person)
    return _back(ref, N_("What %(name)s may do is changed.", name=who.name))


@blueprint.post("/clients/<ref>/people/<int:person_id>/remove")
def remove_clients_person(ref: str, person_id: int) -> ResponseReturnValue:
    who = client_people.colleague_of(person_id, accounts.organisation_with(ref))
    client_people.remove(who, by=g.person)
    return _back(ref, N_("%(name)s can no longer come in.", name=who.name))
