"""One of the staff: their duties, their absences, and what was changed about their account."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import absences, second_factor, staffing
from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.permissions import Deed, why_not
from support.accounts.roles import Role
from support.disputes.assignment import loads_of
from support.disputes.reasons import Reason
from support.kernel.errors import BadInput, SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.office.people import choices
from support.web.sent import endpoint, sent


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    who = _person((request.view_args or {})["person_id"])
    return render_template(
        "office/person.html",
        who=who,
        load=loads_of([who.id]).get(who.id, 0),
        absences=absences.absences_of(who),
        back_after=absences.away().get(who.id),
        changes=staffing.changes_of(who),
        refusals={deed.value: why_not(g.person, deed, who) for deed in Deed},
        sent=sent(endpoint(), problem),
        **choices(),
    )


def _person(person_id: int) -> Person:
    return accounts.colleague(person_id)


def _back(person_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("office.person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/role")
def change_role(person_id: int) -> ResponseReturnValue:
    who = staffing.change_role(_person(person_id), given.choice("role", N_("a role"), Role), by=g.person)
    return _back(person_id, N_("%(name)s has a new role: %(role)s.", name=who.name, role=who.role.label.lower()))


@blueprint.post("/people/<int:person_id>/department")
def change_department(person_id: int) -> ResponseReturnValue:
    department = given.words("department", N_("The department"))
    who = staffing.change_department(_person(person_id), department, by=g.person)
    return _back(person_id, N_("%(name)s's department is changed.", name=who.name))


@blueprint.post("/people/<int:person_id>/skills")
def change_skills(person_id: int) -> ResponseReturnValue:
    skills = request.form.getlist("skills")
    if not set(skills) <= {reason.value for reason in Reason}:
        raise BadInput(N_("Choose the reasons from the list."), field="skills")
    who = staffing.change_skills(_person(person_id), skills, by=g.person)
    return _back(person_id, N_("What %(name)s knows best is changed.", name=who.name))


@blueprint.post("/people/<int:person_id>/close")
def close_account(person_id: int) -> ResponseReturnValue:
    who = staffing.close_account(_person(person_id), by=g.person)
    return _back(
        person_id, N_("%(name)s is signed out everywhere, and their disputes have gone to others.", name=who.name)
    )


@blueprint.post("/people/<int:person_id>/open")
def open_again(person_id: int) -> ResponseReturnValue:
    who = staffing.open_again(_person(person_id), by=g.person)
    return _back(person_id, N_("%(name)s can sign in again.", name=who.name))


@blueprint.post("/people/<int:person_id>/second-factor")
def reset_factor(person_id: int) -> ResponseReturnValue:
    who = second_factor.reset(_person(person_id), by=g.person)
    return _back(person_id, N_("%(name)s is signed out everywhere and can set up a new one.", name=who.name))


@blueprint.post("/people/<int:person_id>/absences")
def enter_absence(person_id: int) -> ResponseReturnValue:
    who = _person(person_id)
    first, last = given.day("starts_on", N_("The first day")), given.day("ends_on", N_("The last day"))
    reason = given.words("reason", N_("The reason"), required=False)
    absences.enter_absence(who, starts_on=first, ends_on=last, reason=reason, by=g.person)
    return _back(person_id, N_("%(name)s's absence is entered. What cannot wait has gone to others.", name=who.name))


@blueprint.post("/absences/<int:absence_id>/end")
def end_absence(absence_id: int) -> ResponseReturnValue:
    absence = absences.absence_with(absence_id)
    person_id = absence.person_id
    absences.end_absence(absence, by=g.person)
    return _back(person_id, N_("From today on they get disputes again."))
