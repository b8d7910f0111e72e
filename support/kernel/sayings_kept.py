"""Sayings as JSON keeps them: the message and its values, so that what was written down is said in any language later."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from support.kernel.money import Money
from support.kernel.sayings import N_, NN_, Saying


def kept(said: object) -> Any:
    """What JSON can keep of a saying so that it can be said in any language later; anything else as it is."""
    bare = isinstance(said, Saying) and not said.values and not said.shapes and str(said) == said.message
    return str(said) if bare else _kept(said)


def _kept(said: object) -> Any:
    if isinstance(said, Saying):
        found: dict[str, Any] = {"say": said.message}
        found |= {"values": {name: _kept(value) for name, value in said.values.items()}} if said.values else {}
        return found | {name: part for name, part in (("many", said.plural), ("shapes", list(said.shapes))) if part}
    if isinstance(said, Money):
        return {"minor": said.minor, "currency": said.currency}
    if isinstance(said, Decimal):
        return {"number": format(said, "f")}
    if type(said) is date:
        return {"day": said.isoformat()}
    return said if said is None or isinstance(said, str | int | float) else str(said)


def recalled(found: Any) -> Any:
    """What was kept: a saying again, an amount, a number, a day. Text alone is a message without values."""
    return N_(found) if isinstance(found, str) else _recalled(found, recalled)


def _exactly(found: Any) -> Any:
    """What `_kept` was given: text alone is what somebody has typed, and no message."""
    return _recalled(found, _exactly)


def _recalled(found: Any, within: Any) -> Any:
    if not isinstance(found, dict):
        return found
    if "minor" in found:
        return Money(found["minor"], found["currency"])
    if "day" in found:
        return date.fromisoformat(found["day"])
    if "number" in found:
        return Decimal(found["number"])
    values = {name: within(value) for name, value in found.get("values", {}).items()}
    one, many = found["say"], found.get("many", "")
    said = NN_(one, many, **values) if many else N_(one, **values)
    for shape in found.get("shapes", ()):
        said = getattr(said, shape)()
    return said


_MARK = "a saying"
"""The only key of a saying among other JSON, where anything else may have any other name."""


_OPENS = f'{{"{_MARK}": '


def kept_as_text(said: str) -> str:
    """A saying as a column of text keeps it; what somebody has typed stays as it is, even where it looks like one."""
    if isinstance(said, Saying):
        return json.dumps(kept_within(said), ensure_ascii=False)
    return json.dumps({_MARK: said}, ensure_ascii=False) if said.startswith(_OPENS) else said


def recalled_from_text(text: str) -> str:
    """What `kept_as_text` was given. Text of before sayings were kept comes as it is."""
    if not text.startswith(_OPENS):
        return text
    found: str = recalled_within(json.loads(text))
    return found


def kept_within(found: Any) -> Any:
    """JSON with each saying in it, however deep, as it was said; plain text stays plain text."""
    if isinstance(found, Saying):
        return {_MARK: _kept(found)}
    if isinstance(found, dict):
        return {name: kept_within(value) for name, value in found.items()}
    return [kept_within(one) for one in found] if isinstance(found, list | tuple) else found


def recalled_within(found: Any) -> Any:
    """What `kept_within` was given. JSON of before sayings were kept has none, and comes as it is."""
    if isinstance(found, dict):
        if found.keys() == {_MARK}:
            return _exactly(found[_MARK])
        return {name: recalled_within(value) for name, value in found.items()}
    return [recalled_within(one) for one in found] if isinstance(found, list) else found
