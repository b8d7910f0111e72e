"""Where errors come from: who prepared the bill, and which price list it went by."""

from sqlalchemy import and_, case, func, or_, select

from support.accounts.models import Person
from support.billing.agreements import Contract, Price
from support.billing.models import Invoice, InvoiceLine
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Outcome
from support.extensions import db
from support.kernel.sayings import N_
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft
from support.reports.shapes import Cell, Chart, Column, Holds, Period, Report, share


def preparers(period: Period) -> Report:
    """Bills that went through a review here: how many were sent back, and how many were disputed all the same."""
    now, before = _prepared(period), {row[0]: row[1:] for row in _prepared(period.before)}
    rows: list[tuple[Cell, ...]] = []
    for name, drafts, back, issued, disputed, right in now:
        last = before.get(name, (0, 0, 0, 0, 0))
        rows.append(
            (name, drafts, share(back, drafts), issued, share(disputed, issued), right, share(last[3], last[2]))
        )
    columns = (Column(N_("Preparer"), Holds.WORDS), Column(N_("Drafts")), Column(N_("Share sent back"), Holds.SHARE))
    more = (Column(N_("Issued")), Column(N_("Share disputed"), Holds.SHARE), Column(N_("Disputes upheld")))
    return Report(
        "preparers",
        N_("Preparers"),
        N_("Whose bills are sent back by the review, and whose are disputed after it?"),
        (*columns, *more, Column(N_("Share disputed before"), Holds.SHARE)),
        tuple(rows),
        Chart("bar", tuple(str(row[0]) for row in rows), ((N_("Drafts"), tuple(float(str(row[1])) for row in rows)),)),
    )


def _prepared(period: Period) -> list[tuple[str, int, int, int, int, int]]:
    """Name, drafts, sent back at least once, issued, disputed, upheld; the most drafts first."""
    back = case((or_(Draft.revision > 1, Draft.status == DraftStatus.SENT_BACK), 1), else_=0)
    disputed = select(Dispute.id).where(Dispute.invoice_id == Draft.invoice_id).exists()
    right = (
        select(Dispute.id)
        .where(Dispute.invoice_id == Draft.invoice_id)
        .where(Dispute.outcome.in_((Outcome.UPHELD, Outcome.PARTLY_UPHELD)))
        .exists()
    )
    counted = [case((what, 1), else_=0) for what in (Draft.invoice_id.is_not(None), disputed, right)]
    wanted = (
        select(Person.name, func.count(), func.sum(back), *(func.sum(one) for one in counted))
        .join(Person, Person.id == Draft.prepared_by_id)
        .where(Draft.prepared_at >= period.start, Draft.prepared_at < period.end)
        .group_by(Person.id, Person.name)
        .order_by(func.count().desc(), Person.name)
    )
    return [(row[0], *(int(value) for value in row[1:])) for row in db.session.execute(wanted)]


def price_lists(period: Period) -> Report:
    """Disputed lines by the version of the price list that was in force for their service on the day of the invoice."""
    now, before = _by_version(period), _by_version(period.before)
    rows = tuple(
        (version, count, credited, share(credited, count), before.get(version, (0, 0))[0])
        for version, (count, credited) in sorted(now.items(), key=lambda row: (-row[1][0], row[0]))
    )
    columns = (Column(N_("Price list"), Holds.WORDS), Column(N_("Lines disputed")), Column(N_("Lines credited")))
    return Report(
        "price-lists",
        N_("Price lists"),
        N_("Does one version of the prices make more disputes than another?"),
        (*columns, Column(N_("Share credited"), Holds.SHARE), Column(N_("Disputed before"))),
        rows,
        Chart("bar", tuple(row[0] for row in rows), ((N_("Lines disputed"), tuple(float(row[1]) for row in rows)),)),
    )


def _by_version(period: Period) -> dict[str, tuple[int, int]]:
    """Lines disputed and credited, by version."""
    in_force = and_(
        Price.sku == InvoiceLine.sku,
        Price.valid_from <= Invoice.issued_on,
        or_(Price.valid_to.is_(None), Price.valid_to >= Invoice.issued_on),
        Price.version != "",
        or_(Price.contract_id.is_(None), Contract.organisation_id == Invoice.organisation_id),
    )
    credited = func.sum(case((DisputedLine.approved_minor > 0, 1), else_=0))
    wanted = (
        select(Price.version, func.count(DisputedLine.id.distinct()), credited)
        .select_from(DisputedLine)
        .join(Dispute, Dispute.id == DisputedLine.dispute_id)
        .join(InvoiceLine, InvoiceLine.id == DisputedLine.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Price, Price.sku == InvoiceLine.sku)
        .outerjoin(Contract, Contract.id == Price.contract_id)
        .where(in_force, Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .group_by(Price.version)
    )
    return {version: (count, int(right or 0)) for version, count, right in db.session.execute(wanted)}
