"""Where a letter's figures come from when it is about no dispute and no invoice: a price, a finding, a correction, a draft.

A letter names its sources as "price:12", so that they can be asked once more before it leaves. What other domains keep
is read by functions that the page of reactions installs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from support.billing.agreements import Price
from support.billing.proactive import ProactiveCorrection
from support.billing.queries import price_before
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that may be finer than money, as unit prices are."""

    amount: Decimal
    currency: str


Known = Figure | Money
Read = Callable[[int], Iterable[Known]]


def _of_price(row_id: int) -> Iterator[Figure]:
    price = db.session.get(Price, row_id)
    for one in (price, price_before(price)) if price is not None else ():
        if one is not None:
            yield Figure(one.unit_price, one.currency)


def _of_finding(row_id: int) -> Iterator[Known]:
    finding = db.session.get(Finding, row_id)
    if finding is not None:
        yield from (told for told in (finding.billed, finding.expected, finding.difference) if told is not None)


def _of_correction(row_id: int) -> Iterator[Known]:
    correction = db.session.get(ProactiveCorrection, row_id)
    if correction is not None:
        billed = correction.finding.billed or correction.amount
        yield from (correction.amount, billed, billed - correction.amount)
        yield from _of_finding(correction.finding_id)


_READ: dict[str, Read] = {"price": _of_price, "finding": _of_finding, "correction": _of_correction}


def install(read: Mapping[str, Read]) -> None:
    """Sources that belong to domains beside this one: name → the amounts of a row by its id."""
    _READ.update(read)


def known(names: Iterable[str]) -> set[Known]:
    """What the named sources say now; one that is gone says nothing."""
    found = set[Known]()
    for name in names:
        kind, _, row_id = name.partition(":")
        found.update(_READ[kind](int(row_id)))
    return found
