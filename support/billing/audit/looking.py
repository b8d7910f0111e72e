"""A look at one bill when somebody questions it: what is wrong about money on it is found at once, not at the next audit."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import func, select

from support.billing.audit.gathering import context_of
from support.billing.audit.results import Found
from support.billing.audit.rules import run
from support.billing.audit.running import finding_of
from support.billing.audit.verdicts import doubted_rules
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel.transaction import transaction

log = structlog.get_logger()

_LINES = 500
"""Clients with no more lines than this are read whole; of others what was issued around the bill."""
_NEAR = {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R15", "R18", "R19"}
"""Rules that need nothing which happened longer ago."""


def wrong_with(invoice: Invoice) -> list[Found]:
    """What the rules find about money on this bill; reads only. A rule that fails is logged, and hinders nobody."""
    try:
        return _found(invoice)
    except Exception:
        log.exception("a bill could not be looked at", invoice=invoice.number)
        return []


def write_down(invoice: Invoice, found: Sequence[Found]) -> list[Finding]:
    """Adds what no audit has found yet; takes back nothing that stands.

    An audit of the whole ledger says the rest, and what is no longer so.
    """
    if not found:
        return []
    with transaction():
        known = list(db.session.scalars(select(Finding).where(Finding.invoice_id == invoice.id)))
        fingerprints = {row.fingerprint for row in known}
        places = {(row.rule, row.place) for row in known}
        fresh = {
            key: one
            for one in found
            if (key := one.fingerprint(invoice.organisation_id)) not in fingerprints
            and (one.rule, one.place) not in places
        }
        doubted = doubted_rules() if fresh else frozenset[str]()
        rows = [finding_of(one, invoice.organisation, doubted) for one in fresh.values()]
        db.session.add_all(rows)
        db.session.flush()
    return rows


def _found(invoice: Invoice) -> list[Found]:
    whole = _lines_of(invoice) <= _LINES
    context = context_of(invoice.organisation, None if whole else invoice)
    return [
        answer
        for answer in run(context, None if whole else _NEAR)
        if isinstance(answer, Found)
        and answer.difference is not None
        and answer.document is not None
        and answer.document.row == invoice.id
    ]


def _lines_of(invoice: Invoice) -> int:
    """Of all the client's bills."""
    wanted = select(func.count(InvoiceLine.id)).join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    return db.session.scalar(wanted.where(Invoice.organisation_id == invoice.organisation_id)) or 0
