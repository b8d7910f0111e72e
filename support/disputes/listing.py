"""Long lists of disputes: only what a row shows is read, page after page along an index, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.disputes.models import Dispute, DisputeTag
from support.disputes.narrowing import ORDERS, Only, Sort, is_open, is_undated
from support.disputes.reasons import Channel, Reason
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.sayings import N_
from support.policies.staffing import Department

FAR_AWAY = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Listed:
    """One dispute in a list; `client` and `owner` are names, `invoice` a number, `disputed_minor` net of tax."""

    id: int
    reference: str
    status: Status
    tier: int
    department: str
    reason: Reason
    service_impact: bool
    currency: str
    opened_at: datetime
    taken_at: datetime | None
    next_due_at: datetime | None
    owner_id: int | None
    owner: str | None
    client: str
    invoice: str
    disputed_minor: int
    channel: Channel
    tagged: str | None

    @property
    def tags(self) -> list[str]:
        return sorted(self.tagged.split(",")) if self.tagged else []

    @property
    def team(self) -> Department:
        """Whose it is to look into it."""
        return policies.desk().department(self.department)

    @property
    def disputed(self) -> Money:
        return Money(self.disputed_minor, self.currency)


EVERYTHING = Only()


@cache
def _columns() -> Select[Any]:
    """All disputes, with the columns of `Listed` in its order."""
    tags = select(func.aggregate_strings(DisputeTag.name, ",")).where(DisputeTag.dispute_id == Dispute.id)
    own = (Dispute.id, Dispute.reference, Dispute.status, Dispute.tier, Dispute.department, Dispute.reason)
    times = (
        Dispute.service_impact,
        Dispute.currency,
        Dispute.opened_at,
        Dispute.taken_at,
        Dispute.next_due_at,
        Dispute.owner_id,
    )
    last = (Dispute.disputed_minor, Dispute.channel)
    return (
        select(*own, *times, Person.name, Organisation.name, Invoice.number, *last, tags.scalar_subquery())
        .join(Organisation, Organisation.id == Dispute.organisation_id)
        .join(Invoice, Invoice.id == Dispute.invoice_id)
        .outerjoin(Person, Person.id == Dispute.owner_id)
    )


def sorted_by(sort: Sort, wanted: Select[Any], before: str | None, limit: int) -> Page[Listed]:
    """`wanted` selects open disputes; each order goes along an index of its own."""
    if sort is Sort.DUE:
        return by_deadline(wanted, before, limit, is_undated())
    column, falls = ORDERS[sort]
    order = (column.desc(), Dispute.id.desc()) if falls else (column, Dispute.id)
    if before:
        wanted = wanted.where(_behind(sort, *_place(before, sort)))
    found = _rows(wanted.where(is_open()).order_by(*order), limit + 1, order)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of(_shown(sort, last), last.id) if last else None)


def _behind(sort: Sort, key: Any, row: int) -> Any:
    """What comes after the row with this key, in the order of `sort`."""
    column, falls = ORDERS[sort]
    if falls:
        return and_(column <= key, or_(column < key, Dispute.id < row))
    return and_(column >= key, or_(column > key, Dispute.id > row))


def _shown(sort: Sort, row: Listed) -> str | int:
    """The sort key of a row, as a cursor keeps it."""
    key = getattr(row, ORDERS[sort][0].key)
    return key.isoformat() if isinstance(key, datetime) else int(key)


def by_deadline(
    wanted: Select[Any], before: str | None, limit: int, undated: ColumnElement[bool] | None = None
) -> Page[Listed]:
    """`wanted` selects disputes. Those with a deadline come by the index on it, then the `undated` where some are wanted."""
    moment, row = _place(before) if before else (None, 0)
    due, found = Dispute.next_due_at, list[Listed]()
    if moment != FAR_AWAY:
        dated = wanted.where(due.is_not(None))
        if moment is not None:
            dated = dated.where(due >= moment, or_(due > moment, Dispute.id > row))
        found = _rows(dated.order_by(due, Dispute.id), limit + 1)
    if undated is not None and len(found) <= limit:
        further = wanted.where(undated)
        if moment == FAR_AWAY:
            further = further.where(Dispute.id > row)
        found += _rows(further.order_by(Dispute.id), limit + 1 - len(found))
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of((last.next_due_at or FAR_AWAY).isoformat(), last.id) if last else None)


def latest_first(wanted: Select[Any], before: str | None, limit: int) -> Page[Listed]:
    """`wanted` selects disputes; those that were opened last come first."""
    if before:
        wanted = wanted.where(Dispute.id < _place(before, Sort.HIGHEST)[1])
    found = _rows(wanted.order_by(Dispute.id.desc()), limit + 1)
    found.sort(key=lambda row: row.id, reverse=True)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of(0, last.id) if last else None)


def _rows(wanted: Select[Any], limit: int, order: tuple[Any, ...] = (Dispute.next_due_at, Dispute.id)) -> list[Listed]:
    """First which, then what is shown of them: a database sorts by what it has read."""
    which = wanted.with_only_columns(Dispute.id).limit(limit).subquery()
    shown = _columns().join(which, which.c.id == Dispute.id).order_by(*order)
    return [Listed(*row) for row in db.session.execute(shown)]


def _place(cursor: str, sort: Sort = Sort.DUE) -> tuple[Any, int]:
    """The key (a moment, an amount, a tier) and the id of the last row shown."""
    key, row = keys_of(cursor, 2)
    timed = sort in (Sort.DUE, Sort.NEWEST, Sort.OLDEST)
    try:
        return datetime.fromisoformat(key) if timed else int(key), int(row)
    except (TypeError, ValueError):
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page.")) from None
