"""What is at stake and what was given: money in dispute, credited, refunded, and given of good will."""

from collections import defaultdict

from sqlalchemy import Integer, func, select

from support.accounts.models import Organisation
from support.disputes.models import Dispute, DisputedLine, Remedy
from support.disputes.reasons import CORRECTIONS, Outcome, RemedyKind, RemedyStatus
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.reports.shapes import CURRENCY, Chart, Column, Holds, Period, Report, share

LARGEST = 15

DISPUTED = DisputedLine.billed_minor - func.coalesce(DisputedLine.claimed_minor, 0)


def value(period: Period) -> Report:
    """Net of tax, a row for each currency and kind of money."""
    rows, now, before = [], _amounts(period), _amounts(period.before)
    for currency in sorted({currency for currency, _ in (*now, *before)}):
        for label in (
            N_("In dispute"),
            N_("Corrected"),
            *(kind.label for kind in RemedyKind if kind not in CORRECTIONS),
        ):
            this, last = now.get((currency, label), 0), before.get((currency, label), 0)
            if this or last:
                rows.append((label, currency, Money(this, currency), Money(last, currency)))
    columns = (Column(N_("Money"), Holds.WORDS), CURRENCY)
    return Report(
        "value",
        N_("Value in dispute"),
        N_("How much was disputed, how much of it was wrong, and what did good will cost?"),
        (*columns, Column(N_("This period, net"), Holds.MONEY), Column(N_("Before, net"), Holds.MONEY)),
        tuple(rows),
        _chart(rows),
    )


def _amounts(period: Period) -> dict[tuple[str, str], int]:
    """Minor units by currency and what they are: disputed when opened, given when posted."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    disputed = (
        select(Dispute.currency, func.sum(DISPUTED))
        .join(DisputedLine)
        .where(Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
    )
    for currency, minor in db.session.execute(disputed.group_by(Dispute.currency)):
        found[currency, N_("In dispute")] += int(minor)
    given = (
        select(Dispute.currency, Remedy.kind, func.sum(Remedy.amount_minor))
        .join(Dispute)
        .where(Remedy.posted_at >= period.start, Remedy.posted_at < period.end, Remedy.status == RemedyStatus.POSTED)
    )
    for currency, kind, minor in db.session.execute(given.group_by(Dispute.currency, Remedy.kind)):
        found[currency, N_("Corrected") if kind in CORRECTIONS else kind.label] += int(minor)
    return found


def _chart(rows: list[tuple[str, str, Money, Money]]) -> Chart:
    labels = tuple(joined(", ", [label, currency]) for label, currency, _, _ in rows)
    now = tuple(float(period.amount) for _, _, period, _ in rows)
    before = tuple(float(earlier.amount) for _, _, _, earlier in rows)
    return Chart("bar", labels, ((N_("This period"), now), (N_("The period before"), before)))


OPENED = (Column(N_("Client"), Holds.WORDS), Column(N_("Opened")), Column(N_("Before")))
DECIDED = (
    Column(N_("Decided")),
    Column(N_("Upheld")),
    Column(N_("Share upheld"), Holds.SHARE),
)


def clients(period: Period) -> Report:
    """Those with most disputes: how many, how much in each currency, and how often they were right."""
    found = _most_disputing(period)
    ids = [row[0] for row in found]
    names, amounts, before = _names(ids), _disputed_of(ids, period), _opened_by(ids, period.before)
    currencies = sorted({currency for _, currency in amounts})
    rows = tuple(
        (
            names.get(client, ""),
            count,
            before.get(client, 0),
            *(amounts.get((client, currency)) for currency in currencies),
            decided,
            right,
            share(right, decided),
        )
        for client, count, decided, right in found
    )
    return Report(
        "clients",
        N_("Clients"),
        N_("Who disputes most, and how often are they right?"),
        (*OPENED, *(_in_dispute(currency) for currency in currencies), *DECIDED),
        rows,
        Chart("bar", tuple(str(row[0]) for row in rows), ((N_("Opened"), tuple(float(str(row[1])) for row in rows)),)),
    )


def _most_disputing(period: Period) -> list[tuple[int, int, int, int]]:
    """Client, opened, decided, upheld in whole or in part."""
    right = func.sum(Dispute.outcome.in_((Outcome.UPHELD, Outcome.PARTLY_UPHELD)).cast(Integer))
    counted = (
        select(Dispute.organisation_id, func.count(), func.count(Dispute.decided_at), func.coalesce(right, 0))
        .where(Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .group_by(Dispute.organisation_id)
        .order_by(func.count().desc(), Dispute.organisation_id)
        .limit(LARGEST)
    )
    return [(client, count, decided, int(yes)) for client, count, decided, yes in db.session.execute(counted).tuples()]


def _opened_by(ids: list[int], period: Period) -> dict[int, int]:
    wanted = (
        select(Dispute.organisation_id, func.count())
        .where(Dispute.organisation_id.in_(ids), Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .group_by(Dispute.organisation_id)
    )
    return dict(db.session.execute(wanted).tuples().all())


def _names(ids: list[int]) -> dict[int, str]:
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return dict(db.session.execute(wanted).tuples().all())


def _in_dispute(currency: str) -> Column:
    return Column(N_("In dispute, net, %(currency)s", currency=currency), Holds.MONEY, currency)


def _disputed_of(ids: list[int], period: Period) -> dict[tuple[int, str], Money]:
    """By client and currency: a client may be billed in several."""
    wanted = (
        select(Dispute.organisation_id, Dispute.currency, func.sum(DISPUTED))
        .join(DisputedLine)
        .where(Dispute.organisation_id.in_(ids), Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
        .group_by(Dispute.organisation_id, Dispute.currency)
    )
    return {(client, currency): Money(int(minor), currency) for client, currency, minor in db.session.execute(wanted)}
