"""Disputes above the first tier, with the reason and the clock; they can be given to somebody else from here."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.disputes import queries, services
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint


@blueprint.get("/escalations")
def escalations() -> ResponseReturnValue:
    page = queries.escalated(g.person, before=request.args.get("before"))
    why = queries.why_escalated(page.rows)
    staff = accounts.staff()
    reaching = {tier: [person for person in staff if person.tier >= tier] for tier in (1, 2, 3)}
    return render_template("office/escalations.html", page=page, why=why, staff=reaching)


@blueprint.post("/disputes/<reference>/assign")
def assign(reference: str) -> ResponseReturnValue:
    to = given.whole("to", N_("The colleague"), required=False)
    if to is None:
        raise BadInput(N_("Choose a colleague."), field="to")
    person = accounts.person(to)
    services.assign(queries.dispute_with(reference, seen_by=g.person), to=person, by=g.person)
    flash(N_("%(reference)s is with %(name)s now.", reference=reference, name=person.name), "success")
    return redirect(url_for("office.escalations"))
