"""Column types that keep what they are given, on every database."""

import enum
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import mapped_column

from support.extensions import Base, Model, db
from support.kernel.sayings_kept import kept_as_text, kept_within, recalled_from_text, recalled_within

__all__ = ["Exact", "Minor", "Model", "PrimaryKey", "Said", "UTCDateTime", "WithSayings", "db"]


class UTCDateTime(TypeDecorator[datetime]):
    """Aware moments, stored in UTC. SQLite drops the zone, so it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit by digit: SQLite would make a float of it."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class WithSayings(TypeDecorator[Any]):
    """JSON whose sayings are said to each reader in their own language; compared and read by machines it is English."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return kept_within(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return recalled_within(value)


class Said(TypeDecorator[str]):
    """Text that we or people have written: ours is said to each reader in their own language, theirs stays as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else kept_as_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else recalled_from_text(value)


Minor = Annotated[int, mapped_column(BigInteger)]
"""Money in minor units; the currency stands in a column beside it."""

Exact = Annotated[Decimal, mapped_column(ExactDecimal)]
"""A quantity, a rate or a price: never money."""

PrimaryKey = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]

Base.registry.update_type_annotation_map(
    {
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
        # The value is stored, not the name; a length that outlives new members.
        enum.Enum: Enum(
            enum.Enum,
            values_callable=lambda choices: [choice.value for choice in choices],
            native_enum=False,
            length=40,
        ),
    }
)
