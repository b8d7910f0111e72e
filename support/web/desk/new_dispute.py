"""Opening a dispute for a client who calls or writes: the channel is recorded, and the client gets the same letters."""

from typing import Any
from uuid import uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.billing.models import Invoice
from support.billing.queries import invoices_numbered
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, Reason
from support.kernel.errors import BadInput, NotFound
from support.kernel.sayings import N_
from support.web import opening
from support.web.desk import blueprint
from support.web.flashing import flash

CHANNELS = (Channel.PHONE, Channel.EMAIL)


@blueprint.get("/disputes/new")
def new_dispute() -> ResponseReturnValue:
    """`invoice` is its number, `id` which of several with that number; `line` fills one in."""
    line = request.args.get("line", "")
    return _form(_invoice(request.args), {"lines": [line] if line else [], "key": uuid4().hex})


@blueprint.post("/disputes/new")
def open_for_client() -> ResponseReturnValue:
    invoice, lines = _invoice(request.form), request.form.getlist("lines")
    key = opening.key_of(request.form, lines)
    try:
        dispute, existing = _open(invoice, lines, key)
    except BadInput as refused:
        return _form(invoice, {**request.form.to_dict(), "lines": lines}, refused), 422
    opened = N_("%(reference)s is open, and the client is told.", reference=dispute.reference)
    flash(opening.said_of(dispute, key, existing, opened), "success")
    return redirect(url_for("desk.show", reference=dispute.reference), 303)


def _open(invoice: Invoice, lines: list[str], key: str) -> tuple[Dispute, bool]:
    wish = opening.wanted(request.form, lines, invoice.organisation)
    return services.open_dispute(
        by=g.person,
        channel=_channel(),
        key=key,
        on_behalf_of=invoice.organisation,
        service_impact="service_impact" in request.form,
        **wish.as_arguments() | {"invoice": invoice},
    )


def _channel() -> Channel:
    named = request.form.get("channel", "")
    found = next((channel for channel in CHANNELS if channel.value == named), None)
    if found is None:
        raise BadInput(N_("Choose how the client told us."), field="channel")
    return found


def _invoice(asked: Any) -> Invoice:
    found = invoices_numbered(asked.get("invoice", ""))
    wanted = asked.get("id", "")
    for row in found:
        if str(row.id) == wanted or (not wanted and len(found) == 1):
            return row
    raise NotFound(N_("There is no such invoice. Look for it first, then open the dispute from its page."))


def _form(invoice: Invoice, typed: dict[str, Any], problem: BadInput | None = None) -> str:
    return render_template(
        "desk/new_dispute.html",
        invoice=invoice,
        typed=typed,
        problem=problem,
        reasons=list(Reason),
        channels=CHANNELS,
    )
