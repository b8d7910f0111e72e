"""What the action server sent, field by field: JSON only, and no field is trusted to be what it should be."""

from typing import Any

from flask import abort, request

from support.kernel.errors import BadInput

LONGEST = 100_000


def given() -> dict[str, Any]:
    """The request's JSON object; 415 for anything that is not JSON."""
    if not request.is_json:
        abort(415)
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("That could not be read.")
    return body


def text(body: dict[str, Any], name: str) -> str:
    """Nothing where the field is missing or null."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadInput("That could not be read.", field=name)
    return value


def maybe(body: dict[str, Any], name: str) -> str | None:
    return text(body, name) or None


def texts(body: dict[str, Any], name: str) -> list[str]:
    values = body.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInput("That could not be read.", field=name)
    return values
