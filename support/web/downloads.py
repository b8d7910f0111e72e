"""Documents of the ledger as files."""

import re

from flask import Response, make_response

from support.billing.importing.documents import ReadDocument
from support.billing.models import Invoice
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl

FORMS = {"xml": "application/xml", "pdf": "application/pdf"}


def document(invoice: Invoice, form: str) -> Response:
    """The invoice or credit note as UBL 2.1 (`xml`) or for people (`pdf`), to be saved."""
    read = document_of(invoice)
    response = make_response(write_ubl(read) if form == "xml" else _for_people(read, invoice.organisation.locale))
    response.headers["Content-Type"] = FORMS[form]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", invoice.number).strip(".-") or "document"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _for_people(read: ReadDocument, locale: str) -> bytes:
    from support.billing.writing.pdf import write_pdf  # its fonts take a quarter of a second of every start

    return write_pdf(read, locale)
