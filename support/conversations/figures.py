"""Figures in what the assistant says: each must stand in what the bot's door answered in that turn. Pure."""

import re
from collections.abc import Iterable

from support.kernel.sayings import N_

_FIGURE = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*")
NOT_IN_THE_BILL = N_(
    "I was about to say something that is not in your bill data, so I do not say it. "
    "Please ask again in other words, or talk to a person."
)


def figures_in(text: str) -> set[str]:
    """Every amount, date, number and reference, as it is written: “INV-2026-0042, 40.00” gives 2026-0042 and 40.00."""
    return set(_FIGURE.findall(text))


def untold(text: str, told: Iterable[str], repeated: Iterable[str] = ()) -> set[str]:
    """The figures of `text` that are not among `told`. What repeats a button shown earlier word for word is left out."""
    for earlier in sorted(repeated, key=len, reverse=True):
        text = text.replace(earlier, " ")
    return figures_in(text) - set(told)
