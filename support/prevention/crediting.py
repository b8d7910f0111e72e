"""What the worker does for incidents: letters and credits, some at a time, each once, taken up where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from support import policies
from support.billing.credit import credit_lines
from support.billing.creditable import creditable_lines
from support.billing.kinds import FindingStatus
from support.billing.models import Invoice
from support.disputes.models import Dispute, DisputedLine
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import AffectedTold, IncidentCredited
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.kinds import IncidentStatus

TOLD_IN = (IncidentStatus.CONFIRMED, IncidentStatus.SAMPLING, IncidentStatus.CREDITING)


def tell_affected() -> int:
    """Write to the next clients of confirmed incidents, one letter for all lines of a client; returns how many clients."""
    told = 0
    for incident in db.session.scalars(select(Incident.id).where(Incident.status.in_(TOLD_IN))).all():
        left = policies.desk().prevention.recurrence.at_once - told
        if left <= 0:
            break
        told += sum(_tell(incident, client) for client in _untold(incident, left))
    return told


def _untold(incident: int, limit: int) -> list[int]:
    wanted = select(IncidentError.organisation_id).where(
        IncidentError.incident_id == incident, IncidentError.told_at.is_(None), IncidentError.left_out == ""
    )
    return list(db.session.scalars(wanted.distinct().order_by(IncidentError.organisation_id).limit(limit)))


def _tell(incident: int, client: int) -> bool:
    with transaction():
        wanted = select(IncidentError).where(
            IncidentError.incident_id == incident,
            IncidentError.organisation_id == client,
            IncidentError.told_at.is_(None),
            IncidentError.left_out == "",
        )
        rows = db.session.scalars(wanted.order_by(IncidentError.id).with_for_update()).all()
        for row in rows:
            row.told_at = clock.now()
        if rows:
            record(AffectedTold(incident, client, tuple(row.id for row in rows)))
    return bool(rows)


def credit_next() -> int:
    """Post the next credits of released incidents, an invoice at a time; returns how many invoices were settled."""
    done = 0
    for row in db.session.scalars(select(Incident.id).where(Incident.status == IncidentStatus.CREDITING)).all():
        invoices = _next_invoices(row, policies.desk().prevention.recurrence.at_once - done)
        done += sum(_credit(row, invoice) for invoice in invoices)
        _close_when_done(row)
    return done


def _next_invoices(incident: int, limit: int) -> list[int]:
    wanted = _waiting(incident).with_only_columns(IncidentError.invoice_id).order_by(None)
    return list(db.session.scalars(wanted.distinct().order_by(IncidentError.invoice_id).limit(max(limit, 0))))


def _waiting(incident: int) -> Select[tuple[IncidentError]]:
    return (
        select(IncidentError)
        .where(
            IncidentError.incident_id == incident,
            IncidentError.left_out == "",
            IncidentError.credit_note_id.is_(None),
            IncidentError.amount_minor > 0,
        )
        .order_by(IncidentError.id)
    )


def _credit(incident: int, invoice_id: int) -> bool:
    """One invoice, one transaction; what cannot be credited is left out with the reason, and holds up nothing else."""
    try:
        with transaction():
            return _post(incident, invoice_id)
    except SupportError as why:
        with transaction():
            for row in db.session.scalars(_waiting(incident).where(IncidentError.invoice_id == invoice_id)):
                row.left_out = why.say
        return False


def _post(incident: int, invoice_id: int) -> bool:
    invoice = db.session.get_one(Invoice, invoice_id)
    rows = db.session.scalars(_waiting(incident).where(IncidentError.invoice_id == invoice_id).with_for_update()).all()
    amounts = list(_amounts(invoice, rows))
    if not amounts:
        return False
    note = credit_lines(
        invoice,
        [(row.line, amount) for row, amount in amounts],
        reason=f"Correction for all who were affected, {db.session.get_one(Incident, incident).reference}",
        key=f"incident:{incident}:{invoice_id}",
    )
    for row, amount in amounts:
        row.credit_note_id, row.amount_minor = note.id, amount.minor
        if row.finding is not None:
            row.finding.status = FindingStatus.FIXED
    record(IncidentCredited(incident, note.id))
    return True


def _amounts(invoice: Invoice, rows: Sequence[IncidentError]) -> Iterator[tuple[IncidentError, Money]]:
    """What can be credited of each; what cannot is left out with the reason."""
    disputed, left = _open_lines([row.line_id for row in rows]), creditable_lines(invoice)
    for row in rows:
        amount = min(row.amount, left[row.line_id])
        if row.line_id in disputed:
            row.left_out = N_(
                "The client disputes this line: it is decided in %(dispute)s.", dispute=disputed[row.line_id]
            )
        elif not amount:
            row.left_out = N_("It has been credited already.")
        else:
            yield row, amount


def _open_lines(lines: list[int]) -> dict[int, str]:
    wanted = select(DisputedLine.line_id, Dispute.reference).join(Dispute)
    return dict(db.session.execute(wanted.where(DisputedLine.line_id.in_(lines), DisputedLine.open)).tuples().all())


def _close_when_done(incident: int) -> None:
    if db.session.scalar(_waiting(incident).with_only_columns(IncidentError.id).limit(1)) is not None:
        return
    with transaction():
        row: Incident = steps.locked(db.session.get_one(Incident, incident))
        if row.status is IncidentStatus.CREDITING:
            row.status, row.closed_at = IncidentStatus.CLOSED, clock.now()
            # From now on the same pattern is a new incident.
            row.key = f"{row.key[:50]}:{row.id}"
            steps.note(row, N_("closed"), by=None)


def affected(incident: int, errors: tuple[int, ...]) -> list[tuple[Invoice, list[IncidentError]]]:
    """The lines of a notice, by invoice."""
    wanted = (
        select(IncidentError).where(IncidentError.id.in_(errors)).order_by(IncidentError.invoice_id, IncidentError.id)
    )
    rows = db.session.scalars(wanted.options(joinedload(IncidentError.invoice), joinedload(IncidentError.line)))
    return [(invoice, list(own)) for invoice, own in groupby(rows, key=lambda row: row.invoice)]
