"""What a form gave, read field by field: each reader refuses in a sentence that names the field."""

from datetime import date
from typing import TypeVar

from flask import request

from support.kernel.enums import RichEnum
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.plain_text import readable
from support.kernel.sayings import N_

LONGEST = 10_000
Choice = TypeVar("Choice", bound=RichEnum)


def words(field: str, label: str, *, required: bool = True, longest: int = LONGEST) -> str:
    """Text without surrounding blanks; characters that nothing can show are refused."""
    text = readable(request.form.get(field, ""), field)
    if required and not text:
        raise BadInput(N_("%(label)s is missing: write a few words.", label=label), field=field)
    if len(text) > longest:
        raise BadInput(
            N_(
                "%(label)s is too long: %(count)s characters, %(longest)s are possible.",
                label=label,
                count=len(text),
                longest=longest,
            ),
            field=field,
        )
    return text


def choice(field: str, label: str, kind: type[Choice]) -> Choice:
    try:
        return kind(request.form.get(field, ""))
    except ValueError:
        raise BadInput(N_("Choose %(label)s.", label=label), field=field) from None


def money(field: str, currency: str) -> Money:
    """A positive amount written with a decimal point or comma: `120.50`."""
    text = request.form.get(field, "").strip().replace(" ", "")
    amount = Money.exactly(
        text.replace(",", ".") if text.count(",") == 1 and "." not in text else text, currency, field=field
    )
    if amount.minor < 0:
        raise BadInput(N_("An amount cannot be below zero."), field=field)
    return amount


def whole(field: str, label: str, *, required: bool = True) -> int | None:
    text = request.form.get(field, "").strip()
    if not text and not required:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise BadInput(N_("%(label)s must be a whole number.", label=label), field=field)
    return int(text)


def day(field: str, label: str) -> date:
    """As a date field sends it: `2026-03-31`."""
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise BadInput(N_("%(label)s is missing: choose a day.", label=label), field=field) from None


def yes(field: str) -> bool:
    return request.form.get(field, "") in {"1", "on", "yes", "true"}
