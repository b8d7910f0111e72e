"""SQL that both databases understand, for questions about time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from support.kernel.types import UTCDateTime


class days_between(GenericFunction[float]):
    """From the first moment to the second, in days and parts of days."""

    type = Float()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    first, second = (compiler.process(part, **more) for part in element.clauses)
    return f"(julianday({second}) - julianday({first}))"


@compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    first, second = (compiler.process(part, **more) for part in element.clauses)
    return f"(extract(epoch from ({second} - {first})) / 86400.0)"


def band_of(value: ColumnElement[Any], bounds: tuple[float, ...]) -> ColumnElement[int]:
    """Which band `value` falls into: 0 below the first bound, 1 below the second, and so on."""
    return case(*((value < bound, index) for index, bound in enumerate(bounds)), else_=len(bounds)).cast(Integer)


def moment_of(value: datetime) -> ColumnElement[datetime]:
    """A moment as the columns keep theirs."""
    return literal(value, UTCDateTime)
