"""Documents of the ledger as files."""

import re

from flask import Response, make_response

from support.billing.importing.documents import ReadDocument
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl
from support.correspondence import links
from support.kernel.sayings import N_

FORMS = {"xml": "application/xml", "pdf": "application/pdf"}


def document(invoice: Invoice, form: str) -> Response:
    """The invoice or credit note as UBL 2.1 (`xml`) or for people (`pdf`), to be saved."""
    read = document_of(invoice)
    response = make_response(write_ubl(read) if form == "xml" else _for_people(read, invoice))
    response.headers["Content-Type"] = FORMS[form]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", invoice.number).strip(".-") or "document"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _for_people(read: ReadDocument, invoice: Invoice) -> bytes:
    from support.billing.writing.pdf import write_pdf  # its fonts take a quarter of a second of every start

    return write_pdf(read, invoice.organisation.locale, further=_online(invoice))


def _online(invoice: Invoice) -> list[str]:
    """What changes after a document was issued, such as what is to pay now, is read on its page and not printed."""
    address = links.invoice(invoice.number)
    policies = N_("How we bill, and how disputes work: %(address)s", address=links.policies())
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return [policies]
    now = N_("What is to pay now, and every way to pay it: %(address)s", address=f"{address}#how-to-pay")
    return [now, N_("Question this charge, line by line: %(address)s", address=address), policies]
