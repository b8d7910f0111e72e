"""A client's invoices and credit notes."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.billing import queries
from support.billing.balance import invoice_balances
from support.web import downloads
from support.web.portal import blueprint, invoice_page

AT_ONCE = 25


@blueprint.get("/invoices")
def invoices() -> ResponseReturnValue:
    page = queries.invoices_of(g.person.organisation, before=request.args.get("before"), limit=AT_ONCE)
    return render_template("portal/invoices.html", page=page, balances=invoice_balances(page.rows))


@blueprint.get("/invoices/<path:number>.xml", defaults={"form": "xml"})
@blueprint.get("/invoices/<path:number>.pdf", defaults={"form": "pdf"})
def invoice_file(number: str, form: str) -> ResponseReturnValue:
    return downloads.document(queries.invoice_with(number, g.person.organisation), form)


@blueprint.get("/invoices/<path:number>")
def invoice(number: str) -> ResponseReturnValue:
    """`why` names a line whose explanation is wanted, where there are too many lines to explain them all."""
    found = queries.invoice_with(number, g.person.organisation)
    shown = invoice_page.of(found, seen_by=g.person, asked=request.args.get("why"))
    return render_template("portal/invoice.html", page=shown, invoice=found)
