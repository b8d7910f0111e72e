"""Sayings as JSON keeps them: the message and its values, so that what was written down is said in any language later."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.kernel.money import Money
from support.kernel.sayings import N_, NN_, Saying


def kept(said: object) -> Any:
    """What JSON can keep of a saying so that it can be said in any language later; anything else as it is."""
    if not isinstance(said, Saying):
        if isinstance(said, Money):
            return {"minor": said.minor, "currency": said.currency}
        return {"day": said.isoformat()} if type(said) is date else said
    if not said.values and not said.shapes and str(said) == said.message:
        return str(said)
    found: dict[str, Any] = {"say": said.message}
    found |= {"values": {name: kept(value) for name, value in said.values.items()}} if said.values else {}
    return found | {name: kept for name, kept in (("many", said.plural), ("shapes", list(said.shapes))) if kept}


def recalled(found: Any) -> Any:
    """What was kept: a saying again, an amount, a day. Text alone is a message without values."""
    if isinstance(found, str):
        return N_(found)
    if not isinstance(found, dict):
        return found
    if "minor" in found:
        return Money(found["minor"], found["currency"])
    if "day" in found:
        return date.fromisoformat(found["day"])
    values = {name: recalled(value) for name, value in found.get("values", {}).items()}
    one, many = found["say"], found.get("many", "")
    said = NN_(one, many, **values) if many else N_(one, **values)
    for shape in found.get("shapes", ()):
        said = getattr(said, shape)()
    return said
