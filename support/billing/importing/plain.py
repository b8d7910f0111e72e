"""Read documents as plain JSON values, for what the ledger keeps without columns of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from support.billing.importing.documents import ReadDocument


def plain(value: Any) -> Any:
    """Decimals as written, dates in ISO form, dataclasses as dicts without what is blank."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, plain(getattr(value, field.name))) for field in dataclasses.fields(value))
        return {name: said for name, said in pairs if said not in (None, [], {}, "")}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def content_digest(document: ReadDocument) -> str:
    """The same for two files that say the same in other spacing or order of attributes; 10 and 10.00 are one amount."""
    said = plain(_normal(dataclasses.replace(document, left_out=())))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _normal(value: Any) -> Any:
    """Numbers without trailing zeros, all the way down."""
    if isinstance(value, Decimal):
        return value.normalize() + 0
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(value, **{field.name: _normal(getattr(value, field.name)) for field in fields})
    if isinstance(value, tuple):
        return tuple(_normal(part) for part in value)
    return value
