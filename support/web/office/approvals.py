"""Remedies above somebody's limit, with everything needed to decide on them."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.desk.rehearsing import Preview, letter_if_approved
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.office.waiting import waiting_for
from support.web.sent import endpoint, sent


@blueprint.get("/approvals")
def approvals() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None, letter: Preview | None = None) -> str:
    """With the form that was sent as it was typed; forms are named by what they do and to which remedy."""
    which = (request.view_args or {}).get("public_id", "")
    form = sent(f"{endpoint()}:{which}", problem)
    return render_template(
        "office/approvals.html", waiting=waiting_for(g.person), sent=form, letter=letter, letter_for=which
    )


@blueprint.post("/remedies/<public_id>/approve")
def approve(public_id: str) -> ResponseReturnValue:
    remedy = queries.remedy_with(public_id, seen_by=g.person)
    services.approve(remedy, words=given.words("words", N_("The note"), required=False), by=g.person)
    flash(
        N_("Approved: %(reference)s goes on, and the client is written to.", reference=remedy.dispute.reference),
        "success",
    )
    return redirect(url_for("office.approvals"))


@blueprint.post("/remedies/<public_id>/send-back")
def send_back(public_id: str) -> ResponseReturnValue:
    remedy = queries.remedy_with(public_id, seen_by=g.person)
    services.send_back(remedy, words=given.words("words", N_("What should change")), by=g.person)
    flash(N_("%(reference)s is back with its owner.", reference=remedy.dispute.reference), "info")
    return redirect(url_for("office.approvals"))


@blueprint.post("/remedies/<public_id>/letter")
def letter(public_id: str) -> ResponseReturnValue:
    """What the client would be sent; nothing is approved by reading it."""
    return render(letter=letter_if_approved(queries.remedy_with(public_id, seen_by=g.person)))
