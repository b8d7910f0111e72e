"""The pack for a meeting of the departments: what sales, billing, delivery and support should hear of a period together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.audit import TITLES
from support.billing.kinds import FindingStatus
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.disputes.models import IS_HAND_OVER, Dispute, HistoryEntry
from support.disputes.reasons import Reason, RootCause
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.prevention.incident_models import Incident
from support.prevention.kinds import IncidentStatus, TaskKind, TaskStatus
from support.prevention.models import Task
from support.reports.shapes import Cell, Column, Holds, Period, Report, bars

LONGEST = 50
What = TypeVar("What")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Point:
    """A point of the agenda: findings of these rules, for these departments (names of the desk's policies)."""

    key: str
    title: str
    says: str
    rules: tuple[str, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True)
class Times(Generic[What]):
    """How often in the period, and in as many days before it: read together."""

    now: Counter[What]
    before: Counter[What]

    def of(self, some: Iterable[What], *, before: bool = False) -> int:
        """All of `some` together."""
        return sum((self.before if before else self.now)[one] for one in some)


POINTS = (
    Point(
        "promises",
        N_("Promises that were missed"),
        N_("Which discounts and prices were promised or agreed, and did not reach the bill?"),
        ("R13", "R6"),
        ("sales", "billing"),
    ),
    Point(
        "data",
        N_("Data errors"),
        N_("Which names, addresses and figures were entered wrongly?"),
        ("R11", "R21", "R22"),
        ("sales", "billing"),
    ),
    Point(
        "delivery",
        N_("Billed and not delivered, or delivered and not billed"),
        N_("Where do bills and records of delivery differ?"),
        ("R8", "R9", "R20"),
        ("delivery", "billing"),
    ),
)


def pack(period: Period) -> list[Report]:
    """The agenda first, then what each of its points rests on."""
    between, handed = _between_rows(period), _hand_overs(period)
    return [
        _agenda(period, between, handed),
        *(_findings(point, period) for point in POINTS),
        _between(between),
        _handed_over(handed),
        incidents(period),
        _measures(period),
    ]


def _agenda(period: Period, between: Times[Pair], handed: Times[Pair]) -> Report:
    """How often now and before, and who should be there."""
    everybody = tuple(department.name for department in policies.desk().departments)
    found = _found(period)
    counts: list[tuple[str, tuple[str, ...], int, int]] = [
        (point.title, point.concerns, found.of(point.rules), found.of(point.rules, before=True)) for point in POINTS
    ]
    noticed = _noticed(period)
    for title, now, before in (
        (N_("Errors between departments"), between.now.total(), between.before.total()),
        (N_("Disputes handed over"), handed.now.total(), handed.before.total()),
        (N_("Errors that come again"), *noticed),
    ):
        counts.append((title, everybody, now, before))
    rows: tuple[tuple[Cell, ...], ...] = tuple((title, _labels(who), now, past) for title, who, now, past in counts)
    words = (Column(N_("Point"), Holds.WORDS), Column(N_("Who should be there"), Holds.WORDS))
    says = N_("What do the departments have to talk about?")
    return Report("agenda", N_("Agenda"), says, (*words, Column(N_("Times")), Column(N_("Before"))), rows)


def _labels(names: tuple[str, ...]) -> str:
    return joined(", ", [N_(policies.desk().department(name).label) for name in names])


def _real(first: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """Findings of these days that nobody has called wrong."""
    right = or_(Finding.verdict.is_(None), Finding.verdict != FindingStatus.FALSE_POSITIVE)
    return (Finding.status != FindingStatus.FALSE_POSITIVE, right, Finding.found_at >= first, Finding.found_at < end)


def _found(period: Period) -> Times[str]:
    """By rule."""
    now = func.sum(case((Finding.found_at >= period.start, 1), else_=0))
    within = _real(period.before.start, period.end)
    rows = db.session.execute(select(Finding.rule, now, func.count()).where(*within).group_by(Finding.rule)).all()
    return Times(Counter({rule: n for rule, n, _ in rows}), Counter({rule: all_ - n for rule, n, all_ in rows}))


def _findings(point: Point, period: Period) -> Report:
    """The dearest first, of the rules that belong to the point."""
    wanted = (
        select(Finding, Organisation.name, Invoice.number, Person.name)
        # Outer, though each has one: the findings of the period come first, and not every client.
        .outerjoin(Organisation, Organisation.id == Finding.organisation_id)
        .outerjoin(Invoice, Invoice.id == Finding.invoice_id)
        .outerjoin(Person, Person.id == Finding.owner_id)
        .where(Finding.rule.in_(point.rules), *_real(period.start, period.end))
        .order_by(func.abs(func.coalesce(Finding.difference_minor, 0)).desc(), Finding.id)
        .limit(LONGEST)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (client, number or "—", TITLES[row.rule], _money(row), row.status.label, owner or N_("nobody yet"))
        for row, client, number, owner in db.session.execute(wanted).tuples()
    )
    words = (N_("Client"), N_("Invoice"), N_("What is not so"))
    columns = (
        *(Column(label, Holds.WORDS) for label in words),
        Column(N_("Difference"), Holds.MONEY),
        Column(N_("Status"), Holds.WORDS),
        Column(N_("Owner"), Holds.WORDS),
    )
    return Report(point.key, point.title, point.says, columns, rows)


def _money(row: Finding) -> Money | None:
    return Money(row.difference_minor, row.currency) if row.difference_minor is not None else None


def _times(period: Period, rows: Iterable[tuple[Pair, datetime]]) -> Times[Pair]:
    """What happened in the period, and what before it."""
    told = list(rows)
    now, before = ([pair for pair, at in told if (at >= period.start) is within] for within in (True, False))
    return Times(Counter(now), Counter(before))


def _between_rows(period: Period) -> Times[Pair]:
    """(departments, cause) → how many decisions."""
    wanted = select(Dispute.cause_departments, Dispute.root_cause, Dispute.decided_at).where(
        # Every reason is named so that the index answers which decisions are of these days, also where it is asked in its order.
        Dispute.reason.in_(list(Reason)),
        Dispute.decided_at >= period.before.start,
        Dispute.decided_at < period.end,
        Dispute.root_cause.in_((RootCause.INTERDEPT_MISCOMMUNICATION, RootCause.STAFF_MISINFORMATION)),
    )
    return _times(
        period,
        (
            ((_labels(tuple(names)) or "—", cause.label), at)
            for names, cause, at in db.session.execute(wanted).tuples()
            if cause is not None and at is not None
        ),
    )


def _between(times: Times[Pair]) -> Report:
    now, before = times.now, times.before
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (where, cause, count, before[where, cause]) for (where, cause), count in now.most_common()
    )
    words = (Column(N_("Between"), Holds.WORDS), Column(N_("Root cause"), Holds.WORDS))
    says = N_("Which disputes came of what one department did not tell another?")
    title = N_("Errors between departments")
    return Report("between", title, says, (*words, Column(N_("Decisions")), Column(N_("Before"))), rows)


def _hand_overs(period: Period) -> Times[Pair]:
    """(from, to) → how many disputes."""
    within = (HistoryEntry.at >= period.before.start, HistoryEntry.at < period.end)
    wanted = select(HistoryEntry.facts, HistoryEntry.at).where(text(f"history.{IS_HAND_OVER}"), *within)
    rows = db.session.execute(wanted).tuples()
    return _times(period, (((_labels((str(row["from"]),)), _labels((str(row["to"]),))), at) for row, at in rows))


def _handed_over(times: Times[Pair]) -> Report:
    now, before = times.now, times.before
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (old, new, count, before[old, new]) for (old, new), count in now.most_common()
    )
    words = (Column(N_("From"), Holds.WORDS), Column(N_("To"), Holds.WORDS))
    says = N_("Which departments needed each other to answer a client?")
    title = N_("Disputes handed over")
    return Report("handed-over", title, says, (*words, Column(N_("Disputes")), Column(N_("Before"))), rows)


