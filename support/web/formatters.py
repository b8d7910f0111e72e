"""Every Jinja filter. Words follow the locale and the time zone of whoever reads the page."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_decimal, format_percent
from flask import Flask, current_app
from markupsafe import Markup, escape

from support.billing import units
from support.billing.explain import Source
from support.files.models import Attachment
from support.kernel import clock, words
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_, Saying, joined
from support.policies.profiles import Length
from support.policies.vocabulary import fact_in_words
from support.words import reader, scripts
from support.words.extraction import said_to_the_client


def money(value: Money | None) -> str:
    return "—" if value is None else words.money(value, reader.locale())


def minor(value: int | None, currency: str) -> str:
    """Minor units with their currency as money."""
    return "—" if value is None else money(Money(value, currency))


def exact(value: str | None, currency: str) -> str:
    """An amount that is kept as decimal text, as money."""
    return "—" if value is None else money(Money.of(value, currency))


def day(value: date | datetime | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(reader.chosen_timezone())).date()
    return words.day(value, reader.locale())


def month(value: date) -> str:
    return words.month(value, reader.locale())


def moment(value: datetime | None) -> str:
    return "—" if value is None else words.moment(value, reader.chosen_timezone(), reader.locale())


def moment_element(value: datetime | None) -> str | Markup:
    """As its reader's clock shows it; to the second, with the zone, for whoever points at it."""
    if value is None:
        return "—"
    exact = value.astimezone(ZoneInfo(reader.chosen_timezone())).strftime("%Y-%m-%d %H:%M:%S %Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), exact, moment(value))


def with_links(text: str) -> Markup:
    """What was said, with the addresses of our own pages to follow; any other address stays text."""
    parts = re.split(
        rf"({re.escape(current_app.config['BASE_URL'].rstrip('/'))}/[^\s<>“”\"']*[^\s<>“”\"'.,;:!?)])", text
    )
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(part) if odd % 2 else escape(part) for odd, part in enumerate(parts)
    )


def number(value: Decimal | None) -> str:
    return "—" if value is None else words.number(value, reader.locale())


def rounded(value: float) -> str:
    """`2.5`, with one decimal."""
    return str(format_decimal(value, locale=reader.locale(), format="#,##0.0"))


def share(value: Decimal | int) -> str:
    """From 0 to 1, in per cent."""
    return str(format_percent(value, locale=reader.locale(), format="#,##0.#%"))


def quantity(value: Decimal | int) -> str:
    """A count or a mean."""
    return words.number(Decimal(value), reader.locale())


def price(value: Decimal | None, currency: str) -> str:
    """A unit price with all its decimals: it may be finer than money."""
    if value is None:
        return "—"
    return str(format_currency(value, currency, locale=reader.locale(), decimal_quantization=False))


def unit(code: str, value: Decimal = Decimal(1)) -> str:
    """The word for a unit of measure, as `value` asks for it; pieces go without one."""
    return units.words(code, value)


def lines(value: str) -> Markup:
    """Text with its line breaks, escaped."""
    return Markup("<br>").join(escape(line) for line in str(reader.told(value)).splitlines())


LENGTHS: list[tuple[int, Callable[[int], str], Callable[[int], str]]] = [
    (1440, lambda n: NN_("in %(n)s day", "in %(n)s days", n), lambda n: NN_("%(n)s day late", "%(n)s days late", n)),
    (60, lambda n: NN_("in %(n)s hour", "in %(n)s hours", n), lambda n: NN_("%(n)s hour late", "%(n)s hours late", n)),
    (
        1,
        lambda n: NN_("in %(n)s minute", "in %(n)s minutes", n),
        lambda n: NN_("%(n)s minute late", "%(n)s minutes late", n),
    ),
]
"""Minutes, and the words for what lies ahead by so much, and behind."""


def left(value: datetime | None) -> str:
    """How far away a moment is: `in 3 days`, `2 hours late`."""
    if value is None:
        return "—"
    minutes = int((value - clock.now()).total_seconds() // 60)
    for size, soon, late in LENGTHS:
        if abs(minutes) >= size:
            count = abs(minutes) // size
            return (soon if minutes > 0 else late)(count)
    return N_("now")


def duration(length: Length) -> str:
    """A length of a policy, such as `5 business days`."""
    return length.said


def facts(names: Iterable[str]) -> str:
    """What policies wait for, with commas between."""
    return joined(", ", [fact_in_words(name) for name in names])


def message(text: str) -> str:
    """Words of the owner's policies, as the reader's language has them."""
    return text if isinstance(text, Saying) else N_(text)


def to_you(text: str) -> str:
    """What is promised to “the client”, said to the client."""
    return N_(said_to_the_client(text))


def file_size(file: Attachment) -> str:
    """`82 KB`."""
    if file.size < 1024 * 1024:
        return N_("%(size)s KB", size=max(file.size // 1024, 1))
    return N_("%(size)s MB", size=rounded(file.size / 1024 / 1024))


SOURCES = {
    "invoice": N_("Invoice"),
    "record": N_("Record"),
    "contract": N_("Agreement"),
    "promise": N_("Promise"),
    "payment": N_("Payment"),
}


def source(row: Source) -> str:
    """`Invoice INV-1, line 2`, `Price of BEANS from 2026-01-01`."""
    ref = row.ref
    if row.kind == "line":
        number, _, line = ref.rpartition("/")
        return N_("Invoice %(number)s, line %(line)s", number=number, line=line)
    if row.kind == "price":
        sku, _, since = ref.partition("@")
        return N_("Price of %(sku)s from %(day)s", sku=sku, day=day(date.fromisoformat(since)))
    return N_("%(kind)s %(ref)s", kind=SOURCES.get(row.kind, row.kind.capitalize()), ref=ref)


FILTERS = {
    "money": money,
    "minor": minor,
    "exact": exact,
    "day": day,
    "moment": moment_element,
    "moment_text": moment,
    "number": number,
    "price": price,
    "rounded": rounded,
    "unit": unit,
    "lines": lines,
    "left": left,
    "message": message,
    "duration": duration,
    "fact": fact_in_words,
    "facts": facts,
    "to_you": to_you,
    "file_size": file_size,
    "source": source,
    "with_links": with_links,
}


def set_up(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["script_words"] = scripts.dictionary
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
