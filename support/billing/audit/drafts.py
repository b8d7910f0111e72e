"""Audits a document that nobody has got yet against all that the ledger holds of its client; stores nothing."""

from __future__ import annotations

from support.accounts.models import Organisation
from support.billing.audit.checking import Checked, facts_of
from support.billing.audit.facts import Document
from support.billing.audit.gathering import context_of
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.audit.rules import run
from support.billing.importing.documents import ReadDocument
from support.billing.importing.ledger_documents import record_of
from support.billing.models import Invoice, InvoiceLine


def check_draft(document: ReadDocument, client: Organisation) -> Checked:
    """What the rules say of the draft, beside the client's bills of the same months and those for the same records."""
    context = context_of(client, around=_stand_in(document))
    facts = facts_of(document)
    context.documents.append(facts)
    answers = [answer for answer in run(context) if _about(answer, facts)]
    return Checked(
        document.number,
        [answer for answer in answers if isinstance(answer, Found)],
        [answer for answer in answers if isinstance(answer, NotCheckable)],
    )


def _about(answer: Answer, facts: Document) -> bool:
    return answer.document is facts


def _stand_in(document: ReadDocument) -> Invoice:
    """When it is issued and which records it names: what decides which other bills are looked at. Never stored."""
    lines = [InvoiceLine(record_ref=record_of(line)) for line in document.lines]
    return Invoice(issued_on=document.issued_on, lines=lines)
