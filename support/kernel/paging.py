"""Pages of long lists: each says where the next one starts, and none counts the rows."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`rows` in order; `next` is the cursor of the page after this one, None on the last."""

    rows: list[Row]
    next: str | None = None


def cursor_of(*keys: Any) -> str:
    """The sort keys of the last row shown, as text for an address."""
    return base64.urlsafe_b64encode(json.dumps(keys, default=str).encode()).decode().rstrip("=")


def keys_of(cursor: str, count: int) -> list[Any]:
    """The `count` keys that `cursor_of` was given, dates as ISO text. Raises `BadInput` for anything else."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        keys = None
    if not isinstance(keys, list) or len(keys) != count:
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page."), field="before")
    return keys
