"""What stands in the database: every column of every row, without what is different each time a verb is done."""

from sqlalchemy import select

from support.extensions import db
from support.files.models import Blob
from support.files.services import path_of
from support.kernel.errors import NotFound

Standing = dict[str, tuple[object, ...]]
"""Table and column: its values by primary key."""


def standing() -> Standing:
    found: Standing = {
        "files that are missing": tuple(row.digest for row in db.session.scalars(select(Blob)) if not _there(row))
    }
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table).order_by(*table.primary_key.columns)).all()
        for at, column in enumerate(table.columns):
            found[f"{table.name}.{column.name}"] = tuple(repr(row[at]) for row in rows)
    return found


def _there(blob: Blob) -> bool:
    try:
        return bool(path_of(blob).stat().st_size)
    except (NotFound, OSError):
        return False


def unsteady(one: Standing, other: Standing) -> set[str]:
    """The columns in which doing the same twice comes to something else: moments, random names, keys of rows."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def blurred(seen: Standing, names: set[str]) -> Standing:
    """Of what is different each time only whether there is anything."""
    return {
        name: tuple(value == "None" for value in values) if name in names else values for name, values in seen.items()
    }


def difference(one: Standing, other: Standing) -> str:
    return ", ".join(sorted(unsteady(one, other)))
