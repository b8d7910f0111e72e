"""Keys with which programs come in as one of the staff: shown once, kept as digests, revocable."""

from datetime import timedelta

from sqlalchemy import select

from support.accounts import passwords
from support.accounts.models import ApiToken, Person
from support.accounts.roles import STAFF
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotAllowed, NotFound, SignInNeeded
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

PREFIX = "rdk_"
_SEEN_EVERY = timedelta(hours=1)


def make_token(person: Person, name: str) -> tuple[ApiToken, str]:
    """The row and the key itself, which cannot be shown again. Raises `NotAllowed` for a client's person."""
    if person.role not in STAFF or not person.active:
        raise NotAllowed(N_("Keys are for the staff: programs come in with the rights of one of them."))
    key = PREFIX + passwords.new_token()
    with transaction():
        row = ApiToken(
            person_id=person.id, name=name.strip()[:100], digest=passwords.digest(key), created_at=clock.now()
        )
        db.session.add(row)
    return row, key


def person_with_key(key: str) -> Person:
    """Raises `SignInNeeded` for an unknown or revoked key, or where its person has left."""
    row = db.session.scalar(select(ApiToken).where(ApiToken.digest == passwords.digest(key))) if key else None
    if row is None or row.revoked_at is not None or not row.person.active or row.person.role not in STAFF:
        raise SignInNeeded(N_("This key opens nothing here. Ask for a new one."))
    if row.last_used_at is None or clock.now() - row.last_used_at > _SEEN_EVERY:
        with transaction():
            row.last_used_at = clock.now()
    return row.person


def tokens() -> list[ApiToken]:
    """All keys ever made, the latest first."""
    return list(db.session.scalars(select(ApiToken).order_by(ApiToken.id.desc())))


def revoke_token(token: int) -> ApiToken:
    """From now on it opens nothing. Raises `NotFound`."""
    with transaction():
        row = db.session.get(ApiToken, token)
        if row is None:
            raise NotFound(N_("There is no key number %(token)s.", token=token))
        row.revoked_at = row.revoked_at or clock.now()
    return row
