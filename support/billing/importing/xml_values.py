"""Words, figures and days out of nodes, each refused at its place when it is not what the standards allow there."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel.core import get_global

from support.billing.importing.documents import Identifier
from support.billing.importing.xml_nodes import Node
from support.kernel.money import exponent
from support.kernel.sayings import N_

# Lengths that the ledger's columns hold. A word stands on one line (a name, a reference), a text may have several.
NUMBER = 60
ITEM_ID = 100
CODE = 10
WORD = 200
TEXT = 10_000
# Thirteen digits of whole units, eighteen with the most decimals any currency has: sums stay far inside 64 bits.
LARGEST = Decimal(10) ** 13
_FIGURE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_YEARS = range(1900, 2200)


def text(node: Node | None) -> str | None:
    """Free text as written, None where the element is missing or blank."""
    if node is None or node.text is None:
        return None
    if len(node.text) > TEXT:
        node.refuse(
            N_(
                "This text has %(count)s characters; up to %(most)s are kept. Ask the sender to put it into an attachment.",
                count=Decimal(len(node.text)),
                most=Decimal(TEXT),
            )
        )
    return node.text


def word(node: Node | None, longest: int = WORD) -> str | None:
    """A number, code or name: on one line, blanks inside it made single, at most `longest` characters."""
    if node is None or node.text is None:
        return None
    said = " ".join(node.text.split())
    if len(said) > longest:
        node.refuse(
            N_(
                "This has %(count)s characters; up to %(longest)s are kept here. Ask the sender for a corrected document.",
                count=Decimal(len(said)),
                longest=longest,
            )
        )
    return said


def code(node: Node | None) -> str | None:
    return word(node, CODE)


def needed_word(node: Node, longest: int = WORD) -> str:
    said = word(node, longest)
    if said is None:
        node.refuse(N_("This is blank and must not be. Ask the sender for a complete document."))
    return said


def tag(node: Node | None, attribute: str, longest: int = CODE) -> str | None:
    """An attribute, None where it is missing or blank."""
    said = node.attribute(attribute) if node else None
    if node and said and len(said) > longest:
        node.refuse(
            N_(
                "The attribute %(attribute)s is longer than %(longest)s characters. Ask the sender for a corrected document.",
                attribute=attribute,
                longest=longest,
            )
        )
    return said


def identifier(node: Node | None) -> Identifier | None:
    """With its scheme, from `schemeID` or `listID`."""
    value = word(node)
    if node is None or value is None:
        return None
    return Identifier(value, tag(node, "schemeID", NUMBER) or tag(node, "listID", NUMBER))


def figure(node: Node | None) -> Decimal | None:
    """A number with any decimals (quantity, price, percentage), None where the element is missing or blank."""
    if node is None or node.text is None:
        return None
    if len(node.text) > 40 or not _FIGURE.fullmatch(node.text):
        node.refuse(
            N_(
                "“%(text)s” is not a number. It must look like 1234.50, without thousands separators or exponent.",
                text=node.text[:40],
            )
        )
    value = Decimal(node.text)
    if abs(value) >= LARGEST:
        node.refuse(
            N_("“%(text)s” is larger than any invoice. Ask the sender for a corrected document.", text=node.text)
        )
    return value


def price(node: Node | None, currency: str) -> Decimal | None:
    """An amount that may have more decimals than the currency, such as a unit price."""
    value = figure(node)
    said = node.attribute("currencyID") if node else None
    if node and value is not None and said not in (None, currency):
        node.refuse(
            N_(
                "This amount is in %(said)s, but belongs to a total in %(currency)s. Ask the sender for a corrected document.",
                said=said,
                currency=currency,
            )
        )
    return value


def amount(node: Node | None, currency: str) -> Decimal | None:
    """An amount in whole minor units of `currency`."""
    value = price(node, currency)
    if node and value is not None and _decimals(value) > exponent(currency):
        node.refuse(
            N_(
                "“%(text)s” has %(decimals)s decimals, but %(currency)s has %(allowed)s. Ask the sender for a corrected document.",
                text=node.text,
                decimals=_decimals(value),
                currency=currency,
                allowed=exponent(currency),
            )
        )
    return value


def needed_amount(node: Node, currency: str) -> Decimal:
    value = amount(node, currency)
    if value is None:
        node.refuse(N_("The amount is blank. Ask the sender for a complete document."))
    return value


def _decimals(value: Decimal) -> int:
    """Decimals that matter: 10.50 has one."""
    _, digits, power = value.normalize().as_tuple()
    return max(0, -int(power)) if any(digits) else 0


def day(node: Node | None) -> date | None:
    """An xsd:date; a time zone behind it is allowed and says nothing about which day is printed."""
    if node is None or node.text is None:
        return None
    found = _DAY.fullmatch(node.text)
    try:
        said = date.fromisoformat(found[1]) if found else None
    except ValueError:
        said = None
    if said is None or said.year not in _YEARS:
        node.refuse(N_("“%(text)s” is not a date. It must look like 2026-03-31.", text=node.text[:40]))
    return said


def yes_or_no(node: Node) -> bool:
    """An xsd:boolean, which may be written as a word or a digit."""
    said = {"true": True, "1": True, "false": False, "0": False}.get(node.text or "")
    if said is None:
        node.refuse(
            N_(
                "“%(value)s” must be true or false. Ask the sender for a corrected document.",
                value=(node.text or "")[:40],
            )
        )
    return said


def currency_code(node: Node) -> str:
    said = needed_word(node)
    if said not in get_global("all_currencies"):
        node.refuse(
            N_(
                "“%(said)s” is not a currency code such as EUR. Ask the sender for a corrected document.",
                said=said[:40],
            )
        )
    return said
