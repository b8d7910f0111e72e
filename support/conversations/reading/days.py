"""Single days as people write them: “3 March”, “03/04”, “the 5th”, “yesterday”, “last Tuesday”. Never one to come."""

import re
from datetime import date, timedelta

from support.conversations.reading import months
from support.conversations.reading.months import MONTH, NAMES, YEAR
from support.conversations.reading.spelling import mended

_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"\b{_DAY}\s*[-.]?\s*(?:of\s+)?(?P<month>{MONTH})\b\.?[-/]?{YEAR}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b(?P<month>{MONTH})\.?\s+(?:the\s+)?{_DAY}(?![0-9.]){YEAR}", re.IGNORECASE)
_ISO = re.compile(r"\b(?P<year>20[0-9]{2})(?P<mark>[-/.])(?P<number>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9])\b")
_FIGURES = re.compile(
    r"(?<![0-9./-])(?P<first>[0-3]?[0-9])(?P<mark>[/.-])(?P<second>[0-3]?[0-9])(?P=mark)(?P<year>(?:20)?[0-9]{2})\b(?![/-])"
)
_SHORT = re.compile(
    r"(?<![0-9./,-])(?!24/7)(?P<first>[0-3]?[0-9])/(?P<second>[0-3]?[0-9])(?![0-9/]|[.,][0-9]|\s+(?:of )?a\b)"
)
_RUN = re.compile(r"(?<![0-9A-Za-z-])(?P<first>[0-3][0-9])(?P<second>[0-3][0-9])(?P<year>20[0-9]{2})(?![0-9])")
_RUN_ISO = re.compile(r"(?<![0-9A-Za-z-])(?P<year>20[0-9]{2})(?P<number>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])")
_ORDINAL = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)\b"
_NOT_AFTER = rf"(?!\s+(?:of\s+)?(?:lines?|charges?|items?|one|invoice|bill|time|quarter|reminder|{MONTH})\b)"
_THE = re.compile(rf"\b(?:on|of|from|dated|since|until|by) (?:the )?{_ORDINAL}{_NOT_AFTER}", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*(?:the )?{_ORDINAL}\W*$", re.IGNORECASE)
_OF_LAST_MONTH = re.compile(rf"\b(?:the )?{_ORDINAL} of (?P<which>last|this) month\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:(?P<before>day before )?yesterday|today)\b", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?P<last>last )?(?P<name>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)

Placed = tuple[int, date | None]


def days_in(text: str, today: date, locale: str) -> list[date]:
    """The days named, in order. 03/04/2026 is read as the locale does, or the other way where it can be no other day."""
    text = _RUN_ISO.sub(" ", _RUN.sub(" ", text))  # eight digits on end are asked about
    return [days[0] for days in readings_in(text, today, locale)]


def readings_in(text: str, today: date, locale: str) -> list[list[date]]:
    """Every day named with all its readings, the locale's first: “03/04” is one day that can be read as two."""
    text = mended(text)
    found: list[tuple[int, list[date | None]]] = [(place, [day]) for place, day in _said(text, today)]
    for pattern in (_FIGURES, _SHORT, _RUN):
        found += [(match.start(), _both_ways(match, locale, today)) for match in pattern.finditer(text)]
    read = [[day for day in days if day] for _, days in sorted(found, key=lambda place: place[0])]
    return [list(days) for days in dict.fromkeys(tuple(dict.fromkeys(days)) for days in read if days)]


def _said(text: str, today: date) -> list[Placed]:
    found: list[Placed] = []
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            found.append((match.start(), _recent_day(int(match["day"]), match["month"], match["year"], today)))
    for pattern in (_ISO, _RUN_ISO):
        for match in pattern.finditer(text):
            found.append((match.start(), _day(int(match["year"]), int(match["number"]), int(match["day"]))))
    return found + _by_order(text, today) + _by_name(text, today)


def _by_order(text: str, today: date) -> list[Placed]:
    """“the 5th” is the most recent one; “the 5th of last month” is of that month."""
    found: list[Placed] = []
    for match in _OF_LAST_MONTH.finditer(text):
        start = months.first_day_back(int(match["which"].lower() == "last"), today)
        found.append((match.start(), _day(start.year, start.month, int(match["day"]))))
    if found:
        return found
    for pattern in (_THE, _ALONE):
        found += [(match.start(), _recent_day_of_month(int(match["day"]), today)) for match in pattern.finditer(text)]
    return found


def _by_name(text: str, today: date) -> list[Placed]:
    found: list[Placed] = []
    for match in _NAMED.finditer(text):
        back = 0 if match[0].lower() == "today" else 2 if match["before"] else 1
        found.append((match.start(), today - timedelta(days=back)))
    for match in _WEEKDAY.finditer(text):
        back = (today.weekday() - _WEEKDAYS.index(match["name"].lower())) % 7 or 7
        found.append((match.start(), today - timedelta(days=back)))
    return found


def is_run(text: str) -> bool:
    """Whether a day is written as eight digits on end: then nobody is sure which it is."""
    return bool(_RUN.search(text) or _RUN_ISO.search(text))


def without_days(text: str) -> str:
    """`text` with every day, month and year taken out: a number in it is no amount."""
    text = mended(text)
    for pattern in (
        _ISO,
        _FIGURES,
        _SHORT,
        _RUN,
        _RUN_ISO,
        _DAY_MONTH,
        _MONTH_DAY,
        _OF_LAST_MONTH,
        *months.PATTERNS,
        _THE,
    ):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _recent_day(day: int, month: str, year: str | None, today: date) -> date | None:
    number = NAMES.index(month[:3].lower()) + 1
    if year:
        return _day(int(year), number, day)
    return _recent(number, day, today)


def _recent(month: int, day: int, today: date) -> date | None:
    this_year = _day(today.year, month, day)
    return this_year if this_year and this_year <= today else _day(today.year - 1, month, day)


def _both_ways(match: re.Match[str], locale: str, today: date) -> list[date | None]:
    """Day first, except where America writes it; then the other way round."""
    first, second = int(match["first"]), int(match["second"])
    told = match.groupdict().get("year")
    if told:
        year = int(told) if len(told) == 4 else 2000 + int(told)
        ways = [_day(year, second, first), _day(year, first, second)]
    else:
        ways = [_recent(second, first, today), _recent(first, second, today)]
    return ways[::-1] if locale.endswith("_US") else ways


def _recent_day_of_month(day: int, today: date) -> date | None:
    """On the 3rd, “the 5th” was last month."""
    starts = [months.first_day_back(count, today) for count in range(13)]
    days = [_day(start.year, start.month, day) for start in starts]
    return next((found for found in days if found and found <= today), None)
