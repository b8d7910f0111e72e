"""Events of a webhook, each taken in once: applied, kept waiting for what it rests on, noted, or refused with a reason."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from support.billing.agreements import LedgerEvent
from support.billing.importing.json_nodes import Item
from support.billing.importing.json_safety import read_json
from support.billing.importing.refusals import NotReadable
from support.billing.provider import documents, money
from support.billing.provider.outcomes import NOTED, REFUSED, WAITING, Outcome
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from support.kernel.transaction import transaction

SOURCE = "stripe"
_MOST_WAITING = 100
Handler = Callable[[Item, datetime], Outcome]
HANDLERS: Mapping[str, Handler] = {
    "invoice.finalized": documents.invoice,
    "invoice.sent": documents.invoice,
    "invoice.updated": documents.invoice,
    "invoice.payment_failed": documents.invoice,
    "invoice.paid": money.invoice_paid,
    "invoice.payment_succeeded": money.invoice_paid,
    "invoice.voided": documents.invoice_voided,
    "credit_note.created": documents.credit_note,
    "credit_note.updated": documents.credit_note,
    "credit_note.voided": documents.credit_note_voided,
    "charge.succeeded": money.paid,
    "payment_intent.succeeded": money.paid,
    "charge.refunded": money.refunded,
    "charge.dispute.created": money.charged_back,
    "charge.dispute.closed": money.chargeback_closed,
}


def take_event(body: bytes) -> tuple[LedgerEvent, bool]:
    """The event as it is kept, and whether it was known before, in which case nothing happens.

    Raises `NotReadable` for what is no event of Stripe's. What its object says wrongly is kept as a refused event.
    """
    event = read_json(io.BytesIO(body), "event")
    name, kind, when = event.text("id", 100), event.text("type", 60), event.whole("created")
    data = event.child("data")
    about = data.child("object") if data else None
    if not (name and kind and about) or when is None or not 0 < when < 7_258_118_400:
        event.refuse("This is no event: it needs id, type, created and data.object. Send what the provider sent.")
    raw = json.loads(body)["data"]["object"]
    try:
        with transaction():
            row = _known(name)
            if row is not None:
                return row, True
            happened = datetime.fromtimestamp(when, UTC)
            columns = {"event_id": name, "kind": kind, "happened_at": happened, "received_at": clock.now()}
            row = LedgerEvent(source=SOURCE, status=NOTED, body=raw, **columns)
            db.session.add(row)
            db.session.flush()
            _apply(row, about)
    except IntegrityError:  # the same event came in by two doors at once
        row = _known(name)
        if row is None:
            raise
        return row, True
    return row, False


def _known(name: str) -> LedgerEvent | None:
    return db.session.scalar(select(LedgerEvent).where(LedgerEvent.source == SOURCE, LedgerEvent.event_id == name))


def _apply(row: LedgerEvent, about: Item) -> None:
    """Inside the caller's transaction; then what has waited for it."""
    outcome = _outcome(row, about)
    row.status, row.reason, row.subject = outcome.status, outcome.reason[:2_000], outcome.subject[:100]
    db.session.flush()
    for name in outcome.now_known:
        for waiting in _waiting_for(name):
            _apply(waiting, Item(waiting.body, "event", "$.data.object"))


def _outcome(row: LedgerEvent, about: Item) -> Outcome:
    handler = HANDLERS.get(row.kind)
    if handler is None:
        return Outcome(NOTED, "Nothing in the ledger depends on this.", about.text("id", 100) or "")
    try:
        with db.session.begin_nested():
            return handler(about, row.happened_at)
    except NotReadable as no:
        return Outcome(REFUSED, f"{no.place}: {no.reason}", about.text("id", 100) or "")
    except SupportError as no:
        return Outcome(REFUSED, no.say, about.text("id", 100) or "")


def _waiting_for(name: str) -> list[LedgerEvent]:
    wanted = select(LedgerEvent).where(
        LedgerEvent.source == SOURCE, LedgerEvent.subject == name, LedgerEvent.status == WAITING
    )
    return list(db.session.scalars(wanted.order_by(LedgerEvent.happened_at, LedgerEvent.id).limit(_MOST_WAITING)))
