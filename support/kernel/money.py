"""Money: integer minor units and an ISO 4217 currency; never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

# ISO 4217's own minor units where they are not 2. CLDR's differ: they say how amounts are shown, not how they are booked.
EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


def exponent(currency: str) -> int:
    """Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """`Money(12050, "EUR")` is 120.50 EUR."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From a decimal amount, rounded half up to the currency's minor unit."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    @classmethod
    def exactly(cls, amount: str, currency: str, *, field: str | None = None) -> Money:
        """From text with a decimal point; raises `BadInput` for anything else or for too many decimals."""
        try:
            scaled = Decimal(amount.strip()).scaleb(exponent(currency))
        except (InvalidOperation, ValueError):
            raise BadInput(
                N_("“%(amount)s” is not an amount. Write it like 120.50.", amount=amount), field=field
            ) from None
        if not scaled.is_finite() or abs(scaled) > 10**15 or scaled != scaled.to_integral_value():
            raise BadInput(
                N_(
                    "“%(amount)s” is not an amount in %(currency)s. Write it like 120.50.",
                    amount=amount,
                    currency=currency,
                ),
                field=field,
            )
        return cls(int(scaled), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    @property
    def decimal(self) -> str:
        """The amount as a decimal string, e.g. "120.50"."""
        return f"{self.amount:.{exponent(self.currency)}f}"

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self} and {other} are of different currencies")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def times(self, factor: Decimal) -> Money:
        """Rounded half up to the minor unit."""
        return Money.of(self.amount * factor, self.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, zero of `currency` when there are none."""
    return sum(amounts, start=Money.zero(currency))
