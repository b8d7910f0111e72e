"""What CII writes in its own way: days in eight digits, yes or no inside an element of its own."""

from __future__ import annotations

import re
from datetime import date

from support.billing.importing.documents import Period
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import yes_or_no
from support.kernel.sayings import N_

_DAY_FORMAT = "102"  # UNTDID 2379: year, month and day in eight digits, the only one EN 16931 allows
_YEARS = range(1900, 2200)


def day_in(node: Node | None, inside: str = "udt:DateTimeString") -> date | None:
    """The day in the child `inside` of `node`, None where either is missing or blank."""
    said = node.only(inside) if node else None
    if said is None or said.text is None:
        return None
    if said.attribute("format") not in (None, _DAY_FORMAT):
        said.refuse(
            N_(
                "The date has format %(given)s; only %(day_format)s (YYYYMMDD) is read. Ask the sender for a corrected document.",
                given=said.attribute("format"),
                day_format=_DAY_FORMAT,
            )
        )
    try:
        found = date.fromisoformat(said.text) if re.fullmatch(r"\d{8}", said.text, re.ASCII) else None
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        said.refuse(N_("“%(text)s” is not a date. It must look like 20260331.", text=said.text[:40]))
    return found


def period(node: Node | None) -> Period | None:
    """First and last day of a ram:BillingSpecifiedPeriod, None where it names neither."""
    if node is None:
        return None
    start, end = day_in(node.only("ram:StartDateTime")), day_in(node.only("ram:EndDateTime"))
    if start and end and end < start:
        node.refuse(
            N_(
                "The period ends on %(end)s, before it starts on %(start)s. Ask the sender for a corrected document.",
                end=end,
                start=start,
            )
        )
    return Period(start=start, end=end) if start or end else None


def is_charge(node: Node) -> bool:
    """What the ram:ChargeIndicator of an allowance or charge says."""
    what = N_("word whether it is a charge")
    return yes_or_no(node.needed("ram:ChargeIndicator", what).needed("udt:Indicator", what))
