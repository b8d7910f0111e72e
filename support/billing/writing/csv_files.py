"""Writes the tables that `importing.csv_files` reads: for exchange between programs, every cell exactly as it is.

Spreadsheets run cells that look like formulas, so what people download to open in one is made elsewhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from support.billing.importing.csv_rows import Row
from support.billing.writing.xml_branches import written


def write_table(kind: type[Row], rows: Sequence[Row]) -> bytes:
    """The heading and a line for each row, UTF-8, comma-separated."""
    columns = list(kind.columns())
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    for row in rows:
        lines.writerow(_cell(getattr(row, column)) for column in columns)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    return written_tiers(value) if isinstance(value, tuple) else written(value)


def written_tiers(tiers: tuple[tuple[str, str, str], ...]) -> str:
    """As a cell of a table of prices: `10@5.00; @4.00+20`."""
    return "; ".join(f"{up_to}@{price}" + (f"+{flat}" if flat.strip("0.") else "") for up_to, price, flat in tiers)
