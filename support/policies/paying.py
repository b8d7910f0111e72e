"""The desk's own ways to be paid: words and addresses in which an invoice's number, amount and words are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from urllib.parse import quote, urlsplit

from support.policies.reading import Table

PLACEHOLDERS = ("number", "amount", "currency", "reference")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][A-Za-z0-9/?#@!$&()*+,;=%:._~{}-]*)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay. `text` and `address` may hold `PLACEHOLDERS` in braces; either may be empty, not both.

    `said` stands on the link. `currencies`: ISO codes that it takes, of any currency where there are none.
    """

    name: str
    said: str
    text: str
    address: str
    currencies: tuple[str, ...]

    def takes(self, currency: str) -> bool:
        return not self.currencies or currency in self.currencies

    def words(self, values: Mapping[str, str]) -> str:
        return self.text.format_map(values)

    def link(self, values: Mapping[str, str]) -> str:
        """The address with every value escaped; empty where there is none, or where a value would lead to another page."""
        safe = {name: quote(value, safe="", errors="replace") for name, value in values.items()}
        filled = self.address.format_map(safe)
        # Browsers take a part of a path that is "." or ".." for a step up, escaped or not.
        climbs = {".", ".."} & set(urlsplit(filled).path.split("/"))
        return "" if climbs else filled


def read_ways(table: Table) -> tuple[Way, ...]:
    """`[[ways_to_pay]]` of the desk's file, in its order. Raises `PolicyError`."""
    found: dict[str, Way] = {}
    for row in table.tables("ways_to_pay"):
        with row:
            way = Way(row.text("name"), row.text("said"), _text(row), _address(row), row.texts("currencies"))
        if way.name in found:
            raise row.wrong("there are two ways to pay of this name")
        if not way.said.strip() or not (way.text.strip() or way.address):
            raise row.wrong("a way to pay has “said”, which stands on it, and a “text” or an “address”")
        if wrong := [code for code in way.currencies if not _CURRENCY.fullmatch(code)]:
            raise row.wrong(f"“{wrong[0]}” is not a currency like EUR")
        found[way.name] = way
    return tuple(found.values())


def _text(row: Table) -> str:
    said = row.text("text", "")
    _check_placeholders(row, "text", said)
    return said


def _address(row: Table) -> str:
    said = row.text("address", "")
    if not said:
        return ""
    if not said.startswith("https://"):
        raise row.wrong("“address” begins with https://, so that nobody changes the amount or the payee on the way")
    if not _ADDRESS.fullmatch(said) or not urlsplit(said).hostname:
        raise row.wrong("“address” is not like https://pay.example.com/?invoice={number}&amount={amount}")
    _check_placeholders(row, "address", said)
    return said


def _check_placeholders(row: Table, key: str, said: str) -> None:
    try:
        parts = list(Formatter().parse(said))
    except ValueError:
        raise row.wrong(f"“{key}” has a brace without its partner") from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise row.wrong(f"“{key}” names {{{name}}}, and only these can be filled in: {known}")
