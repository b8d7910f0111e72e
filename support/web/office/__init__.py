"""The managers' office: what waits for approval, what has been escalated, who works here, and the reports."""

from flask import Blueprint

blueprint = Blueprint("office", __name__)

from support.web.office import (
    approvals,
    articles,
    clients,
    delivery,
    escalations,
    now,
    overrides,
    people,
    person,
    refusals,
    reports,
    review,
    rules,
    starting,
    voices,
)
