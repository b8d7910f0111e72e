"""The client's first page: what is due, what is in dispute, what came last."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from support.billing.balance import account_balances, invoice_balances
from support.billing.paying import due_now
from support.billing.queries import invoices_of
from support.disputes import queries
from support.disputes.states import ENDED
from support.knowledge import welcoming
from support.web.portal import blueprint
from support.web.standing import standing_of

LATEST = 5


@blueprint.get("/")
def overview() -> ResponseReturnValue:
    organisation = g.person.organisation
    latest, accounts = invoices_of(organisation, limit=LATEST).rows, account_balances(organisation)
    open_disputes = [row for row in queries.of_client(organisation) if row.status not in ENDED]
    return render_template(
        "portal/overview.html",
        accounts=accounts,
        due=due_now(organisation, LATEST) if any(account.due for account in accounts.values()) else [],
        latest=latest,
        balances=invoice_balances(latest),
        disputes=[(row, standing_of(row, g.person)) for row in open_disputes],
        welcome=welcoming.unread(organisation),
        outcomes=queries.rejectable_outcomes(organisation),
    )
