"""Documents into the ledger from a page, and what helps with the first of them."""

from dataclasses import dataclass

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from support.accounts.setting_up import company
from support.billing.importing.recognising import ORDER, TABLES
from support.billing.importing.reports import ImportReport
from support.billing.importing.storing import import_contents
from support.billing.writing.example import example_invoice
from support.kernel import clock
from support.web import uploads
from support.web.desk import blueprint


@dataclass(frozen=True)
class Table:
    """A CSV table that is understood: `columns` by name, with whether each must be filled in."""

    name: str
    about: str
    columns: dict[str, bool]


@blueprint.get("/documents")
def documents() -> ResponseReturnValue:
    return _page(None)


@blueprint.post("/documents")
def take_documents() -> ResponseReturnValue:
    """What became of each file, on the page that answers."""
    return _page(import_contents(uploads.sent(request)))


def _page(reports: list[ImportReport] | None) -> str:
    known = [
        Table(name, " ".join((TABLES[name].__doc__ or "").split()), TABLES[name].columns())
        for name in ORDER
        if name in TABLES
    ]
    return render_template("desk/documents.html", reports=reports, most=uploads.MOST_FILES, tables=known)


@blueprint.get("/documents/tables/<name>.csv")
def table_heading(name: str) -> Response:
    """The heading of a table, to be filled in below."""
    if name not in TABLES:
        abort(404)
    return _saved(",".join(TABLES[name].columns()) + "\r\n", f"{name}.csv", "text/csv")


@blueprint.get("/documents/example.xml")
def example_document() -> Response:
    """A bill in the desk's own name, to try everything with."""
    found = company()
    return _saved(example_invoice(found.name if found else "Your company", clock.today()), "example.xml", "text/xml")


def _saved(content: str | bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
