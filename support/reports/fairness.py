"""Whether like cases get like remedies: what was given of what was disputed, by reason, amount and owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select

from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import CORRECTIONS, Outcome, Reason, RemedyKind, RemedyStatus
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.reports.measuring import band_of
from support.reports.shapes import Cell, Column, Holds, Period, Report, bars, share

BOUNDS = (100, 1_000, 10_000)
"""Of what is disputed, net, in whole units of the currency."""
LEAST = 3
"""Of fewer decisions an owner's share tells nothing."""
COLUMNS = (
    Column(N_("Reason"), Holds.WORDS),
    Column(N_("In dispute, net"), Holds.WORDS),
    Column(N_("Decided")),
    Column(N_("Share upheld"), Holds.SHARE),
    Column(N_("Given of what was disputed"), Holds.SHARE),
    Column(N_("Before"), Holds.SHARE),
    Column(N_("Of it goodwill"), Holds.SHARE),
    Column(N_("Owner who gives least"), Holds.SHARE),
    Column(N_("Owner who gives most"), Holds.SHARE),
)


@dataclass(frozen=True)
class Given:
    """What some disputes of one reason, currency and band came to; amounts in minor units, net."""

    decided: int = 0
    upheld: int = 0
    disputed: int = 0
    given: int = 0
    goodwill: int = 0

    @property
    def share(self) -> Decimal | None:
        return share(self.given, self.disputed)

    def __add__(self, other: Given) -> Given:
        return Given(*(mine + theirs for mine, theirs in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[int, ...]:
        return (self.decided, self.upheld, self.disputed, self.given, self.goodwill)


Case = tuple[Reason, str, int]
"""Reason, currency and band: what makes cases like."""


def fairness(period: Period) -> Report:
    """The cases whose owners differ most come first. Compared are owners with at least three decisions of a kind."""
    now, before = _cases(period), _cases(period.before)
    rows = sorted((_row(key, owners, before.get(key, {})) for key, owners in now.items()), key=_widest_first)
    return Report(
        "fairness",
        N_("Like cases"),
        N_("Do like cases get like remedies, whoever decides?"),
        COLUMNS,
        tuple(rows),
        bars(COLUMNS, rows, 4, 5, named=2),
    )


def _row(key: Case, owners: dict[int | None, Given], before: dict[int | None, Given]) -> tuple[Cell, ...]:
    reason, currency, band = key
    whole, earlier = sum(owners.values(), Given()), sum(before.values(), Given())
    shares = [one.share for one in owners.values() if one.decided >= LEAST and one.share is not None]
    ends = (min(shares), max(shares)) if len(shares) > 1 else (None, None)
    upheld, kind = share(whole.upheld, whole.decided), share(whole.goodwill, whole.given)
    return (reason.label, _band(currency, band), whole.decided, upheld, whole.share, earlier.share, kind, *ends)


def _widest_first(row: tuple[Cell, ...]) -> tuple[Decimal, int, str]:
    *_, least, most = row
    apart = most - least if isinstance(most, Decimal) and isinstance(least, Decimal) else Decimal(-1)
    return (-apart, -int(str(row[2])), str(row[0]))


def _band(currency: str, band: int) -> str:
    if band == len(BOUNDS):
        return N_("%(money)s and more", money=Money.of(BOUNDS[-1], currency))
    upper = Money.of(BOUNDS[band], currency)
    if band == 0:
        return N_("less than %(money)s", money=upper)
    return N_("%(least)s to %(money)s", least=Money.of(BOUNDS[band - 1], currency), money=upper)


def _cases(period: Period) -> dict[Case, dict[int | None, Given]]:
    found: dict[Case, dict[int | None, Given]] = defaultdict(dict)
    for currency in _currencies(period):
        for reason, band, owner, *sums in _counted(currency, period):
            found[reason, currency, int(band)][owner] = Given(*(int(value or 0) for value in sums))
    return found


def _currencies(period: Period) -> Iterable[str]:
    wanted = select(Dispute.currency).where(Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
    return db.session.scalars(wanted.distinct().order_by(Dispute.currency)).all()


def _counted(currency: str, period: Period) -> list[Any]:
    """A row for each reason, band and owner, with what `Given` holds."""
    decided = (
        Dispute.decided_at >= period.start,
        Dispute.decided_at < period.end,
        Dispute.currency == currency,
        Dispute.outcome != Outcome.WITHDRAWN,
    )
    posted = _posted(decided)
    band = band_of(Dispute.disputed_minor.expression, tuple(Money.of(bound, currency).minor for bound in BOUNDS))
    upheld = case((Dispute.outcome.in_((Outcome.UPHELD, Outcome.PARTLY_UPHELD)), 1), else_=0)
    sums = (upheld, Dispute.disputed_minor, posted.c.given, posted.c.goodwill)
    wanted = (
        select(Dispute.reason, band, Dispute.owner_id, func.count(), *(func.sum(value) for value in sums))
        .outerjoin(posted, posted.c.dispute_id == Dispute.id)
        .where(*decided)
        .group_by(Dispute.reason, band, Dispute.owner_id)
    )
    return list(db.session.execute(wanted))


def _posted(decided: tuple[Any, ...]) -> Any:
    """What each dispute was given. What is only proposed or was undone is nothing; a plan gives time, not money."""
    goodwill = case((Remedy.kind.not_in(CORRECTIONS), Remedy.amount_minor), else_=0)
    sums = (func.sum(Remedy.amount_minor).label("given"), func.sum(goodwill).label("goodwill"))
    return (
        select(Remedy.dispute_id, *sums)
        .join(Dispute, Dispute.id == Remedy.dispute_id)
        .where(*decided, Remedy.status == RemedyStatus.POSTED, Remedy.kind != RemedyKind.PAYMENT_PLAN)
        .group_by(Remedy.dispute_id)
        .subquery()
    )
