"""The client's place: invoices line by line, disputes, the chat."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__)

from support.web.portal import (
    agreements,
    chat,
    company,
    disputes,
    documents,
    files,
    giving_back,
    invoices,
    letters,
    new_dispute,
    notices,
    overview,
    papers,
    payments,
    reading,
    welcome,
    why,
    you,
)
