"""How many disputes, why, how old, and how long they took."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from support.disputes.models import Dispute, DisputedLine, HistoryEntry
from support.disputes.reasons import Reason, RootCause
from support.disputes.states import OPEN, Action
from support.extensions import db
from support.kernel import clock
from support.kernel.enums import RichEnum
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.reports.measuring import band_of, days_between, moment_of
from support.reports.shapes import Cell, Chart, Column, Holds, Period, Report, share

AGES = (
    (N_("up to 3 days"), 3.0),
    (N_("4 to 7 days"), 7.0),
    (N_("8 to 14 days"), 14.0),
    (N_("15 to 30 days"), 30.0),
    (N_("31 to 60 days"), 60.0),
)
OLDEST = N_("more than 60 days")
BANDS = (*(label for label, _ in AGES), OLDEST)
BOUNDS = tuple(bound for _, bound in AGES)


def _counted(moment: InstrumentedAttribute[Any], period: Period) -> int:
    return db.session.scalar(select(func.count()).where(moment >= period.start, moment < period.end)) or 0


def volume(period: Period) -> Report:
    """Opened, decided and closed, in steps of a day, a week or a month, whichever gives a readable chart."""
    step = 1 if period.days <= 31 else 7 if period.days <= 200 else 30
    starts = [period.first + timedelta(days=step * index) for index in range(-(-period.days // step))]
    moments = {N_("Opened"): Dispute.opened_at, N_("Decided"): Dispute.decided_at, N_("Closed"): Dispute.closed_at}
    counted = {label: _by_step(moment, period, step, len(starts)) for label, moment in moments.items()}
    rows: list[tuple[Cell, ...]] = [
        (start, *(counted[label][index] for label in moments)) for index, start in enumerate(starts)
    ]
    before: tuple[Cell, ...] = (
        N_("The period before, in all"),
        *(_counted(moment, period.before) for moment in moments.values()),
    )
    total: tuple[Cell, ...] = (N_("In all"), *(sum(counted[label]) for label in moments))
    return Report(
        "volume",
        N_("Volume"),
        N_("How many disputes were opened, decided and closed?"),
        (Column(N_("From"), Holds.WORDS), *(Column(label) for label in moments)),
        (*rows, total, before),
        Chart("line", tuple(starts), tuple((label, tuple(counted[label])) for label in moments)),
    )


def _by_step(moment: InstrumentedAttribute[Any], period: Period, days: int, steps: int) -> list[int]:
    number = func.floor(days_between(moment_of(period.start), moment) / days).cast(Integer)
    within = select(number, func.count()).where(moment >= period.start, moment < period.end).group_by(number)
    found = {int(index): count for index, count in db.session.execute(within)}
    return [found.get(index, 0) for index in range(steps)]


def _by(column: InstrumentedAttribute[Any], moment: InstrumentedAttribute[Any], period: Period) -> dict[RichEnum, int]:
    wanted = select(column, func.count()).where(moment >= period.start, moment < period.end, column.is_not(None))
    return dict(db.session.execute(wanted.group_by(column)).tuples().all())


def _ranked(now: dict[RichEnum, int], before: dict[RichEnum, int], kinds: Sequence[RichEnum]) -> list[RichEnum]:
    present = [kind for kind in kinds if now.get(kind) or before.get(kind)]
    return sorted(present, key=lambda kind: (-now.get(kind, 0), kind.label))


def reasons(period: Period) -> Report:
    now, before = (_by(Dispute.reason, Dispute.opened_at, each) for each in (period, period.before))
    kinds, total = _ranked(now, before, list(Reason)), sum(now.values())
    rows = tuple((kind.label, now.get(kind, 0), share(now.get(kind), total), before.get(kind, 0)) for kind in kinds)
    return Report(
        "reasons",
        N_("Reasons"),
        N_("What do clients say is wrong?"),
        (
            Column(N_("Reason"), Holds.WORDS),
            Column(N_("Opened")),
            Column(N_("Share"), Holds.SHARE),
            Column(N_("Before")),
        ),
        rows,
        _bars(tuple(kind.label for kind in kinds), now, before, kinds),
    )


def _beside(now: Sequence[float], before: Sequence[float]) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    return (N_("This period"), tuple(now)), (N_("The period before"), tuple(before))


def _bars(
    labels: tuple[str, ...], now: dict[RichEnum, int], before: dict[RichEnum, int], kinds: list[RichEnum]
) -> Chart:
    counted = ([float(found.get(kind, 0)) for kind in kinds] for found in (now, before))
    return Chart("bar", labels, _beside(*counted))


def root_causes(period: Period) -> Report:
    """Pareto: the most frequent first, with what they and those before them make of the whole."""
    now, before = (_by(Dispute.root_cause, Dispute.decided_at, each) for each in (period, period.before))
    kinds, total, so_far, rows = _ranked(now, before, list(RootCause)), sum(now.values()), 0, []
    for kind in kinds:
        so_far += now.get(kind, 0)
        rows.append(
            (kind.label, now.get(kind, 0), share(now.get(kind), total), share(so_far, total), before.get(kind, 0))
        )
    columns = (Column(N_("Root cause"), Holds.WORDS), Column(N_("Decided")), Column(N_("Share"), Holds.SHARE))
    return Report(
        "causes",
        N_("Root causes"),
        N_("What really was the cause, and how few causes make most of it?"),
        (*columns, Column(N_("Together"), Holds.SHARE), Column(N_("Before"))),
        tuple(rows),
        _bars(tuple(kind.label for kind in kinds), now, before, kinds),
    )


BACKLOG = (
    Column(N_("Open for"), Holds.WORDS),
    Column(N_("Open")),
    Column(N_("In dispute, net"), Holds.MONEY),
    Column(N_("Open before")),
)


def ageing(period: Period) -> Report:
    """The backlog as it stands now, beside the one at the end of the period before."""
    age = band_of(days_between(Dispute.opened_at, moment_of(clock.now())), BOUNDS)
    earlier = _open_at(period.before.end)
    billed = DisputedLine.billed_minor - func.coalesce(DisputedLine.claimed_minor, 0)
    amounts = (
        select(age, Dispute.currency, func.count(Dispute.id.distinct()), func.coalesce(func.sum(billed), 0))
        .outerjoin(DisputedLine, DisputedLine.dispute_id == Dispute.id)
        .where(Dispute.status.in_(OPEN))
        .group_by(age, Dispute.currency)
    )
    found = list(db.session.execute(amounts).tuples())
    rows = [
        (BANDS[band], count, Money(int(minor), currency), earlier.get((band, currency), 0))
        for band, currency, count, minor in sorted(found, key=lambda row: (row[0], row[1]))
    ]
    counts = tuple(float(sum(count for band, _, count, _ in found if band == index)) for index in range(len(BANDS)))
    return Report(
        "ageing",
        N_("Backlog"),
        N_("How old is what is open now, and how much is in dispute?"),
        BACKLOG,
        tuple(rows),
        Chart("bar", BANDS, ((N_("Open"), counts),)),
    )


def _open_at(moment: datetime) -> dict[tuple[int, str], int]:
    """How many were not decided and not ended at `moment`, by age band then and currency."""
    age = band_of(days_between(Dispute.opened_at, moment_of(moment)), BOUNDS)
    ended = func.coalesce(Dispute.decided_at, Dispute.closed_at)
    wanted = (
        select(age, Dispute.currency, func.count())
        .where(Dispute.opened_at < moment, or_(ended.is_(None), ended >= moment))
        .group_by(age, Dispute.currency)
    )
    return {(int(band), currency): count for band, currency, count in db.session.execute(wanted)}


def cycle_time(period: Period) -> Report:
    """From opening to decision."""
    taken = days_between(Dispute.opened_at, Dispute.decided_at)
    now, before = (_by_band(taken, each) for each in (period, period.before))
    total = sum(count for count, _ in now.values())
    rows = tuple(
        (label, now.get(index, (0, 0))[0], share(now.get(index, (0, 0))[0], total), before.get(index, (0, 0))[0])
        for index, label in enumerate(BANDS)
    )
    return Report(
        "cycle-time",
        N_("Cycle time"),
        N_("How long does it take from opening to decision?"),
        (
            Column(N_("Decided after"), Holds.WORDS),
            Column(N_("Decided")),
            Column(N_("Share"), Holds.SHARE),
            Column(N_("Before")),
        ),
        rows,
        Chart("bar", BANDS, ((N_("Decided"), tuple(float(now.get(index, (0, 0))[0]) for index in range(len(BANDS)))),)),
    )


def _by_band(taken: Any, period: Period) -> dict[int, tuple[int, float]]:
    band = band_of(taken, BOUNDS)
    wanted = select(band, func.count(), func.sum(taken)).where(
        Dispute.decided_at >= period.start, Dispute.decided_at < period.end
    )
    return {int(index): (count, float(days)) for index, count, days in db.session.execute(wanted.group_by(band))}


def first_contact(period: Period) -> Report:
    """Of what was decided: how much at once, how much only higher up, and how much had to be taken up again."""
    now, before = _ways(period), _ways(period.before)
    labels = (
        N_("At first contact"),
        N_("Escalated"),
        N_("The client was asked"),
        N_("Opened again"),
        N_("Decided in all"),
    )
    rows = tuple(
        (label, now[index], share(now[index], now[-1]), before[index], share(before[index], before[-1]))
        for index, label in enumerate(labels)
    )
    columns = (Column(N_("How"), Holds.WORDS), Column(N_("Disputes")), Column(N_("Share"), Holds.SHARE))
    return Report(
        "first-contact",
        N_("First contact and reopening"),
        N_("How much is solved by the first person, without a question back, and stays solved?"),
        (*columns, Column(N_("Before")), Column(N_("Share before"), Holds.SHARE)),
        rows,
        Chart("bar", labels, _beside(now, before)),
    )


def _ways(period: Period) -> tuple[int, ...]:
    def had(*actions: Action) -> Any:
        known = [action.value for action in actions]
        return exists().where(HistoryEntry.dispute_id == Dispute.id, HistoryEntry.action.in_(known))

    escalated, asked = had(Action.ESCALATE), had(Action.ASK_CLIENT)
    again = had(Action.REOPEN, Action.REJECT_OUTCOME)
    kinds = (~escalated & ~asked & ~again, escalated, asked, again)
    sums = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in kinds]
    wanted = select(*sums, func.count()).where(Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
    return tuple(int(value) for value in db.session.execute(wanted).one())
