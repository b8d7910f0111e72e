"""What became of a file that was to be imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from support.billing.importing.refusals import NotReadable

IMPORTED, UNCHANGED, REFUSED = "imported", "unchanged", "refused"
STATUSES = (IMPORTED, UNCHANGED, REFUSED)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One document of a file that was left out: where in the file, and why."""

    place: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"place": self.place, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """status: `imported`, `unchanged` (all of it was there before) or `refused` (nothing of it was kept).

    documents: the numbers of the invoices and credit notes in it, the first thousand of `total`. rows: what was stored
    new or changed. not_taken: documents that were left out of a file whose others were taken. left_out: places of what
    the file holds and the ledger has no use for. clients: ids of those it is about.
    """

    file: str
    status: str
    kind: str = ""
    documents: tuple[str, ...] = ()
    total: int = 0
    rows: int = 0
    message: str = ""
    place: str = ""
    not_taken: tuple[NotTaken, ...] = ()
    left_out: tuple[str, ...] = ()
    clients: frozenset[int] = field(default_factory=frozenset)

    @property
    def refused(self) -> bool:
        return self.status == REFUSED

    @property
    def whole(self) -> bool:
        """Whether everything in the file was taken in, now or before."""
        return not self.refused and not self.not_taken

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {"file": self.file, "status": self.status, "kind": self.kind}
        not_taken = [one.as_dict() for one in self.not_taken]
        if self.refused:
            return said | {"place": self.place, "reason": self.message, "not_taken": not_taken}
        return said | {
            "documents": list(self.documents),
            "total": self.total,
            "rows": self.rows,
            "message": self.message,
            "not_taken": not_taken,
            "left_out": list(self.left_out),
        }

    @property
    def sentence(self) -> str:
        """One line for people, and one more for each document that was left out."""
        return "\n".join([self._said, *(f"  not taken: {one.place}. {one.reason}" for one in self.not_taken)])

    @property
    def _said(self) -> str:
        if self.refused:
            where = f" at {self.place}" if self.place else ""
            return f"{self.file}: refused{where}. {self.message}"
        return f"{self.file}: {self.message}"


def refusal(file: str, no: NotReadable) -> ImportReport:
    return ImportReport(file=file, status=REFUSED, place=no.place, message=no.reason)
