"""Who asks for one number after another that is not theirs is slowed down, and it is logged.

An invoice of somebody else and one that never was are counted alike: nobody learns which it was.
"""

from datetime import timedelta
from hashlib import sha256

import structlog
from sqlalchemy import func, select

from support.accounts.models import Person
from support.conversations.models import UnknownName
from support.conversations.reading import references
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

MOST = 5
WITHIN = timedelta(minutes=10)
log = structlog.get_logger()


class TooManyTries(SupportError):
    """For a while no number is looked up at all, not even an own one: the answer tells nothing."""

    http_status = 429
    code = "too_many_tries"


def look_up(person: Person, text: str, own: list[str]) -> None:
    """Before `text` is searched for references. Raises `TooManyTries` after five that are not among `own`."""
    named = references.named_in(text, own)
    if not named:
        return
    if tries(person) >= MOST:
        raise TooManyTries(
            N_(
                "You have asked for several numbers that I can't find on your account. Please wait ten minutes, choose the invoice from the list, or talk to a person."
            )
        )
    if references.find(text, own).why in ("unknown", "typo"):
        _count(person, ";".join("-".join(one.groups) for one in named))


def tries(person: Person) -> int:
    """How many different numbers this person has missed with in the last ten minutes."""
    recent = select(func.count(UnknownName.name.distinct())).where(
        UnknownName.person_id == person.id, UnknownName.at > clock.now() - WITHIN
    )
    return db.session.scalar(recent) or 0


def _count(person: Person, name: str) -> None:
    """The number itself is not kept: it may be another client's."""
    with transaction():
        db.session.add(UnknownName(person_id=person.id, name=sha256(name.encode()).hexdigest(), at=clock.now()))
        db.session.flush()
        missed = tries(person)
    if missed >= MOST:
        log.warning("security: numbers are being guessed in the chat", person=person.id, tries=missed)