def _noticed(period: Period) -> tuple[int, int]:
    """Incidents of the period, and before it."""
    within = (Incident.noticed_at >= period.before.start, Incident.noticed_at < period.end)
    now = func.coalesce(func.sum(case((Incident.noticed_at >= period.start, 1), else_=0)), 0)
    real = Incident.status != IncidentStatus.DISMISSED
    count, both = db.session.execute(select(now, func.count(Incident.id)).where(*within, real)).one()
    return count, both - count


def incidents(period: Period) -> Report:
    """Incidents that were noticed in the period, and those that are still open."""
    wanted = (
        select(Incident, Person.name)
        .outerjoin(Person, Person.id == Incident.owner_id)
        .where(Incident.noticed_at < period.end, Incident.status != IncidentStatus.DISMISSED)
        .where(or_(Incident.noticed_at >= period.start, Incident.status != IncidentStatus.CLOSED))
        .order_by(Incident.id.desc())
        .limit(LONGEST)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row.reference, row.title, row.count, row.clients, row.status.label, owner or N_("nobody yet"))
        for row, owner in db.session.execute(wanted).tuples()
    )
    labels: Mapping[str, Holds] = {
        N_("Incident"): Holds.WORDS,
        N_("What its errors share"): Holds.WORDS,
        N_("Errors"): Holds.COUNT,
        N_("Clients"): Holds.COUNT,
        N_("Status"): Holds.WORDS,
        N_("Owner"): Holds.WORDS,
    }
    columns = tuple(Column(label, holds) for label, holds in labels.items())
    says = N_("What is behind several errors at once, and who sees to it?")
    return Report("incidents", N_("Errors that come again"), says, columns, rows, bars(columns, rows, 2, 3))


def _measures(period: Period) -> Report:
    """What is agreed and not done yet, and what was done in the period."""
    ended = (Task.ended_at >= period.start, Task.ended_at < period.end)
    wanted = (
        select(Task, Person.name)
        .outerjoin(Person, Person.id == Task.owner_id)
        .where(Task.kind.in_((TaskKind.PREVENTIVE, TaskKind.FEEDBACK)))
        .where(or_(Task.status == TaskStatus.OPEN, and_(*ended)))
        .order_by(case((Task.status == TaskStatus.OPEN, 0), else_=1), Task.due_on, Task.id)
        .limit(LONGEST)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row.title, owner or N_("nobody yet"), row.due_on, row.status.label, row.outcome[:200])
        for row, owner in db.session.execute(wanted).tuples()
    )
    labels = (N_("Measure"), N_("Owner"), N_("Due on"), N_("Status"), N_("What came of it"))
    says = N_("What has been agreed so that it does not happen again, and is it done?")
    return Report("measures", N_("Measures"), says, tuple(Column(label, Holds.WORDS) for label in labels), rows)
