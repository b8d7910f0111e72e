"""Who is not there, and until when. Days are those of the person's own time zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from support import policies
from support.accounts.events import AbsenceEntered
from support.accounts.models import Absence, Person
from support.accounts.permissions import Deed, require
from support.extensions import db
from support.kernel import clock
from support.kernel.calendar import DAY
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

LONGEST = timedelta(days=400)
LONGEST_REASON = 200


def enter_absence(person: Person, *, starts_on: date, ends_on: date, reason: str = "", by: Person) -> Absence:
    """`person` is away on these days, both included; what they own goes on with others as the policy says.

    Raises `BadInput` for days that run backwards, lie in the past or last too long, `NotAllowed` for a colleague's.
    """
    with transaction():
        require(by, Deed.ENTER_ABSENCE, person)
        _check(starts_on, ends_on, clock.today(person.timezone), reason)
        if (other := _overlapping(person, starts_on, ends_on)) is not None:
            raise RuleBroken(
                N_(
                    "%(name)s is away from %(starts_on)s to %(ends_on)s already.",
                    name=person.name,
                    starts_on=other.starts_on,
                    ends_on=other.ends_on,
                )
            )
        values = {"starts_on": starts_on, "ends_on": ends_on, "reason": reason.strip()}
        absence = Absence(person_id=person.id, entered_by_id=by.id, entered_at=clock.now(), **values)
        db.session.add(absence)
        db.session.flush()
        record(AbsenceEntered(person.id))
    return absence


def _check(starts_on: date, ends_on: date, today: date, reason: str) -> None:
    if ends_on < starts_on:
        raise BadInput(N_("The last day lies before the first."), field="ends_on")
    if ends_on < today:
        raise BadInput(N_("These days have passed: an absence is entered for today or later."), field="ends_on")
    if ends_on - starts_on > LONGEST or starts_on - today > LONGEST:
        raise BadInput(N_("An absence begins within a year and lasts a year at most. Close the account instead."), field="ends_on")  # fmt: skip
    if len(reason.strip()) > LONGEST_REASON or not reason.isprintable():
        raise BadInput(
            N_("The reason is one line of %(longest_reason)s letters at most.", longest_reason=LONGEST_REASON),
            field="reason",
        )


def _overlapping(person: Person, starts_on: date, ends_on: date) -> Absence | None:
    wanted = select(Absence).where(Absence.person_id == person.id)
    return db.session.scalars(wanted.where(Absence.starts_on <= ends_on, Absence.ends_on >= starts_on)).first()


def end_absence(absence: Absence, *, by: Person) -> None:
    """They are back: from today on they get disputes again. One that has not begun is taken off the list."""
    with transaction():
        require(by, Deed.ENTER_ABSENCE, absence.person)
        today = clock.today(absence.person.timezone)
        if absence.ends_on < today:
            raise RuleBroken(N_("This absence is over."))
        if absence.starts_on >= today:
            db.session.delete(absence)
        else:
            absence.ends_on = today - DAY


def absence_with(absence_id: int) -> Absence:
    found = db.session.get(Absence, absence_id)
    if found is None:
        raise NotFound(N_("There is no such absence."))
    return found


def absences_of(person: Person) -> list[Absence]:
    """Those that run or are still to come, the next first."""
    wanted = select(Absence).where(Absence.person_id == person.id, Absence.ends_on >= clock.today(person.timezone))
    return list(db.session.scalars(wanted.order_by(Absence.starts_on, Absence.id)))


def away() -> dict[int, date]:
    """Who is absent now, by person id, each with the last day of it; absences that follow one another are one."""
    today = clock.today()
    wanted = select(Absence, Person.timezone).join(Person, Person.id == Absence.person_id)
    # Somewhere on earth it is yesterday still, or tomorrow already: the person's own day decides.
    near = wanted.where(Absence.ends_on >= today - DAY).order_by(Absence.person_id, Absence.starts_on)
    found: dict[int, date] = {}
    for absence, zone in db.session.execute(near).tuples():
        joined = absence.person_id in found and absence.starts_on <= found[absence.person_id] + DAY
        if joined or absence.starts_on <= clock.today(zone) <= absence.ends_on:
            found[absence.person_id] = absence.ends_on
    return found


def is_away(person: Person) -> bool:
    return person.id in away()


def present(people: list[Person]) -> list[Person]:
    """Those of `people` who are there now."""
    absent = away() if people else {}
    return [person for person in people if person.id not in absent]


def next_at_work(person: Person, last_day: date | None) -> datetime:
    """When `person` next works (UTC): now in their hours; `last_day` is the last of an absence that runs."""
    calendar = policies.desk().calendar_in(person.timezone)
    if last_day is None:
        return calendar.next_working(clock.now())
    back = datetime.combine(last_day + DAY, datetime.min.time(), ZoneInfo(person.timezone))
    return calendar.next_working(back)
