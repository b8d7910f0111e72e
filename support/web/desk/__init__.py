"""The agents' desk: the queue, one page for a dispute, the chats that wait for a person."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)

from support.web.desk import chats, checks, clients, decisions, dispute, keeping, queue, searching, steps, urgency  # noqa: E402, F401 — the views hang themselves onto the blueprint
