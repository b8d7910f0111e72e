"""Months, quarters, years and ranges as people say them; always the most recent one that fits, never one to come."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from support.conversations.reading.spelling import mended

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>20[0-9]{2}))?"
_SHORT_YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>20[0-9]{2})|\s*[-/]?\s*['’](?P<short>[0-9]{2})\b)?"
_NAMED = re.compile(rf"\b(?P<month>{MONTH})\b\.?{_SHORT_YEAR}", re.IGNORECASE)
# “May” is a month only where something says so; else it asks for permission.
_MAY = re.compile(
    r"(?:\b(?:in|of|for|from|since|until|to|and|by|my|the|last|this|during|end|early|late|mid)[\s-]+may\b"
    r"|\b[0-9]{1,2}(?:st|nd|rd|th)?\s+may\b|^\W*may\W*$|\bmay\s+(?:and|to|until|or)\s+(?:june?|july?)\b"
    r"|\bmay\s+(?:20[0-9]{2}|['’][0-9]{2}|[0-9]{1,2}\b|bill|invoice|statement|charges?|payment)|\bmay[’']s\b)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:q(?P<number>[1-4])|quarter (?P<figure>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th) quarter"
    r"|(?P<word>first|second|third|fourth|last|previous|past|this|current) quarter)\b(?:\s*/\s*(?=20))?"
    r"(?:\s*,?\s*(?:of\s+)?(?P<year>20[0-9]{2})|\s*['’](?P<short>[0-9]{2})\b)?",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?P<count>[0-9]{1,2}|a|one|two|three|four|five|six) months? ago\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|previous|past|prior) month\b|\bthe month before\b(?!\s+last)", re.IGNORECASE)
_BEFORE_LAST = re.compile(r"\bmonth before last\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|current) month\b", re.IGNORECASE)
_WHOLE_YEAR = re.compile(
    r"\b(?P<which>last|previous|this|current) year\b|\b(?:in|of|for|during|all of|year)\s+(?P<year>20[0-9]{2})\b"
    r"(?![-/.][0-9])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^\.?\s*(?:to|until|till|through|thru|-|–|and)\s*(?:the\s+)?(?:end of\s+)?$", re.IGNORECASE)
_SPANS = re.compile(r"\b(?:between|from)\b", re.IGNORECASE)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True)
class Period:
    """From `start` to `end`; both days belong to it. `year_said`: it can be no other year's."""

    start: date
    end: date
    year_said: bool = field(default=True, compare=False)

    def year_before(self) -> "Period":
        """The same months of the year before."""
        last = _last_day(self.end.year - 1, self.end.month)
        return Period(date(self.start.year - 1, self.start.month, 1), last)

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls(date(year, month, 1), _last_day(year, month))


Placed = tuple[int, int, Period]
"""Where a period stands in the text, from and to, and which it is."""


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def periods_in(text: str, today: date) -> list[Period]:
    """The months, quarters and years named, each once, in the order of the text; “January to March” is one."""
    text = mended(text)
    found: list[Placed] = []
    for match in _NAMED.finditer(text):
        if match["month"].lower() != "may" or _MAY.search(text):
            found.append((*match.span(), _recent_month(match["month"], _year(match), today)))
    found = _ranges(text, sorted(found, key=lambda place: place[0]))
    found += [(*match.span(), _quarter(match, today)) for match in _QUARTER.finditer(text)]
    found += [(*match.span(), _back(_count(match["count"]), today)) for match in _AGO.finditer(text)]
    found += [(*match.span(), _back(1, today)) for match in _LAST.finditer(text)]
    found += [(*match.span(), _back(2, today)) for match in _BEFORE_LAST.finditer(text)]
    found += [(*match.span(), _back(0, today)) for match in _THIS.finditer(text)]
    if not found:
        found = [(*match.span(), _whole_year(match, today)) for match in _WHOLE_YEAR.finditer(text)]
    return list(dict.fromkeys(period for _, _, period in sorted(found, key=lambda place: place[0])))


def _ranges(text: str, months: list[Placed]) -> list[Placed]:
    """Two months with “to” between them are one period; with “and” only after “between”."""
    joined: list[Placed] = []
    for start, end, period in months:
        if joined:
            first, until, earlier = joined[-1]
            between = text[until:start]
            spans = "and" not in between.lower() or _SPANS.search(text[max(0, first - 12) : first])
            if _BETWEEN.match(between) and spans:
                joined[-1] = (first, end, _from_to(earlier, period))
                continue
        joined.append((start, end, period))
    return joined


def _from_to(first: Period, last: Period) -> Period:
    """A range that would run backwards began the year before."""
    while first.start > last.end:
        first = Period(date(first.start.year - 1, first.start.month, 1), first.end)
    said = first.year_said and last.year_said
    return Period(first.start, last.end, year_said=said)


def _year(match: re.Match[str]) -> int | None:
    if match["year"]:
        return int(match["year"])
    return 2000 + int(match["short"]) if match["short"] else None


def _recent_month(name: str, year: int | None, today: date) -> Period:
    number = NAMES.index(name[:3].lower()) + 1
    if year:
        return Period.month(year, number)
    recent = Period.month(today.year if number <= today.month else today.year - 1, number)
    return Period(recent.start, recent.end, year_said=False)


def _back(months: int, today: date) -> Period:
    total = today.year * 12 + today.month - 1 - months
    return Period.month(total // 12, total % 12 + 1)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text.lower()]


def _quarter(match: re.Match[str], today: date) -> Period:
    running = (today.month - 1) // 3 + 1
    word = (match["word"] or "").lower()
    if word in ("last", "previous", "past"):
        year, number = (today.year, running - 1) if running > 1 else (today.year - 1, 4)
    elif word in ("this", "current"):
        year, number = today.year, running
    else:
        number = int(match["number"] or match["figure"] or match["nth"] or _ORDER[word])
        year = today.year if number <= running else today.year - 1
    year = _year(match) or year
    return Period(date(year, number * 3 - 2, 1), _last_day(year, number * 3))


def _whole_year(match: re.Match[str], today: date) -> Period:
    which = (match["which"] or "").lower()
    year = int(match["year"]) if match["year"] else today.year - (which in ("last", "previous"))
    return Period(date(year, 1, 1), date(year, 12, 31))


def first_day_back(months: int, today: date) -> date:
    """The first day of the month that lies so many months back."""
    return _back(months, today).start


PATTERNS = (_NAMED, _QUARTER, _AGO)
"""What is taken out of a text before amounts are looked for."""
