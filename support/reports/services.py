"""Which charges are disputed: by service."""

from sqlalchemy import func, select

from support.billing.models import InvoiceLine
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Outcome
from support.extensions import db
from support.kernel.sayings import N_
from support.reports.shapes import Chart, Column, Holds, Period, Report

LARGEST = 20


def services(period: Period) -> Report:
    """By the item's own number where it has one, else by its name."""
    before = {row[1]: row[2] for row in _counted(period.before, None)}
    rows = [(*row, before.get(row[1], 0)) for row in _counted(period, LARGEST)]
    labels = (N_("Lines disputed"), N_("Lines credited"))
    counts = (*(Column(label) for label in labels), Column(N_("Disputed before")))
    columns = (Column(N_("Service"), Holds.WORDS), Column(N_("Item"), Holds.WORDS), *counts)
    series = tuple((label, tuple(float(row[2 + at]) for row in rows)) for at, label in enumerate(labels))
    return Report(
        "services",
        N_("Services"),
        N_("Which charges are disputed most, and which of them were wrong?"),
        columns,
        tuple(rows),
        Chart("bar", tuple(row[0] for row in rows), series),
    )


def _counted(period: Period, most: int | None) -> list[tuple[str, str, int, int]]:
    """Name, item, lines disputed, lines credited; the most disputed first."""
    item = func.coalesce(InvoiceLine.sku, InvoiceLine.name)
    wrong = func.count().filter(DisputedLine.approved_minor > 0)
    wanted = (
        select(func.min(InvoiceLine.name), item, func.count(), wrong)
        .select_from(DisputedLine)
        .join(Dispute, Dispute.id == DisputedLine.dispute_id)
        .join(InvoiceLine, InvoiceLine.id == DisputedLine.line_id)
        .where(Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .where(func.coalesce(Dispute.outcome, "") != Outcome.WITHDRAWN.value)
        .group_by(item)
        .order_by(func.count().desc(), item)
        .limit(most)
    )
    return [(name, sku, count, credited) for name, sku, count, credited in db.session.execute(wanted).tuples()]
