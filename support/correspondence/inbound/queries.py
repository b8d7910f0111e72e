"""Reading what came in."""

from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.sayings import N_

UNKNOWN = N_("There is no such mail.")


def mail_with(mail_id: int, *, seen_by: Person | None = None) -> IncomingMail:
    """Raises `NotFound`; mail is for staff alone. `seen_by` is None for the command line."""
    found = db.session.get(IncomingMail, mail_id)
    if found is None or (seen_by is not None and not (seen_by.role.is_staff and seen_by.active)):
        raise NotFound(UNKNOWN)
    return found


def mails(*outcomes: Outcome, limit: int = 100) -> list[IncomingMail]:
    """Those of the given outcomes (all when none is named), the latest first."""
    wanted = select(IncomingMail).order_by(IncomingMail.id.desc()).limit(limit)
    if outcomes:
        wanted = wanted.where(IncomingMail.outcome.in_(outcomes))
    return list(db.session.scalars(wanted))
