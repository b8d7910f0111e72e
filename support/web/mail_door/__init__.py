"""The door of a mail provider: a raw mail in, what became of it out. No browser comes in here, so no CSRF token."""

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from support.correspondence.inbound import intake, limits
from support.correspondence.inbound.services import take_in
from support.extensions import csrf
from support.kernel.errors import SignInNeeded

blueprint = Blueprint("mail_door", __name__)
csrf.exempt(blueprint)


@blueprint.post("/intake")
def take_mail() -> ResponseReturnValue:
    """202 once it is kept; the provider may forget it then. 409 for a delivery that was taken in before."""
    sender, recipients = request.headers.get("X-Mail-From"), request.headers.get("X-Mail-To", "")
    signature = request.environ["redress.mail_signature"]
    intake.refuse_again(signature)
    to = [address.strip() for address in recipients.split(",") if address.strip()]
    mail, known = take_in(request.get_data(), source="intake", envelope_from=sender, envelope_to=to)
    intake.remember(signature)  # after it is kept: what could not be kept may be delivered again
    return jsonify(mail=mail.id, outcome=mail.outcome.value, known=known), 202


def signed_by_provider() -> None:
    """The guard: a right and fresh signature over exactly this body."""
    request.max_content_length = limits.LARGEST_KEPT
    headers = request.headers
    timestamp, given = headers.get("X-Mail-Timestamp", ""), headers.get("X-Mail-Signature", "")
    secret = str(current_app.config["MAIL_INTAKE_SECRET"])
    if not (secret and timestamp and given):
        raise SignInNeeded(intake.CLOSED)  # before the body is read
    signed = intake.payload(timestamp, headers.get("X-Mail-From", ""), headers.get("X-Mail-To", ""), request.get_data())
    request.environ["redress.mail_signature"] = intake.check(secret, timestamp, given, signed)
