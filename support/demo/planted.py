"""What is wrong in the demo company, and what merely looks so: where it stands and what is right.

| what                | wrong?  | client      | month                | what happened                                              |
| ------------------- | ------- | ----------- | -------------------- | ---------------------------------------------------------- |
| duplicate           | yes     | Harbour     | the latest March     | one delivery record billed on two lines                    |
| wrong_rate          | yes     | Brightwater | the last but one     | list price billed where the contract has a lower one       |
| missing_discount    | yes     | Oakfield    | the last but one     | 10% promised for three months, given in two                |
| misapplied_payment  | yes     | Oakfield    | the last but two     | its payment was booked against the next invoice            |
| two_sites           | no      | Harbour     | the latest March     | the same cleaning at two sites                             |
| two_deliveries      | no      | Harbour     | the last but two (*) | the same delivery twice in a month, each with its record   |
| proration           | no      | Brightwater | the last but three   | plan changed in the month: unused days back, new days on   |
| announced_price     | no      | Brightwater | the last             | a price raised after 60 days' notice, as the contract says |

(*) one earlier when that is March, so that the duplicate stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DUPLICATE, WRONG_RATE, MISSING_DISCOUNT = "duplicate", "wrong_rate", "missing_discount"
MISAPPLIED = "misapplied_payment"
TWO_SITES, TWO_DELIVERIES, PRORATION, ANNOUNCED_PRICE = "two_sites", "two_deliveries", "proration", "announced_price"
ERRORS = frozenset({DUPLICATE, WRONG_RATE, MISSING_DISCOUNT, MISAPPLIED})


@dataclass(frozen=True, slots=True)
class Planted:
    """`lines` of `invoice` in order, none for what concerns a payment. `overcharged`: net of tax, 0 where all is right.

    For a misapplied payment `invoice` is the one that was paid, `other` the one it was booked against.
    """

    what: str
    client_ref: str
    invoice: str
    lines: tuple[str, ...]
    overcharged: Decimal
    other: str = ""

    @property
    def is_error(self) -> bool:
        return self.what in ERRORS
