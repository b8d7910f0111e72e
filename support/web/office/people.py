"""The staff: who is here, with what role, department and skills, how much they have, and what they may give."""

from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.accounts import absences, services, staffing
from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.roles import STAFF, TIER_OF, Role
from support.disputes.assignment import loads_of
from support.disputes.handing_out import waiting
from support.disputes.reasons import Reason
from support.kernel.errors import SupportError
from support.kernel.sayings import N_, joined
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint, rules
from support.web.sent import endpoint, sent

ROLES = sorted(STAFF, key=lambda role: TIER_OF[role])


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    staff = accounts.staff_ever()
    return render_template(
        "office/people.html",
        people=[row for row in staff if row.active],
        gone=[row for row in staff if not row.active],
        away=absences.away(),
        loads=loads_of([row.id for row in staff]),
        waiting=waiting(),
        limits=rules.limits(),
        sent=sent(endpoint(), problem),
        **choices(),
    )


KNOWS_BEST, HAS_LEAST, IS_NEXT = N_("who knows it best"), N_("who has least to do"), N_("whose turn it is")
ORDER = {"skill": KNOWS_BEST, "load": HAS_LEAST, "turn": IS_NEXT}


def choices() -> dict[str, Any]:
    """What can be chosen for a person, and how the desk calls it."""
    desk = policies.desk()
    departments = [(row.name, N_(row.label)) for row in desk.departments]
    return {
        "desk": desk,
        "roles": ROLES,
        "departments": departments,
        "reasons": list(Reason),
        "labels": _labels,
        "order": joined(", ", [ORDER[name] for name in desk.assignment.order]),
    }


def _labels(person: Person) -> list[str]:
    """What they know best, in words; also what the desk's own file says of them."""
    by_file = [reason for reason, emails in policies.desk().assignment.skills.items() if person.email in emails]
    known = {reason.value: reason.label for reason in Reason}
    return [known.get(skill, skill) for skill in sorted({*person.skills, *by_file})]


@blueprint.post("/people")
def add_person() -> ResponseReturnValue:
    """They get a sign-in link by mail; nobody else ever knows a password of theirs."""
    person = staffing.add_colleague(
        email=given.words("email", N_("The address")),
        name=given.words("name", N_("The name")),
        role=given.choice("role", N_("a role"), Role),
        department=given.words("department", N_("The department")),
        by=g.person,
    )
    services.ask_sign_in_link(person.email, invited_by=g.person)
    flash(N_("%(name)s is one of us now, and has been sent a sign-in link.", name=person.name), "success")
    return redirect(url_for("office.person", person_id=person.id))
