"""Prices to come: announced to whoever will pay them, in time, and written down as announced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.agreements import Contract, Price
from support.billing.changes import PriceNotice
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import price_before
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_, NN_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import PriceAnnounced
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task
from support.prevention.rights import Act, require

EARLY = timedelta(days=7)
"""A notice goes out by itself so long before its last day; until then a person may send it, or put it off."""
PAYS = timedelta(days=365)


def price_tasks(today: date) -> Iterator[dict[str, Any]]:
    """One for each price that takes the place of another and has not been announced."""
    ahead = timedelta(days=policies.desk().prevention.tasks.ahead_days)
    for price in db.session.scalars(_to_come(today)):
        before, last_on = price_before(price), price.valid_from - notice_of(price)
        if before is None or before.unit_price == price.unit_price or last_on - EARLY - ahead > today:
            continue
        yield {
            "key": f"price:{price.id}:{price.valid_from}",
            "kind": TaskKind.PRICE_NOTICE,
            "title": N_(
                "Announce the price of %(what)s from %(day)s", what=price.description or price.sku, day=price.valid_from
            ),
            "due_on": max(last_on - EARLY, today),
            "last_on": last_on,
            "organisation_id": price.contract.organisation_id if price.contract else None,
            "contract_id": price.contract_id,
            "price_id": price.id,
        }


def notice_of(price: Price) -> timedelta:
    """As the agreement says; where it says nothing, as the desk does."""
    terms = price.contract.terms if price.contract else None
    agreed = terms.price_notice_days if terms else None
    return timedelta(days=policies.desk().prevention.tasks.notice_days if agreed is None else agreed)


def _to_come(today: date) -> Select[tuple[Price]]:
    wanted = select(Price).where(Price.valid_from > today, Price.notice_sent_on.is_(None)).order_by(Price.id)
    announced = exists().where(
        PriceNotice.sku == Price.sku,
        PriceNotice.effective_on == Price.valid_from,
        PriceNotice.organisation_id.is_(None),
    )
    return wanted.where(~announced)


def announce(task: Task, *, by: Person | None, limit: int = 500) -> int:
    """Write to whoever will pay the price and has not been told; done once nobody is left. Returns how many clients.

    Raises `RuleBroken` for a task of another kind, or one that is done.
    """
    with transaction():
        row: Task = steps.locked(task)
        if by is not None:
            require(by, Act.DO_TASK, row)
        if row.status is not TaskStatus.OPEN or row.price is None:
            raise RuleBroken(N_("There is no price to announce here any more."))
        clients = list(db.session.scalars(_untold(row.price).limit(limit + 1)))
        for client in clients[:limit]:
            _tell(row, row.price, client)
        if len(clients) <= limit:
            row.price.notice_sent_on = row.price.notice_sent_on or clock.today()
            row.status, row.ended_at, row.outcome = TaskStatus.DONE, clock.now(), N_("The notices have been written.")
        steps.note(row, N_("announced"), by=by, words=NN_("to %(n)s client", "to %(n)s clients", len(clients[:limit])))
    return len(clients[:limit])


def _untold(price: Price) -> Select[tuple[Organisation]]:
    """The agreement's client; for the price list whoever was billed for it lately and has no price of their own."""
    told = exists().where(
        PriceNotice.organisation_id == Organisation.id,
        PriceNotice.effective_on == price.valid_from,
        or_(PriceNotice.sku == price.sku, PriceNotice.sku.is_(None)),
    )
    wanted = select(Organisation).where(~told).order_by(Organisation.id)
    if price.contract is not None:
        return wanted.where(Organisation.id == price.contract.organisation_id)
    own, held = aliased(Price), aliased(Contract)
    has_own = (
        exists()
        .where(own.contract_id == held.id, held.organisation_id == Organisation.id, own.sku == price.sku)
        .where(or_(own.valid_to.is_(None), own.valid_to >= price.valid_from))
        .where(or_(held.ends_on.is_(None), held.ends_on >= price.valid_from))
    )
    pays = exists().where(
        Invoice.organisation_id == Organisation.id,
        Invoice.issued_on >= clock.today() - PAYS,
        InvoiceLine.invoice_id == Invoice.id,
        InvoiceLine.sku == price.sku,
    )
    return wanted.where(pays, ~has_own)


def _tell(task: Task, price: Price, client: Organisation) -> None:
    before = price_before(price)
    notice = PriceNotice(
        organisation_id=client.id,
        sku=price.sku,
        sent_on=clock.today(),
        effective_on=price.valid_from,
        old_price=before.unit_price if before else None,
        new_price=price.unit_price,
        currency=price.currency,
        channel="email",
    )
    db.session.add(notice)
    db.session.flush()
    record(PriceAnnounced(price.id, client.id, notice.id))


def announce_due(limit: int = 200) -> int:
    """Send the notices whose time has come and that nobody has sent; returns how many clients were written to."""
    due = select(Task).where(
        Task.kind == TaskKind.PRICE_NOTICE, Task.status == TaskStatus.OPEN, Task.due_on <= clock.today()
    )
    told = 0
    for task in db.session.scalars(due.order_by(Task.due_on, Task.id)).all():
        if told >= limit:
            break
        told += announce(task, by=None, limit=limit - told)
    return told
