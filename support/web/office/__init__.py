"""The managers' office: what waits for approval, what has been escalated, who works here, and the reports."""

from flask import Blueprint

blueprint = Blueprint("office", __name__)

from support.web.office import (  # noqa: E402 — the views hang themselves onto the blueprint
    approvals,  # noqa: F401
    delivery,  # noqa: F401
    escalations,  # noqa: F401
    overrides,  # noqa: F401
    people,  # noqa: F401
    person,  # noqa: F401
    refusals,  # noqa: F401
    reports,  # noqa: F401
)
