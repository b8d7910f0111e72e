"""Remedies above somebody's limit, with everything needed to decide on them."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.permissions import why_not
from support.disputes.states import Action
from support.web import given
from support.web.office import blueprint


@blueprint.get("/approvals")
def approvals() -> ResponseReturnValue:
    waiting = [(remedy, why_not(g.person, Action.APPROVE, remedy)) for remedy in queries.waiting_for_approval(g.person)]
    return render_template("office/approvals.html", waiting=waiting)


@blueprint.post("/remedies/<public_id>/approve")
def approve(public_id: str) -> ResponseReturnValue:
    remedy = queries.remedy_with(public_id, seen_by=g.person)
    services.approve(remedy, words=given.words("words", "The note", required=False), by=g.person)
    flash(f"Approved: {remedy.dispute.reference} goes on, and the client is written to.", "success")
    return redirect(url_for("office.approvals"))


@blueprint.post("/remedies/<public_id>/send-back")
def send_back(public_id: str) -> ResponseReturnValue:
    remedy = queries.remedy_with(public_id, seen_by=g.person)
    services.send_back(remedy, words=given.words("words", "What should change"), by=g.person)
    flash(f"{remedy.dispute.reference} is back with its owner.", "info")
    return redirect(url_for("office.approvals"))
