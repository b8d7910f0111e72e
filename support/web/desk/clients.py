"""One client and one invoice as staff see them: where a search leads, and where a call by phone begins."""

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.billing import queries as ledger
from support.billing.balance import account_balances, invoice_balances
from support.billing.models import Invoice
from support.correspondence import preferences
from support.disputes import queries
from support.web import downloads
from support.web.desk import blueprint
from support.web.desk.wishes import wishes_of
from support.web.portal import invoice_page

AT_ONCE = 25


@blueprint.get("/clients/<ref>")
def client(ref: str) -> ResponseReturnValue:
    found = accounts.organisation_with(ref)
    page = ledger.invoices_of(found, before=request.args.get("before"), limit=AT_ONCE)
    people = accounts.people_of(found)
    letters = preferences.of_each(people)
    return render_template(
        "desk/client.html",
        client=found,
        people=[(row, wishes_of(row, letters[row.id], g.person.locale)) for row in people],
        balances=account_balances(found),
        disputes=queries.of_client(found, limit=AT_ONCE),
        page=page,
        invoice_balances=invoice_balances(page.rows),
    )


def _numbered(number: str) -> tuple[Invoice, list[Invoice]]:
    """Where several documents bear the number, `id` says which; without it the latest is meant. And the others."""
    documents = ledger.invoices_numbered(number)
    asked = request.args.get("id", type=int)
    found = next((row for row in documents if row.id == asked), documents[-1] if documents else None)
    if found is None:
        abort(404)
    return found, [row for row in documents if row.id != found.id]


@blueprint.get("/invoices/<path:number>.xml", defaults={"form": "xml"})
@blueprint.get("/invoices/<path:number>.pdf", defaults={"form": "pdf"})
def invoice_file(number: str, form: str) -> ResponseReturnValue:
    return downloads.document(_numbered(number)[0], form)


@blueprint.get("/invoices/<path:number>")
def invoice(number: str) -> ResponseReturnValue:
    """The document of this number, and which others bear it."""
    found, others = _numbered(number)
    shown = invoice_page.of(found, seen_by=g.person, asked=request.args.get("why"))
    return render_template("desk/invoice.html", page=shown, invoice=found, others=others)
