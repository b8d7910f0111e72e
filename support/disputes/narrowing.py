"""What narrows a list of disputes, and by what it is sorted: all of it asks columns that an index answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, text

from support.accounts.models import Organisation
from support.disputes.assignment import belongs
from support.disputes.models import HAS_NO_DEADLINE, IS_DECIDED, IS_OPEN, IS_UNDATED, Dispute, DisputeTag
from support.disputes.reasons import Channel, Reason
from support.disputes.safeguards import OPEN_ONES
from support.disputes.states import Status
from support.kernel import clock
from support.kernel.enums import RichEnum
from support.kernel.money import exponent

SOON = timedelta(hours=24)


class Pressing(RichEnum):
    """How a dispute stands to its next deadline."""

    OVERDUE = "overdue", "Overdue"
    SOON = "soon", "Due within a day"
    WEEK = "week", "Due within a week"
    NONE = "none", "No clock runs"


class Sort(RichEnum):
    """The order of a list. Equal ones follow in the order in which they were opened."""

    DUE = "due", "Next due first"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    MOST = "most", "Largest amount first"
    LEAST = "least", "Smallest amount first"
    HIGHEST = "highest", "Highest tier first"


ORDERS: Mapping[Sort, tuple[Any, bool]] = {
    Sort.NEWEST: (Dispute.opened_at, True),
    Sort.OLDEST: (Dispute.opened_at, False),
    Sort.MOST: (Dispute.disputed_minor, True),
    Sort.LEAST: (Dispute.disputed_minor, False),
    Sort.HIGHEST: (Dispute.tier, True),
}
"""(column, whether it falls). What is due first has its own way: not every dispute has a deadline."""
BY_AMOUNT = (Sort.MOST, Sort.LEAST)


def pressing(kind: Pressing, now: datetime) -> ColumnElement[bool]:
    due = Dispute.next_due_at
    within: dict[Pressing, Callable[[], ColumnElement[bool]]] = {
        Pressing.OVERDUE: lambda: due < now,
        Pressing.SOON: lambda: and_(due >= now, due < now + SOON),
        Pressing.WEEK: lambda: and_(due >= now, due < now + timedelta(days=7)),
        Pressing.NONE: lambda: text(HAS_NO_DEADLINE),  # type: ignore[dict-item, return-value]  # as below
    }
    return within[kind]()


def is_breaching(now: datetime) -> ColumnElement[bool]:
    """Its deadline has passed, or does within a day."""
    return Dispute.next_due_at < now + SOON


def is_open() -> ColumnElement[bool]:
    """Said as the indexes over open disputes say it, so that they answer."""
    return text(f"disputes.{IS_OPEN}")  # type: ignore[return-value]  # a text is true or false in SQL as well


def is_still_open() -> ColumnElement[bool]:
    """The same in other words than any index says it: a list by deadline goes along the deadlines, whatever SQLite believes."""
    return text(f"disputes.status || '' || '' in ({OPEN_ONES})")  # type: ignore[return-value]  # a text is true or false in SQL


def is_undated() -> ColumnElement[bool]:
    """Open without a deadline; said as its index says it."""
    return text(IS_UNDATED)  # type: ignore[return-value]  # a text is true or false in SQL


def is_unsatisfied() -> ColumnElement[bool]:
    """Decided, and yet the client is not satisfied; said so that its own index answers, and none on the status."""
    return and_(Dispute.satisfied == false(), text(f"disputes.{IS_DECIDED}"))


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list. `client` is a client's ref, or how their name begins; `department` is a department's name.

    `at_least` is an amount in dispute, net, in major units of `currency`; without a currency it narrows nothing, for
    500 of one are not worth 500 of another.
    """

    reason: Reason | None = None
    tier: int | None = None
    client: str = ""
    department: str = ""
    status: Status | None = None
    channel: Channel | None = None
    clock: Pressing | None = None
    tag: str = ""
    currency: str = ""
    at_least: Decimal | None = None

    def __bool__(self) -> bool:
        return self != Only()

    @property
    def lacks_currency(self) -> bool:
        return self.at_least is not None and not self.currency

    def of(self, wanted: Select[Any], sort: Sort = Sort.DUE) -> Select[Any]:
        """`wanted` narrowed; `sort` is the order in which it will be read."""
        return reduce(lambda narrowed, one: narrowed.where(one), [*self._conditions(), *self._large(sort)], wanted)

    def _conditions(self) -> list[ColumnElement[bool]]:
        plain = ((Dispute.reason, self.reason), (Dispute.tier, self.tier), (Dispute.status, self.status))
        found = [column == value for column, value in (*plain, (Dispute.channel, self.channel)) if value is not None]
        if self.department:
            found.append(belongs(Dispute.department, self.department))
        if self.client:
            found.append(is_of_client(self.client))
        if self.clock is not None:
            found.append(pressing(self.clock, clock.now()))
        if self.tag:
            tagged = select(DisputeTag.dispute_id).where(DisputeTag.name == self.tag)
            found.append(Dispute.id.in_(tagged))
        if self.currency:
            found.append(Dispute.currency == self.currency)
        return found

    def _large(self, sort: Sort) -> Iterator[ColumnElement[bool]]:
        if self.at_least is None or not self.currency:
            return
        # Added to, the index over amounts is no way to it: the list goes along its own order, and stops when it is full.
        amount = Dispute.disputed_minor if sort in BY_AMOUNT else Dispute.disputed_minor + 0
        yield amount >= self.at_least.scaleb(exponent(self.currency))


def is_of_client(name: str) -> ColumnElement[bool]:
    """By their ref, or by how their name begins. Asked of each dispute in turn: a beginning may fit all clients."""
    named = func.lower(Organisation.name).startswith(name.lower(), autoescape=True)
    theirs = select(Organisation.id).where(Organisation.id == Dispute.organisation_id)
    return theirs.where(or_(Organisation.ref == name.upper(), named)).correlate(Dispute).exists()
