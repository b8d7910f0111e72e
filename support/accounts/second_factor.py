"""The second factor of the staff: codes of an app (RFC 6238), and recovery codes for the day the app is gone.

A code signs in once: the time step it belongs to is kept, and neither it nor an earlier one works again.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
from sqlalchemy import delete, update

from support.accounts import passwords
from support.accounts.models import AccountChange, Person, RecoveryCode
from support.accounts.permissions import Deed, require
from support.extensions import db
from support.kernel import clock, once
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

ISSUER = "Redress"
CODES = 10
STEP_SECONDS = 30
WINDOW = 1
"""Steps that a clock may be wrong by, in both directions."""
NOT_RIGHT = N_("That is not the code that the app shows now. Check that its clock is right, and try the next one.")


def begin(person: Person) -> str:
    """A new secret, which counts once a code of it has been given. Raises `RuleBroken` where there is a factor already."""
    with transaction():
        row = _locked(person)
        require(row, Deed.ENROL, row)
        if row.totp_secret is not None:
            raise RuleBroken(N_("Your second factor is set up already. Turn it off first to set up another device."))
        row.totp_pending = pyotp.random_base32()
    return row.totp_pending


def address_of(person: Person, secret: str) -> str:
    """The otpauth address that an app takes in, with the account's name."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=ISSUER)


def confirm(person: Person, code: str) -> list[str]:
    """The app shows the right code: from now on it is asked for. Returns the recovery codes, which nobody sees again."""
    with transaction():
        row = _locked(person)
        require(row, Deed.ENROL, row)
        if row.totp_pending is None:
            raise RuleBroken(N_("Begin with a new secret: this one has been used or was never shown."))
        step = _step_of(row.totp_pending, code)
        if step is None:
            raise BadInput(NOT_RIGHT, field="code")
        row.totp_secret, row.totp_pending, row.totp_step = row.totp_pending, None, step
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == row.id))
        codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(CODES)]
        db.session.add_all(RecoveryCode(person_id=row.id, digest=_digest(row, text)) for text in codes)
        _write_down(row, row, "off", "on")
    return codes


def turn_off(person: Person, code: str) -> Person:
    """The person ends it themselves, with a code of the app or a recovery code."""
    with transaction():
        row = _locked(person)
        require(row, Deed.ENROL, row)
        if row.totp_secret is None:
            return row
        if not right(row, code):
            raise BadInput(NOT_RIGHT, field="code")
        _take_away(row, by=row)
    return row


def reset(person: Person, *, by: Person) -> Person:
    """A manager helps whoever has lost app and codes: they are signed out everywhere and may set it up anew. Twice is once."""
    with transaction():
        row = _locked(person)
        require(by, Deed.RESET_FACTOR, row)
        if row.totp_secret is None:
            return row
        row.session_salt = secrets.token_hex(16)
        _take_away(row, by=by)
    return row


def right(person: Person, code: str) -> bool:
    """Whether `code` is the app's, or a recovery code that is left; either is used up by it. True where there is no factor."""
    if person.totp_secret is None:
        return True
    said = code.strip().replace(" ", "").lower()
    step = _step_of(person.totp_secret, said)
    used = _use_code(person, said) if step is None else _use_step(person, step)
    return bool(used)


def codes_left(person: Person) -> int:
    return db.session.query(RecoveryCode).filter_by(person_id=person.id, used_at=None).count()


def _use_step(person: Person, step: int) -> bool:
    """In one statement: of two who send the same code at once, one is let in."""
    later = update(Person).where(Person.id == person.id, (Person.totp_step.is_(None)) | (Person.totp_step < step))
    with _beside_the_form():
        return bool(db.session.execute(later.values(totp_step=step).returning(Person.id)).first())


def _use_code(person: Person, said: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.person_id == person.id,
        RecoveryCode.digest == _digest(person, said),
        RecoveryCode.used_at.is_(None),
    )
    with _beside_the_form():
        return bool(db.session.execute(unused.values(used_at=clock.now()).returning(RecoveryCode.id)).first())


@contextmanager
def _beside_the_form() -> Iterator[None]:
    """A code is used up whatever becomes of the form that it came with, and uses nothing of the form's own key."""
    with once.set_aside(), transaction():
        yield


def _step_of(secret: str, code: str) -> int | None:
    """The time step that `code` belongs to; None where it is none of those that count now."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    if len(code.strip()) != pyotp.TOTP(secret).digits:
        return None
    codes = {step: pyotp.TOTP(secret).at(step * STEP_SECONDS) for step in range(now - WINDOW, now + WINDOW + 1)}
    return next((step for step, known in codes.items() if secrets.compare_digest(known, code.strip())), None)


def _digest(person: Person, code: str) -> str:
    return passwords.digest(f"{person.id}:{code}")


def _take_away(person: Person, *, by: Person) -> None:
    person.totp_secret, person.totp_pending, person.totp_step = None, None, None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    _write_down(person, by, "on", "off")


def _write_down(person: Person, by: Person, before: str, after: str) -> None:
    change = AccountChange(person_id=person.id, by_id=by.id, at=clock.now(), what="second factor", before=before)
    change.after = after
    db.session.add(change)


def _locked(person: Person) -> Person:
    return db.session.get_one(Person, person.id, with_for_update=True, populate_existing=True)
