"""How billing works, told at the outset: services, prices, terms and rules; sent to the client, and read by one of theirs."""

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from support.accounts.models import Organisation, Person
from support.accounts.queries import people_of
from support.accounts.roles import Role
from support.billing.agreements import Contract, Price
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.knowledge import queries
from support.knowledge.events import WelcomeSent
from support.knowledge.models import WelcomePack
from support.knowledge.rights import require, require_own

NEW_FOR = timedelta(days=30)
"""So long after their first person could come in a client is told without anybody's doing; later somebody sends it."""


def send(client: Organisation, *, by: Person | None) -> WelcomePack:
    """Tell each of the client's people; the page shows it until one of them has read it. `by` None: the worker.

    Raises `RuleBroken` where nobody can come in, or there is nothing to tell.
    """
    with transaction():
        if by is not None:
            require(by)
        db.session.get_one(Organisation, client.id, with_for_update=True)
        if not people_of(client):
            raise RuleBroken(N_("Nobody of this client can come in yet: invite somebody first."))
        articles = [{"slug": row.slug, "number": row.number} for row in queries.published()]
        contracts = [row.number for row in agreements_of(client)]
        if not articles and not contracts:
            raise RuleBroken(N_("There is nothing to tell yet: publish a policy, or bring in the agreement."))
        pack = WelcomePack(
            public_id=str(uuid.uuid4()),
            organisation_id=client.id,
            contracts=contracts,
            articles=articles,
            sent_by_id=by.id if by else None,
            sent_at=clock.now(),
        )
        db.session.add(pack)
        db.session.flush()
        record(WelcomeSent(pack.id))
    return pack


def send_to_new(limit: int = 50) -> int:
    """To clients who came in lately, have an agreement and were told nothing yet; returns how many."""
    found = db.session.scalars(_untold(clock.now() - NEW_FOR).limit(limit)).all() if queries.has_policy() else []
    for client in found:
        send(client, by=None)
    return len(found)


def _untold(since: Any) -> Any:
    own = Person.organisation_id == Organisation.id
    people = and_(own, Person.active, Person.role == Role.CLIENT)
    return (
        select(Organisation)
        .where(exists().where(people, Person.created_at >= since))
        .where(~exists().where(people, Person.created_at < since))
        .where(exists().where(Contract.organisation_id == Organisation.id, *_in_force(clock.today())))
        .where(~exists().where(WelcomePack.organisation_id == Organisation.id))
        .order_by(Organisation.id)
    )


def _in_force(today: date) -> tuple[Any, ...]:
    return (or_(Contract.ends_on.is_(None), Contract.ends_on >= today),)


def agreements_of(client: Organisation) -> list[Contract]:
    """Those that hold or are to come, with prices and terms, the oldest first."""
    wanted = select(Contract).where(Contract.organisation_id == client.id, *_in_force(clock.today()))
    loaded = wanted.options(selectinload(Contract.prices), joinedload(Contract.terms))
    return list(db.session.scalars(loaded.order_by(Contract.starts_on, Contract.id)))


def prices_now(contract: Contract) -> list[Price]:
    """Those that hold today or are to come."""
    return [price for price in contract.prices if not price.valid_to or price.valid_to >= clock.today()]


def latest(client: Organisation) -> WelcomePack | None:
    """What was sent last, with who sent and who read it."""
    wanted = select(WelcomePack).where(WelcomePack.organisation_id == client.id).order_by(WelcomePack.id.desc())
    people = (joinedload(WelcomePack.sent_by), joinedload(WelcomePack.read_by))
    return db.session.scalars(wanted.options(*people).limit(1)).first()


def unread(client: Organisation) -> bool:
    """Whether the last one waits to be read."""
    wanted = select(WelcomePack.read_at).where(WelcomePack.organisation_id == client.id)
    found = db.session.execute(wanted.order_by(WelcomePack.id.desc()).limit(1)).first()
    return found is not None and found[0] is None


def acknowledge(pack: WelcomePack, *, by: Person) -> WelcomePack:
    """One of the client's people has read it; a second time changes nothing. Raises `NotFound` for another client's."""
    with transaction():
        require_own(by)
        if by.organisation_id != pack.organisation_id:
            raise NotFound(N_("There is no such page."))
        wanted = select(WelcomePack).where(WelcomePack.id == pack.id).with_for_update()
        row = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
        if row.read_at is None:
            row.read_by_id, row.read_at = by.id, clock.now()
    return row
