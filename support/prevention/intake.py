"""Files of drafts, through whichever door they come: each file whole or not at all, and a report for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from support.accounts.models import Person
from support.billing.importing.refusals import NotReadable
from support.kernel.sayings import N_
from support.prevention.drafts import Prepared, prepare


@dataclass(frozen=True)
class DraftReport:
    """What became of one file. `place` and `reason` of a refused one; it has no `prepared`."""

    file: str
    prepared: list[Prepared] = field(default_factory=list)
    place: str = ""
    reason: str = ""

    @property
    def refused(self) -> bool:
        return bool(self.reason)

    @property
    def sentences(self) -> list[str]:
        if not self.refused:
            return [one.sentence for one in self.prepared]
        if self.place:
            return [N_("refused at %(place)s. %(reason)s", place=self.place, reason=self.reason)]
        return [N_("refused. %(reason)s", reason=self.reason)]

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {"file": self.file, "drafts": [_as_dict(one) for one in self.prepared]}
        return {**told, "refused": {"place": self.place, "reason": self.reason}} if self.refused else told


def take_in(files: Iterable[tuple[str, bytes]], *, by: Person) -> list[DraftReport]:
    """(name, content) of each. What cannot be read does not hinder the rest."""
    return [take_one(name, content, by=by) for name, content in files]


def take_one(name: str, content: bytes, *, by: Person) -> DraftReport:
    try:
        return DraftReport(name, prepare(content, name, by=by))
    except NotReadable as no:
        return DraftReport(name, place=no.place, reason=no.reason)


def _as_dict(one: Prepared) -> dict[str, Any]:
    row = one.draft
    return {
        "number": row.number,
        "did": one.did,
        "status": row.status.value,
        "why_review": row.why_review,
        "findings": row.findings,
        "score": row.score,
        "sentence": one.sentence,
    }
