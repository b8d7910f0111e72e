"""Patterns become incidents: each once, and what comes later joins the one that is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from support import policies
from support.accounts.services import next_number
from support.billing.kinds import FindingStatus
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.disputes.models import DisputedLine
from support.disputes.reasons import Reason, RootCause
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_, joined
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import IncidentNoticed
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.kinds import IncidentKind, IncidentStatus
from support.prevention.occurrences import known, occurrences
from support.prevention.patterns import Pattern, patterns

GROWS = (IncidentStatus.NOTICED, IncidentStatus.CONFIRMED)
AT_ONCE = 500
NO_AMOUNT = N_("Nobody has said yet what is to come back for it.")


def notice_patterns() -> int:
    """Look at the last months; returns how many incidents are new or have grown."""
    return sum(_notice(pattern) for pattern in _patterns())


def _patterns() -> list[Pattern]:
    facts = known()
    return patterns(occurrences(), facts, policies.desk().prevention.recurrence) if facts else []


@dataclass(frozen=True, slots=True)
class Standing:
    """A pattern in words and figures, for the report of what recurs."""

    pattern: Pattern

    def as_dict(self) -> dict[str, Any]:
        one = self.pattern
        figures = {"count": len(one.errors), "clients": one.clients, "expected": f"{one.expected:.2f}"}
        shared = {"title": title_of(one), "shares": dict(one.what), "mass": one.mass}
        return {**shared, **figures, "chance": f"{one.chance:.2g}"}


def standing_patterns() -> list[Standing]:
    """What recurs now; nothing is opened for it."""
    return [Standing(pattern) for pattern in _patterns()]


def _notice(pattern: Pattern) -> bool:
    with transaction():
        existing = _existing(pattern)
        if existing is None:
            _open(pattern)
            return True
        if existing.status not in GROWS:
            return False
        return _grow(existing, pattern)


def _existing(pattern: Pattern) -> Incident | None:
    """The one of this very pattern, else one that has most of its lines; locked."""
    same = db.session.scalar(select(Incident).where(Incident.key == pattern.key).with_for_update())
    if same is not None:
        return same
    counts: Counter[int] = Counter()
    for some in _in_parts(sorted(pattern.lines)):
        counts.update(db.session.scalars(select(IncidentError.incident_id).where(IncidentError.line_id.in_(some))))
    row, count = counts.most_common(1)[0] if counts else (0, 0)
    return db.session.get(Incident, row, with_for_update=True) if count * 2 > len(pattern.lines) else None


def _in_parts(rows: Sequence[int]) -> Iterable[Sequence[int]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def _open(pattern: Pattern) -> None:
    incident = Incident(
        reference=f"INC-{next_number('incidents'):05}",
        key=pattern.key,
        kind=IncidentKind.MASS if pattern.mass else IncidentKind.RECURRING,
        title=title_of(pattern),
        noticed_at=clock.now(),
        **_figures(pattern),
    )
    db.session.add(incident)
    db.session.flush()
    _link(incident, pattern.lines)
    steps.note(incident, N_("noticed"), by=None, words=incident.title)
    record(IncidentNoticed(incident.id))


def _figures(pattern: Pattern) -> dict[str, Any]:
    named = {"count": len(pattern.errors), "clients": pattern.clients}
    return {**named, "expected": pattern.expected, "chance": pattern.chance}


def _grow(incident: Incident, pattern: Pattern) -> bool:
    have = set(db.session.scalars(select(IncidentError.line_id).where(IncidentError.incident_id == incident.id)))
    more = pattern.lines - have
    if not more:
        return False
    _link(incident, more)
    for name, value in _figures(pattern).items():
        setattr(incident, name, value)
    if pattern.mass:
        incident.kind = IncidentKind.MASS
    steps.note(incident, N_("grown"), by=None, words=N_("%(count)s more", count=len(more)))
    return True


def title_of(pattern: Pattern) -> str:
    """In words, with what the errors share."""
    said = dict(pattern.what)
    parts = [Reason(said["reason"]).label]
    if said.get("sku"):
        parts.append(N_("service %(sku)s", sku=said["sku"]))
    if said.get("price_version"):
        parts.append(N_("price of %(version)s", version=said["price_version"]))
    if said.get("preparer"):
        parts.append(N_("prepared by %(name)s", name=said["preparer"]))
    if said.get("root_cause"):
        parts.append(N_("cause: %(cause)s", cause=RootCause(said["root_cause"]).label.lower()))
    return joined(", ", parts)


def _link(incident: Incident, lines: set[int]) -> None:
    """Each line with its finding and its dispute, and what is to come back for it."""
    for some in _in_parts(sorted(lines)):
        findings = _findings(some)
        disputes = dict(db.session.execute(_disputes(some)).tuples().all())
        for line, invoice, client in db.session.execute(_billed(some)):
            finding = findings.get(line)
            row = IncidentError(incident_id=incident.id, line_id=line, invoice_id=invoice, organisation_id=client)
            row.finding_id, row.dispute_id = finding.id if finding else None, disputes.get(line)
            row.amount_minor = max(finding.difference_minor or 0, 0) if finding else 0
            row.left_out = "" if row.amount_minor else NO_AMOUNT
            db.session.add(row)
    db.session.flush()


def _billed(lines: Sequence[int]) -> Select[tuple[int, int, int]]:
    wanted = select(InvoiceLine.id, Invoice.id, Invoice.organisation_id).join(Invoice)
    return wanted.where(InvoiceLine.id.in_(lines)).order_by(InvoiceLine.id)


def _findings(lines: Sequence[int]) -> dict[int, Finding]:
    """Of several on a line the one that is worth most: causes that overlap are not added up."""
    wanted = select(Finding).where(Finding.line_id.in_(lines), Finding.status != FindingStatus.FALSE_POSITIVE)
    found: dict[int, Finding] = {}
    for row in db.session.scalars(wanted.order_by(Finding.id)):
        best = found.get(row.line_id or 0)
        if row.line_id is not None and (best is None or (row.difference_minor or 0) > (best.difference_minor or 0)):
            found[row.line_id] = row
    return found


def _disputes(lines: Sequence[int]) -> Select[tuple[int, int]]:
    """The latest dispute of each line, open or decided."""
    wanted = select(DisputedLine.line_id, func.max(DisputedLine.dispute_id)).group_by(DisputedLine.line_id)
    return wanted.where(DisputedLine.line_id.in_(lines))
