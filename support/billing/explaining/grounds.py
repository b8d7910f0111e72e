"""What explanations rest on: the facts of one bill beside its rows."""

from __future__ import annotations

from dataclasses import dataclass

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.gathering import context_for, context_of
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import findings_of, lines_with
from support.billing.settlement import Finding


@dataclass(frozen=True, slots=True)
class Grounds:
    """`document` is the invoice as the rules see it; `findings` are the audit's, those that still stand."""

    invoice: Invoice
    context: Context
    document: Document
    findings: list[Finding]

    def facts(self, line: InvoiceLine) -> Line:
        return next(one for one in self.document.lines if one.row == line.id)

    def finding(self, line: Line, *rules: str) -> Finding | None:
        """The finding of one of the rules on this line."""
        return next((row for row in self.findings if row.line_id == line.row and row.rule in rules), None)


def grounds_of(invoice: Invoice) -> Grounds:
    """The bill alone with its agreements: enough for one line, one price, one discount."""
    context = context_for(invoice)
    return Grounds(invoice, context, context.documents[0], findings_of(invoice))


def wide_grounds_of(invoice: Invoice) -> Grounds:
    """With the client's other bills of that time: for what only shows beside another."""
    context = context_of(invoice.organisation, around=invoice)
    document = next((row for row in context.documents if row.row == invoice.id), None)
    if document is None:  # a credit note of our own, which no rule looks at
        return grounds_of(invoice)
    return Grounds(invoice, context, document, findings_of(invoice))


def rows_of(lines: list[Line]) -> list[InvoiceLine]:
    """The stored lines behind facts, in their order."""
    return lines_with([line.row for line in lines if line.row is not None])
