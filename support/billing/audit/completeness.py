"""R22: whether a document holds what EN 16931 asks for."""

from __future__ import annotations

from collections.abc import Iterator

from support.billing.audit.facts import Context, Document
from support.billing.audit.results import Answer, Found
from support.billing.kinds import Severity
from support.kernel.sayings import N_

_SAYS_NOTHING = {
    "article",
    "charge",
    "charges",
    "diverse",
    "fee",
    "item",
    "items",
    "misc",
    "miscellaneous",
    "other",
    "product",
    "service",
    "services",
    "various",
}


def complete(context: Context) -> Iterator[Answer]:
    """R22: parties with their countries, a due date or terms, reasons for allowances, and names that say something."""
    for document in context.documents:
        for place, message in _missing(document):
            yield _finding(document, place, message, Severity.WARNING)
        for line in document.lines:
            if line.name.casefold().strip(" .-") in _SAYS_NOTHING:
                said = N_(
                    "Line %(line)s is called “%(name)s”, which does not say what was charged.",
                    **line.told,
                )
                yield _finding(document, line.place, said, Severity.INFO)


_LACKS = {
    ("seller", ("name",)): N_("The seller has no name (%(norms)s)."),
    ("seller", ("country",)): N_("The seller has no country (%(norms)s)."),
    ("seller", ("name", "country")): N_("The seller has no name and no country (%(norms)s)."),
    ("buyer", ("name",)): N_("The buyer has no name (%(norms)s)."),
    ("buyer", ("country",)): N_("The buyer has no country (%(norms)s)."),
    ("buyer", ("name", "country")): N_("The buyer has no name and no country (%(norms)s)."),
}


_NO_REASON = N_("%(amount)s on line %(line)s has no reason (BR-42, BR-44).")


def _missing(document: Document) -> Iterator[tuple[str, str]]:
    for role, party, norms in (("seller", document.seller, "BR-06, BR-09"), ("buyer", document.buyer, "BR-07, BR-11")):
        lacks = [what for what, said in (("name", party.name), ("country", party.country)) if not said]
        if lacks:
            yield role, N_(_LACKS[role, tuple(lacks)], norms=norms)
    if not document.lines:
        yield "lines", N_("The document has no line (BR-16).")
    if document.totals["payable"] > 0 and not document.is_credit and document.due_on is None and not document.terms:
        yield "due_on", N_("Money is asked for without a due date or terms of payment (BR-CO-25).")
    for part in document.parts:
        if not part.reason:
            yield (
                "charges" if part.is_charge else "allowances",
                N_("%(amount)s has no reason (BR-33, BR-38).", amount=document.money(part.minor)),
            )
    for line in document.lines:
        for part in line.parts:
            if not part.reason:
                yield (
                    line.place,
                    N_(_NO_REASON, amount=document.money(part.minor), line=line.id),
                )


def _finding(document: Document, place: str, message: str, severity: Severity) -> Found:
    line = next((line for line in document.lines if line.place == place), None)
    return Found(
        rule="R22",
        document=document,
        line=line,
        place=place,
        reason="clarification_request",
        severity=severity,
        message=message,
    )
