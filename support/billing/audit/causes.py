"""What a line's errors come to together: never more than the line, and no cause twice."""

from __future__ import annotations

from collections.abc import Iterable

from support.billing.audit.facts import Line
from support.billing.audit.results import Found
from support.kernel.money import Money

CAUSES = {
    "R4": "whole", "R5": "whole", "R7": "time", "R18": "whole", "R8": "quantity", "R9": "quantity", "R1": "price",
    "R6": "price", "R15": "price", "R19": "price", "R21": "price", "R13": "discount", "R17": "fee",
}  # fmt: skip
"""Findings of one cause overlap: the largest of them counts."""


def refundable(line: Line, findings: Iterable[Found]) -> Money:
    """min(what is left of the line, Σ of its distinct causes), net; what was charged too little takes nothing off."""
    about = [found for found in findings if found.line is line and found.difference is not None]
    return line.document.money(
        together(((found.rule, found.difference.minor) for found in about if found.difference), line.left)
    )


def together(differences: Iterable[tuple[str, int]], left: int) -> int:
    """Of one line: (rule, billed less expected) of its findings, and the minor units of it that were not given back."""
    causes: dict[str, int] = {}
    for rule, minor in differences:
        cause = CAUSES.get(rule)
        if cause:
            causes[cause] = max(causes.get(cause, 0), minor)
    whole = causes.pop("whole", 0)
    return max(min(max(whole, sum(causes.values())), left), 0)
