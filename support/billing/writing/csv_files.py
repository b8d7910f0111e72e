"""Writes the tables that `importing.csv_files` reads: for exchange between programs, every cell exactly as it is.

Spreadsheets run cells that look like formulas, so what people download to open in one is made elsewhere.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence

from support.billing.importing.csv_rows import Row
from support.billing.writing.xml_branches import written


def write_table(kind: type[Row], rows: Sequence[Row]) -> bytes:
    """The heading and a line for each row, UTF-8, comma-separated."""
    columns = [field.name for field in dataclasses.fields(kind) if field.metadata]
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    for row in rows:
        values = (getattr(row, column) for column in columns)
        lines.writerow(
            "" if value is None else written(value) if not isinstance(value, int) else value for value in values
        )
    return out.getvalue().encode()
