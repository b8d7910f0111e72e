"""Days, months and quarters as people say them; always the most recent one that fits, never one to come."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:,?\s+(?P<year>20[0-9]{2}))?"
_NAMED = re.compile(rf"\b(?P<month>{_MONTH})\b\.?{_YEAR}", re.IGNORECASE)
# “May” is a month only where something says so; else it asks for permission.
_MAY = re.compile(
    r"(?:\b(?:in|of|for|from|since|until|by|my|the|last|this|during)\s+may\b|\b[0-9]{1,2}(?:st|nd|rd|th)?\s+may\b"
    r"|\bmay\s+(?:20[0-9]{2}|[0-9]{1,2}\b|bill|invoice|statement|charges?|payment)|\bmay[’']s\b)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    rf"\b(?:q(?P<number>[1-4])|(?P<word>first|second|third|fourth|last) quarter)\b{_YEAR}", re.IGNORECASE
)
_AGO = re.compile(r"\b(?P<count>[0-9]{1,2}|a|one|two|three|four|five|six) months? ago\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|previous|past) month\b|\bthe month before\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|current) month\b", re.IGNORECASE)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}

_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?{_YEAR}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}(?![0-9.]){_YEAR}", re.IGNORECASE)
_ISO = re.compile(r"\b(?P<year>20[0-9]{2})-(?P<number>[01]?[0-9])-(?P<day>[0-3]?[0-9])\b")
_FIGURES = re.compile(r"\b(?P<first>[0-3]?[0-9])[/.](?P<second>[0-3]?[0-9])[/.](?P<year>(?:20)?[0-9]{2})\b")
_THE = re.compile(
    rf"\b(?:on|of|from|dated) the (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?(?:line|charge|item|one|{_MONTH})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """From `start` to `end`; both days belong to it. `year_said`: it can be no other year's."""

    start: date
    end: date
    year_said: bool = field(default=True, compare=False)

    def year_before(self) -> "Period":
        """The same month of the year before."""
        return Period.month(self.start.year - 1, self.start.month)

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls(date(year, month, 1), _last_day(year, month))


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def periods_in(text: str, today: date) -> list[Period]:
    """The months and quarters named, each once, in the order of the text."""
    found: list[tuple[int, Period]] = []
    for match in _NAMED.finditer(text):
        if match["month"].lower() != "may" or _MAY.search(text):
            found.append((match.start(), _recent_month(match["month"], match["year"], today)))
    found += [(match.start(), _quarter(match, today)) for match in _QUARTER.finditer(text)]
    found += [(match.start(), _back(_count(match["count"]), today)) for match in _AGO.finditer(text)]
    found += [(match.start(), _back(1, today)) for match in _LAST.finditer(text)]
    found += [(match.start(), _back(0, today)) for match in _THIS.finditer(text)]
    return list(dict.fromkeys(period for _, period in sorted(found, key=lambda place: place[0])))


def _recent_month(name: str, year: str | None, today: date) -> Period:
    number = _NAMES.index(name[:3].lower()) + 1
    if year:
        return Period.month(int(year), number)
    recent = Period.month(today.year if number <= today.month else today.year - 1, number)
    return Period(recent.start, recent.end, year_said=False)


def _back(months: int, today: date) -> Period:
    total = today.year * 12 + today.month - 1 - months
    return Period.month(total // 12, total % 12 + 1)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text.lower()]


def _quarter(match: re.Match[str], today: date) -> Period:
    running = (today.month - 1) // 3 + 1
    if match["word"] and match["word"].lower() == "last":
        year, number = (today.year, running - 1) if running > 1 else (today.year - 1, 4)
    else:
        number = int(match["number"] or _ORDER[match["word"].lower()])
        year = today.year if number <= running else today.year - 1
    year = int(match["year"] or year)
    return Period(date(year, number * 3 - 2, 1), _last_day(year, number * 3))


def days_in(text: str, today: date, locale: str) -> list[date]:
    """The days named. Figures like 03/04/2026 are read as the locale does, or both ways when neither is certain."""
    found: list[tuple[int, date | None]] = []
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            found.append((match.start(), _recent_day(int(match["day"]), match["month"], match["year"], today)))
    for match in _ISO.finditer(text):
        found.append((match.start(), _day(int(match["year"]), int(match["number"]), int(match["day"]))))
    for match in _FIGURES.finditer(text):
        found += [(match.start(), day) for day in _figures(match, locale)]
    for match in _THE.finditer(text):
        found.append((match.start(), _recent_day_of_month(int(match["day"]), today)))
    return list(dict.fromkeys(day for _, day in sorted(found, key=lambda place: place[0]) if day))


def without_days(text: str) -> str:
    """`text` with every day, month and year taken out: a number in it is no amount."""
    for pattern in (_ISO, _FIGURES, _DAY_MONTH, _MONTH_DAY, _NAMED, _QUARTER, _AGO, _THE):
        text = pattern.sub(" ", text)
    return text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _recent_day(day: int, month: str, year: str | None, today: date) -> date | None:
    number = _NAMES.index(month[:3].lower()) + 1
    if year:
        return _day(int(year), number, day)
    this_year = _day(today.year, number, day)
    return this_year if this_year and this_year <= today else _day(today.year - 1, number, day)


def _figures(match: re.Match[str], locale: str) -> list[date | None]:
    """Day first, except where America writes it; the other way round when that is the only possible one."""
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    day_first = _day(year, int(match["second"]), int(match["first"]))
    month_first = _day(year, int(match["first"]), int(match["second"]))
    return [(month_first or day_first) if locale.endswith("_US") else (day_first or month_first)]


def _recent_day_of_month(day: int, today: date) -> date | None:
    """The most recent such day: on the 3rd, “the 5th” was last month."""
    months = [_back(count, today).start for count in range(13)]
    days = [_day(start.year, start.month, day) for start in months]
    return next((found for found in days if found and found <= today), None)
