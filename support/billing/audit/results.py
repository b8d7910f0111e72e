"""What a rule answers: nothing (all is well), a finding, or why it cannot tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from support.billing.audit.facts import Document, Line
from support.billing.kinds import Severity
from support.kernel.money import Money

Evidence = dict[str, str]
"""{"kind", "ref", "text"}: a row that a finding rests on, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something wrong. difference = billed - expected: above nothing the client was charged too much.

    place: `line:ID`, `tax:CATEGORY/RATE`, `total:NAME`, `payment:REFERENCE`, or the name of a field.
    `document` is None for what no document is wrong about (a service that was never billed); `currency` is then given.
    together: all the lines whose sum it is about, where that is more than `line`. reason: a value of `disputes.reasons.Reason`. against: the keys of the other rows it depends on, part of its identity.
    """

    rule: str
    document: Document | None
    place: str
    reason: str
    severity: Severity
    message: str
    billed: Money | None = None
    expected: Money | None = None
    line: Line | None = None
    evidence: tuple[Evidence, ...] = ()
    against: tuple[str, ...] = ()
    currency: str = ""
    together: tuple[Line, ...] = ()

    @property
    def difference(self) -> Money | None:
        if self.billed is None or self.expected is None:
            return None
        return self.billed - self.expected

    def fingerprint(self, organisation: int | None) -> str:
        """The same for the same inputs, so that a second audit finds the first one's row."""
        inputs: list[Any] = [
            self.rule,
            organisation,
            self.document.seller.name if self.document else "",
            self.document.number if self.document else "",
            self.place,
            self.reason,
            str(self.billed),
            str(self.expected),
            *sorted(self.against),
        ]
        return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()

    def as_dict(self) -> dict[str, str | None]:
        """Amounts as decimal strings."""
        return {
            "rule": self.rule,
            "place": self.place,
            "billed": self.billed.decimal if self.billed is not None else None,
            "expected": self.expected.decimal if self.expected is not None else None,
            "difference": self.difference.decimal if self.difference is not None else None,
            "severity": self.severity.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class NotCheckable:
    """The rule applies and what it needs is not there; `place` as in a finding, "" for the whole document."""

    rule: str
    document: Document | None
    why: str
    place: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"rule": self.rule, "why": self.why, "place": self.place}


Answer = Found | NotCheckable


def on_line(
    rule: str,
    line: Line,
    *,
    reason: str,
    message: str,
    severity: Severity = Severity.ERROR,
    expected: Money | None = None,
    rests_on: tuple[Evidence, ...] = (),
    against: tuple[str, ...] = (),
) -> Found:
    """A finding on a line; `expected` is what its net should be, None where that cannot be said."""
    return Found(
        rule=rule,
        document=line.document,
        line=line,
        place=line.place,
        reason=reason,
        severity=severity,
        message=message,
        billed=line.money if expected is not None else None,
        expected=expected,
        evidence=rests_on,
        against=against,
    )


def evidence(kind: str, ref: str, text: str) -> Evidence:
    return {"kind": kind, "ref": ref, "text": text}
