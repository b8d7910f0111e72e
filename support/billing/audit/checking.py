"""Audits documents that were only read: nothing of them is stored, and what the ledger knows of their client counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect

from support.accounts.models import Organisation
from support.billing.audit.agreed import agreements_of
from support.billing.audit.circumstances import circumstances_of
from support.billing.audit.facts import Context, Document, Line, Part, PartyFacts, Tax
from support.billing.audit.results import Found, NotCheckable
from support.billing.audit.rules import run
from support.billing.importing import ledger_documents as ledger
from support.billing.importing.clients import find_client
from support.billing.importing.documents import AllowanceCharge, DocumentLine, Party, Period, ReadDocument
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Checked:
    number: str
    findings: list[Found]
    not_checkable: list[NotCheckable]

    def as_dict(self) -> dict[str, Any]:
        """One reason a rule, however many lines it holds for."""
        whys = dict.fromkeys((answer.rule, answer.why) for answer in self.not_checkable)
        return {
            "number": self.number,
            "findings": [found.as_dict() for found in self.findings],
            "not_checkable": [{"rule": rule, "why": why} for rule, why in whys],
        }


def check_document(document: ReadDocument) -> Checked:
    """What the rules say of one document. Rules about payments have nothing to look at before it is issued."""
    client = _client_of(document.buyer)
    facts = facts_of(document)
    known = {**agreements_of([client.id])[client.id], **circumstances_of([client.id])[client.id]} if client else {}
    answers = run(
        Context(
            today=clock.today(),
            documents=[facts],
            organisation=client.id if client else None,
            whole=False,
            **known,
        )
    )
    return Checked(
        document.number,
        [answer for answer in answers if isinstance(answer, Found)],
        [answer for answer in answers if isinstance(answer, NotCheckable)],
    )


def _client_of(buyer: Party) -> Organisation | None:
    """None also where no ledger has been set up yet: then the document is all there is to check."""
    return find_client(buyer) if inspect(db.engine).has_table(Organisation.__tablename__) else None


def facts_of(document: ReadDocument) -> Document:
    period = document.period or Period()
    facts = Document(
        number=document.number,
        kind=document.kind,
        type_code=document.type_code,
        issued_on=document.issued_on,
        currency=document.currency,
        seller=_party(document.seller),
        buyer=_party(document.buyer),
        totals=_totals(document),
        taxes=_taxes(document),
        parts=tuple(_part(part, document) for part in document.allowances_charges),
        due_on=document.due_on,
        terms=document.payment_terms or "",
        start=period.start,
        end=period.end,
        contract_reference=document.contract_reference,
        corrects=tuple(part.number for part in document.preceding_invoices),
        note="\n".join(document.notes),
    )
    facts.lines = [_line(at, line, facts, document) for at, line in enumerate(document.lines, start=1)]
    return facts


def _totals(document: ReadDocument) -> dict[str, int]:
    told = document.totals
    amounts = {
        "lines": told.line_extension,
        "allowances": told.allowance_total,
        "charges": told.charge_total,
        "net": told.tax_exclusive,
        "tax": document.tax_total,
        "gross": told.tax_inclusive,
        "prepaid": told.prepaid,
        "rounding": told.rounding,
        "payable": told.payable,
    }
    return {name: _minor(amount, document) for name, amount in amounts.items()}


def _taxes(document: ReadDocument) -> tuple[Tax, ...]:
    return tuple(
        Tax(
            tax.category or "",
            tax.rate,
            _minor(tax.taxable, document),
            _minor(tax.tax, document),
            tax.exemption_reason or tax.exemption_code or "",
        )
        for tax in document.tax_subtotals
    )


def _minor(amount: Decimal | None, document: ReadDocument) -> int:
    return Money.of(amount or 0, document.currency).minor


def _party(party: Party) -> PartyFacts:
    address = party.address
    street = address.lines[0] if address.lines else ""
    name = party.legal_name or party.called
    return PartyFacts(
        name=name,
        country=address.country or "",
        city=address.city or "",
        street=street,
        tax_id=party.tax_id or "",
        postcode=address.postcode or "",
        email=party.contact_email or "",
    )


def _part(part: AllowanceCharge, document: ReadDocument) -> Part:
    category, rate = ledger.tax_of(document, part.tax_category, part.tax_rate)
    return Part(part.is_charge, _minor(part.amount, document), part.reason or part.reason_code or "", category, rate)


def _line(position: int, line: DocumentLine, facts: Document, document: ReadDocument) -> Line:
    category, rate = ledger.tax_of(document, line.tax_category, line.tax_rate)
    unit_price, base_quantity = ledger.price_of(line)
    period = line.period or Period()
    return Line(
        document=facts,
        id=line.id,
        position=position,
        name=line.name,
        description=line.description or "",
        sku=ledger.sku_of(line),
        quantity=line.quantity,
        unit_code=line.unit_code or "C62",
        unit_price=unit_price,
        base_quantity=base_quantity,
        net=_minor(line.net, document),
        category=category,
        rate=rate,
        start=period.start,
        end=period.end,
        record=ledger.record_of(line),
        subject=ledger.subject_of(line),
        properties=ledger.properties_of(line.properties),
        parts=tuple(_part(part, document) for part in line.allowances_charges),
    )
