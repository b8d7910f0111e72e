"""Mail that waits for a person, and all that came in: see it, give it to a dispute, handle it again, put it away."""

import io

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from support.correspondence import suppression
from support.correspondence.inbound import queries, services, storing
from support.correspondence.inbound.models import Outcome
from support.disputes import queries as disputes
from support.files import services as files
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.flashing import flash
from support.web.serving import SANDBOX


@blueprint.get("/mail")
def mail() -> ResponseReturnValue:
    everything = "all" in request.args
    found = queries.mails() if everything else queries.mails(Outcome.QUARANTINED, Outcome.RECEIVED)
    shut = suppression.all_suppressed(50)
    return render_template("desk/mail.html", mails=found, everything=everything, shut=shut)


@blueprint.get("/mail/<int:mail_id>")
def one_mail(mail_id: int) -> ResponseReturnValue:
    found = queries.mail_with(mail_id, seen_by=g.person)
    return render_template("desk/one_mail.html", mail=found, files=files.of_mail(found.id), again=services.AGAIN)


@blueprint.get("/mail/<int:mail_id>/raw")
def raw_mail(mail_id: int) -> ResponseReturnValue:
    """The bytes as they came, to be saved."""
    found = queries.mail_with(mail_id, seen_by=g.person)
    raw = io.BytesIO(storing.raw_of(found.digest))
    answer = send_file(raw, mimetype="message/rfc822", as_attachment=True, download_name=f"mail-{found.id}.eml")
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@blueprint.post("/mail/<int:mail_id>/release")
def release_mail(mail_id: int) -> ResponseReturnValue:
    found = queries.mail_with(mail_id, seen_by=g.person)
    dispute = disputes.dispute_with(given.words("to_dispute", N_("The dispute's reference")), seen_by=g.person)
    services.release(found, dispute, by=g.person)
    flash(N_("The mail belongs to %(reference)s now.", reference=dispute.reference), "success")
    return redirect(url_for("desk.show", reference=dispute.reference), 303)


@blueprint.post("/mail/<int:mail_id>/dismiss")
def dismiss_mail(mail_id: int) -> ResponseReturnValue:
    services.dismiss(queries.mail_with(mail_id, seen_by=g.person), by=g.person)
    flash(N_("Put away. It stays on record."), "success")
    return redirect(url_for("desk.mail"), 303)


@blueprint.post("/mail/<int:mail_id>/replay")
def replay_mail(mail_id: int) -> ResponseReturnValue:
    found = services.replay(queries.mail_with(mail_id, seen_by=g.person))
    flash(N_("Handled again: %(label)s. %(why)s", label=found.outcome.label.lower(), why=found.why), "success")
    return redirect(url_for("desk.one_mail", mail_id=found.id), 303)


@blueprint.post("/mail/addresses/lift")
def lift_address() -> ResponseReturnValue:
    email = given.words("email", N_("The address"))
    suppression.lift(email, by=g.person)
    flash(N_("Letters may go to %(email)s again.", email=email), "success")
    return redirect(url_for("desk.mail"), 303)
