"""One dispute on one page: what the ledger knows, what has happened, what may be done."""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.billing.balance import invoice_balance
from support.billing.creditable import creditable_lines
from support.billing.explain import explain_line
from support.conversations.queries import conversations_of_dispute, messages_since
from support.disputes import queries
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind, RemedyKind, RootCause
from support.kernel.errors import NotFound, SignInNeeded, SupportError
from support.sla.queries import clocks_of
from support.web import errors
from support.web.desk import blueprint


@blueprint.get("/disputes/<reference>")
def show(reference: str) -> ResponseReturnValue:
    return render_template("desk/dispute.html", **facts(queries.dispute_with(reference, seen_by=g.person)))


def facts(dispute: Dispute) -> dict[str, Any]:
    """All that the page shows."""
    conversations = conversations_of_dispute(dispute)
    return {
        "dispute": dispute,
        "dossier": queries.dossier(dispute),
        "actions": {action.value for action in queries.actions_for(dispute, g.person)},
        "clocks": clocks_of(dispute),
        "checks": {check.kind: check for check in dispute.checks},
        "check_kinds": list(CheckKind),
        "causes": list(RootCause),
        "settlements": [RemedyKind.GOODWILL, RemedyKind.DISCOUNT],
        "balance": invoice_balance(dispute.invoice),
        "explanations": [said for row in dispute.lines for said in explain_line(row.line, g.person.locale).say],
        "creditable": creditable_lines(dispute.invoice),
        "conversations": [(row, messages_since(row)) for row in conversations],
        "given": request.form,
        "problem": None,
    }


@blueprint.errorhandler(SupportError)
def give_back(error: SupportError) -> ResponseReturnValue:
    """A refused form comes back as it was typed, with the refusal on top of the page."""
    reference = (request.view_args or {}).get("reference")
    if request.method != "POST" or not reference or isinstance(error, SignInNeeded | NotFound):
        return errors.explain(error)
    dispute = queries.dispute_with(reference, seen_by=g.person)
    page = render_template("desk/dispute.html", **{**facts(dispute), "problem": error})
    return page, error.http_status
