"""The managers' office: what waits for approval, what has been escalated."""

from flask import Blueprint

blueprint = Blueprint("office", __name__)

from support.web.office import approvals, delivery, escalations, overrides  # noqa: E402, F401 — the views hang themselves onto the blueprint
