"""Amounts in running text. A number is an amount only with a currency or decimals beside it, or when one was asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_group_symbol

from support.conversations.reading.days import without_days
from support.conversations.reading.found import Found
from support.conversations.reading.number_words import number_of_words
from support.kernel.money import Money, exponent

_MARKS = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "£": "GBP",
    "gbp": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "us$": "USD",
    "a$": "AUD",
    "chf": "CHF",
    "francs": "CHF",
    "yen": "JPY",
    "¥": "JPY",
}
_CENTS = {"cent": "", "cents": "", "ct": "EUR", "c": "", "¢": "", "p": "GBP", "pence": "GBP"}
_IN_CENTS = re.compile(
    r"(?<![0-9A-Za-z.,])(?P<figure>[0-9]{1,3})\s?(?P<mark>cents?|pence|ct|¢|p|c)(?![A-Za-z0-9])", re.IGNORECASE
)
_MARK = "|".join(sorted((re.escape(mark) for mark in _MARKS), key=len, reverse=True))
_FIGURE = r"[0-9]{1,3}(?:[.,'’\u00a0\u202f ][0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+(?:[.,][0-9]+)?"
_DASHED = re.compile(r"(?<=[0-9])[.,](?:[-–—]{1,2}|=)(?![0-9])")
_SPLIT = re.compile(r"^\W*(?P<whole>[0-9]{1,4}) (?P<cents>[0-9]{2})\W*$")
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|approximately|approx\.?|some|circa|maybe|nearly|almost|ish)\s*$|^ish\b", re.IGNORECASE
)
_MINUS = re.compile(r"\bminus\s*$", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z.,])(?P<bracket>\((?=[^()]{{1,16}}\)))?(?P<sign>[-−]\s?)?(?:(?P<before>{_MARK})\s?(?P<inner>[-−])?)?(?P<figure>{_FIGURE})"
    rf"(?P<thousand>k(?![A-Za-z]))?(?:\s?(?P<after>{_MARK})(?![A-Za-z]))?(?P<behind>-(?![0-9A-Za-z]))?(?!\s?%)(?![0-9])",
    re.IGNORECASE,
)
_NOT_MONEY = re.compile(
    r"\b(?:lines?|items?|positions?|rows?|number|no\.)\s*#?\s*[0-9]+(?:\s*(?:,|and|&)\s*[0-9]+)*"
    r"|(?<![0-9.,])[0-9]+\s*(?:x|×|times|hours?|hrs?|h|days?|weeks?|months?|years?|lines?|charges?|items?|units?|kg|bags?|people|seats?|visits?)\b"
    r"|\b[0-9]+(?:st|nd|rd|th)\b|[0-9]+(?:[.,][0-9]+)?\s?%|\b[0-9]{1,2}:[0-9]{2}\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:nothing( at all)?|nought|naught|zero|nil|free(?: of charge)?|no charge|not(?: be)? charged at all|should not be there)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\b(?:should(?: only| really)? (?:have been|be|cost)|ought to (?:be|have been)|(?:right|correct|agreed|real)(?: amount| price| rate| one)?"
    r"(?: is| was| would be)|supposed to be|agreed (?:on|to)|we agreed|i owe)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than|not the)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """`at` is its place in the text; `certain` is false when the figure can be read in two ways."""

    money: Money
    at: int
    certain: bool


def amounts_in(text: str, currency: str, locale: str = "en_GB", *, bare: bool = False) -> list[Amount]:
    """Every amount, in the order of the text; an unmarked one is in `currency`, and counts only when it has
    decimals or `bare` numbers are expected. References must have been taken out before."""
    split = _SPLIT.match(text) if bare else None
    if split:  # “25 99” may be 25.99, 2599 or two numbers
        return [Amount(Money.of(Decimal(f"{split['whole']}.{split['cents']}"), currency), 0, False)]
    cleaned = _blanked(text)
    found = [amount for match in _AMOUNT.finditer(cleaned) if (amount := _read(match, currency, locale, bare))]
    found += [_read_cents(match, currency) for match in _IN_CENTS.finditer(cleaned)]
    if not found:
        spoken = number_of_words(cleaned, money=not bare)
        if spoken is not None:
            found = [Amount(Money.of(spoken.value, spoken.currency or currency), 0, spoken.certain)]
    return sorted(found, key=lambda amount: amount.at)


def _read_cents(match: re.Match[str], currency: str) -> Amount:
    told = _CENTS[match["mark"].lower()] or currency
    return Amount(Money.of(Decimal(match["figure"]) / 100, told), match.start(), True)


def _blanked(text: str) -> str:
    """Days, quantities, ordinals and percentages made blank, in place; “40,-” is written out as 40.00."""
    text = _DASHED.sub(".00", text)
    for part in _NOT_MONEY.finditer(text):
        text = text[: part.start()] + " " * len(part[0]) + text[part.end() :]
    return without_days(text)


def _read(match: re.Match[str], currency: str, locale: str, bare: bool) -> Amount | None:
    mark = (match["before"] or match["after"] or "").lower()
    figure = match["figure"]
    if not mark and not bare and not match["thousand"] and not re.search(r"[.,][0-9]{2}$", figure):
        return None
    if not mark and re.match(r"\s?(?:cents?|pence|ct|¢|[pc](?![A-Za-z]))", match.string[match.end() :]):
        return None
    value, certain = read_figure(figure, locale)
    value *= 1000 if match["thousand"] else 1
    told = _MARKS.get(mark, currency)
    written = certain and value == round(value, exponent(told))
    return Amount(
        Money.of(-value if _is_negative(match) else value, told), match.start(), written and not _is_rough(match)
    )


def _is_negative(match: re.Match[str]) -> bool:
    """“-5.00”, “€-5.00”, “5.00-”, “(5.00)” and “minus 5.00”."""
    signs = match["sign"] or match["inner"] or match["behind"]
    bracketed = (
        match["bracket"] and match.string[match.end() : match.end() + 1] == ")" and match["figure"].count(".") == 1
    )
    return bool(signs or bracketed or _MINUS.search(match.string[: match.start()]))


def _is_rough(match: re.Match[str]) -> bool:
    """“About 40 euros” is no amount to hold anybody to."""
    return bool(_ROUGHLY.search(match.string[: match.start()]) or _ROUGHLY.search(match.string[match.end() :]))


def read_figure(figure: str, locale: str) -> tuple[Decimal, bool]:
    """The value of “1.234,56”, “1,234” or “12,50”, and whether it can only be read in this way."""
    group = get_group_symbol(locale)
    plain = re.sub(r"['’\u00a0\u202f ]", "", figure)
    marks = re.findall(r"[.,]", plain)
    if len(set(marks)) == 2 or len(marks) > 1:
        last = marks[-1]
        whole, _, cents = plain.rpartition(last) if marks.count(last) == 1 and len(set(marks)) == 2 else (plain, "", "")
        return Decimal(re.sub(r"[.,]", "", whole) + ("." + cents if cents else "")), True
    if not marks:
        return Decimal(plain), True
    whole, _, rest = plain.partition(marks[0])
    if len(rest) != 3:
        return Decimal(f"{whole}.{rest}"), len(rest) <= 2
    # Three digits after one mark: thousands where the locale groups so, else nobody can know.
    return Decimal(whole + rest), marks[0] == group


def claimed_in(
    text: str, currency: str, locale: str = "en_GB", *, billed: Money | None = None, bare: bool = False
) -> Found[Money]:
    """What the client says is right for the disputed lines. `bare`: the question for it is open."""
    amounts = amounts_in(text, currency, locale, bare=bare)
    if not amounts:
        return Found.one(Money.zero(currency), "words") if bare and _NOTHING.search(text) else Found.nothing()
    chosen = _said_to_be_right(text, amounts, billed)
    if len({amount.money for amount in chosen}) > 1:
        return Found.ask([amount.money for amount in chosen], "several")
    return _checked(chosen[0], currency, billed)


def _said_to_be_right(text: str, amounts: Sequence[Amount], billed: Money | None) -> list[Amount]:
    """Those that follow “should be”; else, beside the amount that was billed, the other one; else those that follow
    “instead of”, else all."""
    other = [amount for amount in amounts if amount.money != billed]
    for cue in (_RIGHT, _INSTEAD):
        for match in cue.finditer(text):
            after = [amount for amount in amounts if amount.at >= match.start()]
            if cue is _INSTEAD and len(amounts) == 2 and len(other) == 1:
                return other
            if after:
                return after[:1]
    return list(amounts)


def _checked(amount: Amount, currency: str, billed: Money | None) -> Found[Money]:
    money = amount.money
    if money.currency != currency:
        return Found.ask([money], "foreign")
    if money.minor < 0:
        return Found.ask([abs(money)], "negative")
    if not amount.certain:
        return Found.ask([money], "amount")
    if billed is not None and money >= billed:
        return Found.ask([money], "above" if money > billed else "billed")
    return Found.one(money, "amount")
