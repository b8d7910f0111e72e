"""The client's place: invoices line by line, disputes, the chat."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__)

from support.web.portal import (
    chat,
    disputes,
    documents,
    files,
    invoices,
    letters,
    new_dispute,
    notices,
    overview,
)
