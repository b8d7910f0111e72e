"""The client's place: invoices line by line, disputes, the chat."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__)

from support.web.portal import (  # noqa: E402 — the views hang themselves onto the blueprint
    chat,  # noqa: F401
    disputes,  # noqa: F401
    documents,  # noqa: F401
    files,  # noqa: F401
    invoices,  # noqa: F401
    letters,  # noqa: F401
    new_dispute,  # noqa: F401
    notices,  # noqa: F401
    overview,  # noqa: F401
)
