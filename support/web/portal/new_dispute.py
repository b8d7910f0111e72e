"""Opening a dispute by form: choose, look at the summary, open it. Nothing is kept between the steps but the form."""

from typing import Any
from uuid import uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.billing.queries import invoice_with, invoices_of
from support.disputes import services
from support.disputes.permissions import why_not_open
from support.disputes.reasons import Channel, Reason
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import opening
from support.web.flashing import flash
from support.web.portal import blueprint


@blueprint.get("/disputes/new")
def new_dispute() -> ResponseReturnValue:
    """`invoice` and `line` fill the form in; without an invoice one is chosen first."""
    number, line = request.args.get("invoice", ""), request.args.get("line", "")
    if not number:
        return render_template("portal/choose_invoice.html", page=invoices_of(g.person.organisation, limit=24))
    return _form(number, {"lines": [line] if line else [], "key": uuid4().hex})


@blueprint.post("/disputes/new")
def check_or_open_dispute() -> ResponseReturnValue:
    """Buttons: `check` shows the summary, `edit` goes back to the form, `open` opens the dispute."""
    form, lines = request.form, request.form.getlist("lines")
    typed = {**form.to_dict(), "lines": lines}
    if "edit" in form:
        return _form(form.get("invoice", ""), typed)
    try:
        wish = opening.wanted(form, lines, g.person.organisation)
        if "open" in form:
            return _open(wish, opening.key_of(form, lines))
        summary = services.check_opening(by=g.person, channel=Channel.PORTAL, **wish.as_arguments())
    except BadInput as refused:
        return _form(form.get("invoice", ""), typed, refused), 422
    return render_template("portal/dispute_summary.html", wish=wish, summary=summary, typed=typed)


def _open(wish: opening.Wanted, key: str) -> ResponseReturnValue:
    dispute, existing = opening.open_wanted(wish, by=g.person, channel=Channel.PORTAL, key=key)
    opened = N_("Dispute %(reference)s is open.", reference=dispute.reference)
    flash(opening.said_of(dispute, key, existing, opened), "success")
    return redirect(url_for("portal.dispute", reference=dispute.reference), 303)


def _form(number: str, typed: dict[str, Any], problem: BadInput | None = None) -> str:
    invoice = invoice_with(number, g.person.organisation)
    facts = {"why_not": why_not_open(g.person), "reasons": list(Reason)}
    return render_template("portal/new_dispute.html", invoice=invoice, typed=typed, problem=problem, **facts)
