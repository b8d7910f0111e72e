"""How a client's person likes to be reached and written to, in the words of whoever is about to do it."""

from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from support.accounts.models import Person
from support.accounts.roles import Reach, Role
from support.correspondence.models import Format, LetterPreference, Rhythm
from support.kernel import clock
from support.kernel.sayings import N_, joined


def wishes_of(person: Person, letters: LetterPreference, locale: str) -> str:
    """Channel, letters, language and their time of day in one line; nothing of somebody who is no client's person."""
    if person.role is not Role.CLIENT:
        return ""
    return joined(" · ", [_reached(person), *_letters(letters), language(person.locale, locale), _time_there(person)])


def _reached(person: Person) -> str:
    if person.reached_by is Reach.PHONE and person.phone:
        return N_("By phone: %(phone)s", phone=person.phone)
    return person.reached_by.label


def _letters(letters: LetterPreference) -> list[str]:
    said = []
    if letters.format is Format.TEXT:
        said.append(N_("letters as plain text"))
    if letters.rhythm is Rhythm.DAILY:
        said.append(N_("one letter a day"))
    if not letters.reminders:
        said.append(N_("no reminders"))
    return said


def language(name: str, locale: str) -> str:
    """`English (Ireland)`, as a reader of `locale` calls it; a name that nobody knows stays as it is."""
    try:
        return Locale.parse(name).get_display_name(locale) or name
    except (UnknownLocaleError, ValueError):
        return name


def _time_there(person: Person) -> str:
    return N_("%(time)s there now", time=f"{clock.now().astimezone(ZoneInfo(person.timezone)):%H:%M}")
