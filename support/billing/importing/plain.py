"""Read documents as plain JSON values, for what the ledger keeps without columns of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from support.billing.importing.documents import ReadDocument

_AS_THEY_ARE = (str, bool, int, type(None))
_BLANK: tuple[Any, ...] = (None, [], {}, "")


def plain(value: Any) -> Any:
    """Decimals as written, dates in ISO form, dataclasses as dicts without what is blank."""
    return _plain(value, normal=False)


def plain_fields(value: Any, but: frozenset[str]) -> dict[str, Any]:
    """`plain` of a dataclass without some of its fields."""
    return _fields(value, normal=False, but=but)


def content_digest(document: ReadDocument) -> str:
    """The same for two files that say the same in other spacing or order of attributes; 10 and 10.00 are one amount."""
    said = _fields(document, normal=True, but=_BESIDE)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


_BESIDE = frozenset({"left_out", "external_id"})


def _plain(value: Any, *, normal: bool) -> Any:
    """`normal`: decimals without trailing zeros."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Decimal):
        return format(value.normalize() + 0 if normal else value, "f")
    if isinstance(value, tuple | list):
        return [_plain(part, normal=normal) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return _fields(value, normal=normal, but=frozenset())


def _fields(value: Any, *, normal: bool, but: frozenset[str]) -> dict[str, Any]:
    found = {}
    for name in _names(cast(Hashable, type(value))):
        said = getattr(value, name) if name not in but else None
        if said is None or said == () or said == "":
            continue
        told = _plain(said, normal=normal)
        if told not in _BLANK:
            found[name] = told
    return found


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cast(Any, kind)))
