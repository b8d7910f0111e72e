"""The agents' desk: the queue, one page for a dispute, the chats that wait for a person."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)

from support.web.desk import (
    attending,
    bulk,
    chats,
    checks,
    clients,
    course,
    decisions,
    dispute,
    documents,
    files,
    for_you,
    keeping,
    letters,
    mail,
    new_dispute,
    queue,
    replies,
    searching,
    second_factor,
    steps,
    urgency,
)
