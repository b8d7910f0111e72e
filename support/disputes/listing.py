"""Long lists of disputes: only what a row shows is read, page after page along an index, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, or_, select

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.disputes.assignment import belongs
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Reason
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.paging import Page, cursor_of, keys_of
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

    @property
    def team(self) -> Department:
        """Whose it is to look into it."""
        return policies.desk().department(self.department)

    @property
    def disputed(self) -> Money:
        return Money(self.disputed_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list. `client` is a client's ref, or how their name begins; `department` is a department's name."""

    reason: Reason | None = None
    tier: int | None = None
    client: str = ""
    department: str = ""

    def __bool__(self) -> bool:
        return bool(self.reason or self.tier or self.client or self.department)

    def of(self, wanted: Select[Any]) -> Select[Any]:
        if self.reason is not None:
            wanted = wanted.where(Dispute.reason == self.reason)
        if self.tier is not None:
            wanted = wanted.where(Dispute.tier == self.tier)
        if self.department:
            wanted = wanted.where(belongs(Dispute.department, self.department))
        if self.client:
            named = func.lower(Organisation.name).startswith(self.client.lower(), autoescape=True)
            clients = select(Organisation.id).where(or_(Organisation.ref == self.client.upper(), named))
            wanted = wanted.where(Dispute.organisation_id.in_(clients))
        return wanted


EVERYTHING = Only()


@cache
def _columns() -> Select[Any]:
    """All disputes, with the columns of `Listed` in its order."""
    in_dispute = (
        select(func.coalesce(func.sum(DisputedLine.billed_minor - func.coalesce(DisputedLine.claimed_minor, 0)), 0))
        .where(DisputedLine.dispute_id == Dispute.id)
        .scalar_subquery()
    )
    own = (Dispute.id, Dispute.reference, Dispute.status, Dispute.tier, Dispute.department, Dispute.reason)
    times = (
        Dispute.service_impact,
        Dispute.currency,
        Dispute.opened_at,
        Dispute.taken_at,
        Dispute.next_due_at,
        Dispute.owner_id,
    )
    return (
        select(*own, *times, Person.name, Organisation.name, Invoice.number, in_dispute)
        .join(Organisation, Organisation.id == Dispute.organisation_id)
        .join(Invoice, Invoice.id == Dispute.invoice_id)
        .outerjoin(Person, Person.id == Dispute.owner_id)
    )


def by_deadline(wanted: Select[Any], before: str | None, limit: int) -> Page[Listed]:
    """`wanted` selects disputes. Those with a deadline come by the index on it, then those without one, which are few."""
    moment, row = _place(before) if before else (None, 0)
    due, found = Dispute.next_due_at, list[Listed]()
    if moment != FAR_AWAY:
        dated = wanted.where(due.is_not(None))
        if moment is not None:
            dated = dated.where(due >= moment, or_(due > moment, Dispute.id > row))
        found = _rows(dated.order_by(due, Dispute.id), limit + 1)
    if len(found) <= limit:
        # Said in a way that no index answers: closed disputes have no deadline either, and they are many.
        undated = wanted.where(func.coalesce(due, FAR_AWAY) == FAR_AWAY)
        if moment == FAR_AWAY:
            undated = undated.where(Dispute.id > row)
        found += _rows(undated.order_by(Dispute.id), limit + 1 - len(found))
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of((last.next_due_at or FAR_AWAY).isoformat(), last.id) if last else None)


def _rows(wanted: Select[Any], limit: int) -> list[Listed]:
    """First which, then what is shown of them: a database sorts by what it has read."""
    which = wanted.with_only_columns(Dispute.id).limit(limit).subquery()
    shown = _columns().join(which, which.c.id == Dispute.id).order_by(Dispute.next_due_at, Dispute.id)
    return [Listed(*row) for row in db.session.execute(shown)]


def _place(cursor: str) -> tuple[datetime, int]:
    moment, row = keys_of(cursor, 2)
    try:
        return datetime.fromisoformat(moment), int(row)
    except (TypeError, ValueError):
        raise BadInput("This page of the list is no longer there. Start again from its first page.") from None
