"""What a line's errors come to together: never more than the line, and no cause twice."""

from __future__ import annotations

from collections.abc import Iterable

from support.billing.audit.facts import Line
from support.billing.audit.results import Found
from support.kernel.money import Money

_CAUSE = {
    "R4": "whole", "R5": "whole", "R7": "time", "R18": "whole", "R8": "quantity", "R9": "quantity", "R1": "price",
    "R6": "price", "R15": "price", "R19": "price", "R13": "discount", "R17": "fee",
}  # fmt: skip
"""Findings of one cause overlap: the largest of them counts."""


def refundable(line: Line, findings: Iterable[Found]) -> Money:
    """min(what is left of the line, Σ of its distinct causes), net; what was charged too little takes nothing off."""
    causes: dict[str, int] = {}
    for found in findings:
        cause = _CAUSE.get(found.rule)
        if cause and found.line is line and found.difference is not None:
            causes[cause] = max(causes.get(cause, 0), found.difference.minor)
    whole = causes.pop("whole", 0)
    return line.document.money(max(min(max(whole, sum(causes.values())), line.left), 0))
