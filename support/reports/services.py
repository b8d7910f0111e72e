"""Which charges are disputed: by service."""

from sqlalchemy import func, select

from support.billing.models import InvoiceLine
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Outcome
from support.extensions import db
from support.reports.shapes import Chart, Column, Holds, Period, Report

LARGEST = 20


def services(period: Period) -> Report:
    """By the item's own number where it has one, else by its name."""
    item = func.coalesce(InvoiceLine.sku, InvoiceLine.name)
    wrong = func.count().filter(DisputedLine.approved_minor > 0)
    wanted = (
        select(item, func.min(InvoiceLine.name), func.count(), wrong)
        .select_from(DisputedLine)
        .join(Dispute, Dispute.id == DisputedLine.dispute_id)
        .join(InvoiceLine, InvoiceLine.id == DisputedLine.line_id)
        .where(Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .where(func.coalesce(Dispute.outcome, "") != Outcome.WITHDRAWN.value)
        .group_by(item)
        .order_by(func.count().desc(), item)
        .limit(LARGEST)
    )
    rows = tuple((name, sku, count, credited) for sku, name, count, credited in db.session.execute(wanted).tuples())
    return Report(
        "services",
        "Services",
        "Which charges are disputed most, and which of them were wrong?",
        (
            Column("Service", Holds.WORDS),
            Column("Item", Holds.WORDS),
            Column("Lines disputed"),
            Column("Lines credited"),
        ),
        rows,
        Chart(
            "bar",
            tuple(str(row[0]) for row in rows),
            (
                ("Lines disputed", tuple(float(row[2]) for row in rows)),
                ("Lines credited", tuple(float(row[3]) for row in rows)),
            ),
        ),
    )
