"""Addresses that get no letter any more: their server has said that they do not exist, or somebody has put them here."""

from __future__ import annotations

from sqlalchemy import select

from support.accounts.addresses import Suppression
from support.accounts.models import Person
from support.accounts.queries import normal_email
from support.accounts.roles import Role
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


def suppressed(email: str) -> Suppression | None:
    """What shuts this address; None when letters may go there."""
    wanted = select(Suppression).where(Suppression.email == normal_email(email), Suppression.lifted_at.is_(None))
    return db.session.scalars(wanted.order_by(Suppression.id)).first()


def suppress(email: str, *, why: str, letter_id: int | None = None) -> Suppression:
    """No letter leaves for this address from now on. One that is shut already stays as it is."""
    if "@" not in email:
        raise BadInput(N_("That is not an address."), field="email")
    with transaction():
        known = suppressed(email)
        if known is not None:
            return known
        row = Suppression(email=normal_email(email), why=why, letter_id=letter_id, since=clock.now())
        db.session.add(row)
        db.session.flush()
        return row


def lift(email: str, *, by: Person | None) -> Suppression:
    """Letters may go there again: somebody has spoken with its owner. `by` is None for the command line.

    Raises `NotFound` for an address that is not shut, `NotAllowed` for whoever is no manager.
    """
    if by is not None and (by.role is not Role.MANAGER or not by.active):
        raise NotAllowed(N_("Only a manager can do this."))
    with transaction():
        row = suppressed(email)
        if row is None:
            raise NotFound(N_("Letters to %(email)s are not held back.", email=email))
        row.lifted_at, row.lifted_by_id = clock.now(), by.id if by else None
        return row


def all_suppressed(limit: int = 200) -> list[Suppression]:
    """The addresses that are shut now, the latest first."""
    wanted = select(Suppression).where(Suppression.lifted_at.is_(None)).order_by(Suppression.id.desc()).limit(limit)
    return list(db.session.scalars(wanted))
