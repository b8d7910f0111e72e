"""Accounts: adding people, signing them in."""

from contextlib import suppress
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from support import policies
from support.accounts import passwords, second_factor
from support.accounts.events import SignInLinkAsked
from support.accounts.models import Counter, Organisation, Person, SignInLink
from support.accounts.queries import find_person, normal_email
from support.accounts.roles import Role
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, SignInNeeded
from support.kernel.sayings import N_, joined
from support.kernel.transaction import record, transaction
from support.words import catalogs

LINK_LIVES = timedelta(minutes=30)
LINKS_AN_HOUR = 5
WRONG = N_("That did not work. Check the address, the password and the code, or ask for a sign-in link.")

NOT_CONFIRMED = N_("That did not work. Check the password and the code, or ask for a sign-in link.")


def next_number(series: str) -> int:
    """The next number of `series`, without gaps; call it inside a transaction."""
    wanted = select(Counter).where(Counter.series == series).with_for_update()
    counter = db.session.scalar(wanted)
    if counter is None:
        # The first two numbers of a series may be asked for at once: one makes the row, the other finds it.
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(Counter(series=series, last=0))
        counter = db.session.scalars(wanted).one()
    counter.last += 1
    db.session.flush()
    return counter.last


def add_person(
    *, email: str, name: str, role: Role, organisation: Organisation | None = None, password: str | None = None
) -> Person:
    """Raises `BadInput` for an address that cannot be one, is taken, or a client's person without a client."""
    address = _valid_email(email)
    if (role is Role.CLIENT) != (organisation is not None):
        raise BadInput(N_("A client's person belongs to a client; staff to none."), field="organisation")
    with transaction():
        known = db.session.scalar(select(Person).where(Person.email == address))
        if known is not None:
            there = N_("%(address)s has an account already.", address=address)
            closed = "" if known.active else N_("It is closed: open it again.")
            raise BadInput(joined(" ", (there, closed)), field="email")
        person = Person(email=address, name=name.strip(), role=role, created_at=clock.now())
        person.organisation_id = organisation.id if organisation else None
        person.timezone = organisation.timezone if organisation else policies.desk().timezone
        person.locale = organisation.locale if organisation else "en_GB"
        person.password_hash = passwords.hashed(password) if password else None
        db.session.add(person)
    return person


def _valid_email(email: str) -> str:
    try:
        checked = validate_email(normal_email(email), check_deliverability=False, test_environment=True)
    except EmailNotValidError as wrong:
        raise BadInput(
            N_("“%(email)s” is not an e-mail address: %(wrong)s", email=email, wrong=wrong), field="email"
        ) from None
    return checked.normalized.lower()


def new_sign_in_link(person: Person) -> str:
    """A token that signs `person` in once within `LINK_LIVES`. Joins the caller's transaction."""
    token = passwords.new_token()
    with transaction():
        link = SignInLink(
            person_id=person.id,
            digest=passwords.digest(token),
            created_at=clock.now(),
            expires_at=clock.now() + LINK_LIVES,
        )
        db.session.add(link)
    return token


def ask_sign_in_link(email: str, *, invited_by: Person | None = None) -> None:
    """Mail a sign-in link, to whoever was just invited with who invited them; says nothing about whether the address is known."""
    person = find_person(email)
    if person is None or _links_asked_lately(person) >= LINKS_AN_HOUR:
        return
    with transaction():
        token = new_sign_in_link(person)
        db.session.flush()
        link = db.session.scalars(select(SignInLink).where(SignInLink.digest == passwords.digest(token))).one()
        record(SignInLinkAsked(person.id, link.id, token, invited_by.id if invited_by else None))


def _links_asked_lately(person: Person) -> int:
    since = clock.now() - timedelta(hours=1)
    lately = select(SignInLink.id).where(SignInLink.person_id == person.id, SignInLink.created_at > since)
    return len(db.session.scalars(lately.limit(LINKS_AN_HOUR)).all())


def link_needs_code(token: str) -> bool:
    """Whether whoever opens this link has a second factor, which is asked for as well."""
    wanted = select(Person.totp_secret).join(SignInLink, SignInLink.person_id == Person.id)
    return db.session.scalar(wanted.where(SignInLink.digest == passwords.digest(token))) is not None


def sign_in_by_link(token: str, code: str = "") -> Person:
    """Raises `SignInNeeded` when the link is unknown, used or too old; with a wrong code it can be tried again."""
    meant = db.session.scalar(select(SignInLink).where(SignInLink.digest == passwords.digest(token)))
    person = db.session.get(Person, meant.person_id) if meant is not None and meant.used_at is None else None
    if person is not None and not second_factor.right(person, code):
        raise SignInNeeded(second_factor.NOT_RIGHT)
    with transaction():
        claimed = db.session.execute(
            update(SignInLink)
            .where(
                SignInLink.digest == passwords.digest(token),
                SignInLink.used_at.is_(None),
                SignInLink.expires_at > clock.now(),
            )
            .values(used_at=clock.now())
            .returning(SignInLink.person_id)
        ).scalar_one_or_none()
    person = db.session.get(Person, claimed) if claimed else None
    if person is None or not person.active:
        raise SignInNeeded(N_("This link has been used or is too old. Ask for a new one."))
    return person


def confirm(person: Person, password: str, code: str = "") -> None:
    """Whether it is still `person` who sits there: the same password and second factor as for signing in.

    Raises `SignInNeeded` in one sentence for every failure.
    """
    right = passwords.matches(password, person.password_hash)
    if not right or not second_factor.right(person, code):
        raise SignInNeeded(NOT_CONFIRMED)


def sign_in_by_password(email: str, password: str, code: str = "") -> Person:
    """Password and, where the person has one, the second factor. One sentence for every failure."""
    person = find_person(email)
    right = passwords.matches(password, person.password_hash if person else None)
    if person is None or not right or not second_factor.right(person, code):
        raise SignInNeeded(WRONG)
    return person


def choose_language(person: Person, language: str) -> None:
    """`language` has a catalog. Who reads it already keeps their own way of writing amounts and days."""
    with transaction():
        row = db.session.get_one(Person, person.id, with_for_update=True)
        if catalogs.language_of(row.locale) != language:
            row.locale = catalogs.usual_locale(language)
