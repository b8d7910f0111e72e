"""People and organisations."""

import json
import re
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from support.accounts.roles import ALL_POWERS, TIER_OF, Power, Reach, Role
from support.kernel.types import Model, PrimaryKey

EVERY_POWER = json.dumps(list(ALL_POWERS))


def squeezed(identifier: str | None) -> str | None:
    """IE 999.999-8N and ie9999998n are one number."""
    return re.sub(r"[\s.\-/]", "", identifier).upper() or None if identifier else None


class Organisation(Model):
    """A client: who is invoiced. `ref` is for people (CL-0001). The keys are the numbers squeezed, to be found by."""

    __tablename__ = "organisations"

    id: Mapped[PrimaryKey]
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    tax_id: Mapped[str | None] = mapped_column(String(40))
    company_id: Mapped[str | None] = mapped_column(String(40))
    tax_key: Mapped[str | None] = mapped_column(String(40), index=True)
    company_key: Mapped[str | None] = mapped_column(String(40), index=True)
    street: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    locale: Mapped[str] = mapped_column(String(10), default="en_GB")
    timezone: Mapped[str] = mapped_column(String(50), default="UTC")
    policy_profile: Mapped[str] = mapped_column(String(40), default="default_b2b")
    created_at: Mapped[datetime]

    people: Mapped[list["Person"]] = relationship(back_populates="organisation")

    @validates("tax_id", "company_id")
    def _keep_key(self, column: str, number: str | None) -> str | None:
        setattr(self, column.replace("_id", "_key"), squeezed(number))
        return number


class Person(Model):
    """Somebody who signs in: a client's person or one of the staff. E-mail is kept in lower case.

    Of staff: `department` is a name of the desk's policies (none of them: the home one), `skills` are reasons that
    they know best, and `turn` grows with each dispute they are given. Of a client's person: `powers` are values of
    `Power`, `reached_by` is how they like to be asked, and `phone` the number for it. `totp_pending` is a
    secret that is being set up, `totp_step` the time step of the last code that was accepted.
    """

    __tablename__ = "people"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    timezone: Mapped[str] = mapped_column(String(50), default="UTC")
    locale: Mapped[str] = mapped_column(String(10), default="en_GB")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_pending: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(default=True)
    session_salt: Mapped[str] = mapped_column(String(32), default="")
    department: Mapped[str] = mapped_column(String(40), default="", server_default="")
    skills: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    powers: Mapped[list[str]] = mapped_column(default=lambda: list(ALL_POWERS), server_default=EVERY_POWER)
    reached_by: Mapped[Reach] = mapped_column(default=Reach.MAIL, server_default=Reach.MAIL.value)
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(back_populates="people")

    @property
    def tier(self) -> int:
        """1 to 3 on the escalation ladder; 0 for a client's person."""
        return TIER_OF.get(self.role, 0)

    def may(self, power: Power) -> bool:
        """Whether this person of a client has been given that power."""
        return power.value in self.powers

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.email


class Company(Model):
    """Who runs this desk, as clients read it: one row, written when the desk is set up.

    `policy_profile` holds for clients who come without one; `policy_read_at`: when somebody has gone through the rules.
    """

    __tablename__ = "company"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    policy_profile: Mapped[str] = mapped_column(String(40), default="default_b2b")
    policy_read_at: Mapped[datetime | None]
    policy_read_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class RecoveryCode(Model):
    """Signs in once without the app. Only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Absence(Model):
    """Days on which somebody of the staff is not there, the first and the last included, in their own time zone."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="runs_forward"),
        Index("ix_absences_when", "person_id", "ends_on"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class AccountChange(Model):
    """What somebody changed about an account of the staff; append-only. `before` and `after` are words for people."""

    __tablename__ = "account_changes"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(500), default="")
    after: Mapped[str] = mapped_column(String(500), default="")

    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class SignInLink(Model):
    """A link mailed for signing in: only its digest is stored, it works once and not for long."""

    __tablename__ = "sign_in_links"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class ApiToken(Model):
    """A key with which a program comes in as `person`: shown once when made, kept as its digest, and revocable."""

    __tablename__ = "api_tokens"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Counter(Model):
    """The last number given out of a series (disputes, credit notes); raised under the row's lock."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("series"),)

    id: Mapped[PrimaryKey]
    series: Mapped[str] = mapped_column(String(40))
    last: Mapped[int] = mapped_column(default=0)
