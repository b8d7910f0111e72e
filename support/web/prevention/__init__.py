"""Before clients have to tell us: drafts in review, findings with owner and status, incidents, dated tasks."""

from flask import Blueprint

blueprint = Blueprint("prevention", __name__)

from support.web.prevention import drafts, findings, incidents, tasks
