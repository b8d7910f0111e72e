"""What became of a file that was to be imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from support.billing.importing.refusals import NotReadable

IMPORTED, UNCHANGED, REFUSED = "imported", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """status: `imported`, `unchanged` (all of it was there before) or `refused` (nothing of it was kept).

    documents: the numbers of the invoices and credit notes in it. rows: what was stored new or changed.
    left_out: places of what the file holds and the ledger has no use for. clients: ids of those it is about.
    """

    file: str
    status: str
    kind: str = ""
    documents: tuple[str, ...] = ()
    rows: int = 0
    message: str = ""
    place: str = ""
    left_out: tuple[str, ...] = ()
    clients: frozenset[int] = field(default_factory=frozenset)

    @property
    def refused(self) -> bool:
        return self.status == REFUSED

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {"file": self.file, "status": self.status, "kind": self.kind}
        if self.refused:
            return said | {"place": self.place, "reason": self.message}
        return said | {
            "documents": list(self.documents),
            "rows": self.rows,
            "message": self.message,
            "left_out": list(self.left_out),
        }

    @property
    def sentence(self) -> str:
        """One line for people."""
        if self.refused:
            where = f" at {self.place}" if self.place else ""
            return f"{self.file}: refused{where}. {self.message}"
        return f"{self.file}: {self.message}"


def refusal(file: str, no: NotReadable) -> ImportReport:
    return ImportReport(file=file, status=REFUSED, place=no.place, message=no.reason)
