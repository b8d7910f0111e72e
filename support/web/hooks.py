"""The door of a payment provider: its signed events in, and only whether they were taken out. No browser, so no CSRF token."""

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from support.billing.importing.refusals import NotReadable
from support.billing.provider import signature
from support.billing.provider.events import take_event
from support.extensions import csrf

blueprint = Blueprint("hooks", __name__)
csrf.exempt(blueprint)
LARGEST = 2 * 1024 * 1024


@blueprint.post("/stripe")
def stripe() -> ResponseReturnValue:
    """200 once it is kept, also a second time and for what means nothing here; 400 unless the signature is right."""
    secret = str(current_app.config["STRIPE_WEBHOOK_SECRET"])
    if not secret:
        abort(404)
    request.max_content_length = LARGEST
    body = request.get_data()
    signature.check(secret, request.headers.get("Stripe-Signature", ""), body)
    try:
        event, known = take_event(body)
    except NotReadable as no:
        return jsonify(error={"code": no.code, "say": no.say}), 400
    return jsonify(event=event.event_id, status=event.status, known=known)
