"""What was wrong with bills before anybody asked: the audit's findings, what comes again and again, bills in time."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from support.billing.audit import TITLES
from support.billing.kinds import DocumentKind, FindingStatus
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel.sayings import N_, joined
from support.prevention.noticing import standing_patterns
from support.reports.shapes import Cell, Column, Holds, Period, Report, bars, share

NOT_IN_TIME = ("issued_on", "due_on")
"""Where R12 says that a whole bill came at the wrong time."""


FOUND = (
    Column(N_("Rule"), Holds.WORDS),
    Column(N_("Found")),
    Column(N_("Open still")),
    Column(N_("Corrected")),
    Column(N_("Right"), Holds.SHARE),
    Column(N_("Before")),
)
RECURRING = (
    Column(N_("Error"), Holds.WORDS),
    Column(N_("Times")),
    Column(N_("Clients")),
    Column(N_("Usual"), Holds.DAYS),
)
IN_TIME = (
    Column(N_("Month"), Holds.MONTH),
    Column(N_("Issued")),
    Column(N_("Not in time")),
    Column(N_("In time"), Holds.SHARE),
)


def findings(period: Period) -> Report:
    """By rule, of the findings first made in the period: what became of them, and how often the rule was right."""
    now, before = _by_rule(period), {rule: row[0] for rule, row in _by_rule(period.before).items()}
    rows: list[tuple[Cell, ...]] = []
    for rule in (rule for rule in TITLES if rule in now or rule in before):
        found, still_open, corrected, right, wrong = now.get(rule, (0, 0, 0, 0, 0))
        rows.append((joined(" ", [rule, TITLES[rule]]), found, still_open, corrected, share(right, right + wrong), before.get(rule, 0)))  # fmt: skip
    says = N_("What did our own check find, and what became of it?")
    return Report("findings", N_("Findings"), says, FOUND, tuple(rows), bars(FOUND, rows, 1, 5))


def _by_rule(period: Period) -> dict[str, tuple[int, int, int, int, int]]:
    """(found, open, corrected, judged right, judged wrong)."""

    def counted(column: InstrumentedAttribute[Any], status: FindingStatus) -> ColumnElement[int]:
        return func.sum(case((column == status, 1), else_=0))

    wanted = select(
        Finding.rule,
        func.count(),
        counted(Finding.status, FindingStatus.OPEN),
        counted(Finding.status, FindingStatus.FIXED),
        counted(Finding.verdict, FindingStatus.CONFIRMED),
        counted(Finding.verdict, FindingStatus.FALSE_POSITIVE),
    ).where(Finding.found_at >= period.start, Finding.found_at < period.end)
    rows = db.session.execute(wanted.group_by(Finding.rule))
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows}


def recurring(_: Period) -> Report:
    """As it stands today, whatever the period: the window is the policy's own."""
    told = [pattern.as_dict() for pattern in standing_patterns()]
    rows = tuple((row["title"], row["count"], row["clients"], Decimal(row["expected"])) for row in told)
    return Report(
        "recurring",
        N_("Recurring"),
        N_("Which errors come more often than they used to?"),
        RECURRING,
        rows,
        bars(RECURRING, rows, 1, 3),
    )


def timeliness(period: Period) -> Report:
    """Invoices by the month of their issue, and how many came when their schedule says."""
    issued, late = _issued(period), _not_in_time(period)
    rows: list[tuple[Cell, ...]] = [_row(month, issued[month], late[month]) for month in sorted(issued)]
    before = (sum(_issued(period.before).values()), sum(_not_in_time(period.before).values()))
    total = _row(N_("In all"), sum(issued.values()), sum(late.values()))
    return Report(
        "timeliness",
        N_("In time"),
        N_("How many invoices came when their schedule says?"),
        IN_TIME,
        (*rows, total, _row(N_("The period before, in all"), *before)),
        bars(IN_TIME, rows, 1, 2),
    )


def _row(label: str | date, issued: int, late: int) -> tuple[Cell, ...]:
    return label, issued, late, share(issued - late, issued)


def _issued(period: Period) -> Counter[date]:
    wanted = select(Invoice.issued_on, func.count()).where(*_within(period)).group_by(Invoice.issued_on)
    return _by_month(db.session.execute(wanted).tuples().all())


def _not_in_time(period: Period) -> Counter[date]:
    about = (Finding.rule == "R12", Finding.place.in_(NOT_IN_TIME), Finding.status != FindingStatus.FALSE_POSITIVE)
    wanted = select(Invoice.issued_on, func.count(Invoice.id.distinct())).join(
        Finding, Finding.invoice_id == Invoice.id
    )
    return _by_month(db.session.execute(wanted.where(*about, *_within(period)).group_by(Invoice.issued_on)).tuples().all())  # fmt: skip


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return Invoice.issued_on.between(period.first, period.last), Invoice.kind == DocumentKind.INVOICE


def _by_month(rows: Iterable[tuple[date, int]]) -> Counter[date]:
    found = Counter[date]()
    for day, count in rows:
        found[day.replace(day=1)] += count
    return found
