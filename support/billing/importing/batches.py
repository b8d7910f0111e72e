"""Documents into the ledger many at a time: a bad one never harms its neighbours, and few transactions hold them all."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from support.billing.agreements import ImportedFile
from support.billing.importing.clients import Clients
from support.billing.importing.ledger_documents import Incoming, Kept, incoming, keep_documents
from support.billing.importing.pieces import Piece
from support.billing.importing.refusals import NotReadable
from support.billing.importing.reports import IMPORTED, REFUSED, UNCHANGED, ImportReport, NotTaken
from support.billing.models import Invoice
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_, NN_, joined
from support.kernel.transaction import transaction

MOST_DOCUMENTS = 200
MOST_LINES = 4_000
_SHOWN = 1_000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Taken:
    """One file on its way in; `read` says that no more of its documents will come."""

    name: str
    digest: str
    numbers: list[str] = field(default_factory=list)
    total: int = 0
    new: int = 0
    clients: set[int] = field(default_factory=set)
    left_out: dict[str, None] = field(default_factory=dict)
    not_taken: list[NotTaken] = field(default_factory=list)
    kind: str = ""
    said: str = ""
    read: bool = False

    def count(self, outcome: _Outcome) -> None:
        piece, kept = outcome.ready.piece, outcome.kept
        if outcome.refusal is not None or kept is None or piece.document is None:
            no = outcome.refusal or NotReadable(self.name, piece.place, N_("Nothing is there to import."))
            self.not_taken.append(NotTaken(no.place or piece.place, no.reason))
            return
        self.total += 1
        self.new += kept.new
        self.kind, self.said = kept.kind, kept.said
        self.clients.add(kept.client)
        if len(self.numbers) < _SHOWN:
            self.numbers.append(kept.number)
        self.left_out.update(dict.fromkeys(piece.document.left_out))

    def refuse(self, no: NotReadable) -> None:
        """The file as a whole, from here on."""
        self.not_taken.append(NotTaken(no.place, no.reason))

    def report(self) -> ImportReport:
        if not self.total:
            return self._refused()
        return ImportReport(
            file=self.name,
            status=IMPORTED if self.new else UNCHANGED,
            kind=self.kind if self.total == 1 else "document",
            documents=tuple(self.numbers),
            total=self.total,
            rows=self.new,
            message=self._message(),
            not_taken=tuple(self.not_taken),
            left_out=tuple(self.left_out),
            clients=frozenset(self.clients),
        )

    def _refused(self) -> ImportReport:
        first, others = self.not_taken[0], self.not_taken[1:]
        reason = first.reason
        if others:
            reason = NN_(
                "%(reason)s %(n)s more document of it was refused too, and there is no other.",
                "%(reason)s %(n)s more documents of it were refused too, and there is no other.",
                len(others),
                reason=reason,
            )
        return ImportReport(
            file=self.name,
            status=REFUSED,
            place=first.place,
            message=reason,
            not_taken=tuple(self.not_taken) if others else (),
        )

    def _message(self) -> str:
        refused = N_("%(count)s refused.", count=len(self.not_taken)) if self.not_taken else ""
        if self.total == 1:
            there = N_("%(said)s, is there already; nothing changed.", said=self.said)
            return joined(" ", (N_("%(said)s.", said=self.said) if self.new else there, refused))
        shown = ", ".join(self.numbers[:5]) + (" …" if self.total > 5 else "")
        said = N_(
            "%(total)s documents: %(shown)s; %(new)s new, %(old)s there already",
            total=Decimal(self.total),
            shown=shown,
            new=Decimal(self.new),
            old=Decimal(self.total - self.new),
        )
        return joined(" ", (ending(said, changed=bool(self.new)), refused))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A piece that can be stored, or cannot."""

    taken: Taken
    piece: Piece
    incoming: Incoming | None = None
    refusal: NotReadable | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one piece."""

    ready: _Ready
    refusal: NotReadable | None
    kept: Kept | None

    @property
    def taken(self) -> Taken:
        return self.ready.taken


class Batch:
    """Collects documents until they are worth a transaction. `add` and `end` give the reports of files that are through."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Taken, Piece]] = []
        self._files: list[Taken] = []
        self._lines = 0
        self._clients = Clients()

    def begin(self, taken: Taken) -> None:
        self._files.append(taken)

    def add(self, taken: Taken, piece: Piece) -> Iterator[ImportReport]:
        self._pieces.append((taken, piece))
        self._lines += len(piece.document.lines) if piece.document else 0
        if len(self._pieces) >= MOST_DOCUMENTS or self._lines >= MOST_LINES:
            yield from self.flush()

    def flush(self) -> Iterator[ImportReport]:
        """Stores what has been collected; then the reports of the files of which nothing more will come."""
        pieces, self._pieces, self._lines = self._pieces, [], 0
        if not self._files:
            return
        ready = [self._ready(taken, piece) for taken, piece in pieces]
        try:
            outcomes = self._together(ready)
        except NotReadable:
            outcomes = [self._alone(one) for one in ready]
        except SQLAlchemyError as wrong:
            _log.warning("A batch of %s documents failed (%s); each is tried alone.", len(pieces), cannot_hold(wrong))
            outcomes = [self._alone(one) for one in ready]
        for outcome in outcomes:
            outcome.taken.count(outcome)
        through, self._files = [row for row in self._files if row.read], [row for row in self._files if not row.read]
        yield from (taken.report() for taken in through)

    def forget(self) -> None:
        """Clients may have changed beside this batch."""
        self._clients.forget()

    def _ready(self, taken: Taken, piece: Piece) -> _Ready:
        if piece.document is None:
            return _Ready(taken, piece, refusal=piece.refusal)
        try:
            made = incoming(piece.document, form=piece.form, name=taken.name, digest=taken.digest)
            return _Ready(taken, piece, incoming=made)
        except NotReadable as no:
            return _Ready(taken, piece, refusal=no)

    def _together(self, ready: list[_Ready]) -> list[_Outcome]:
        """All that are ready in one transaction, or a database error and none of them."""
        try:
            with transaction():
                kept = iter(keep_documents([one.incoming for one in ready if one.incoming], self._clients))
                outcomes = [_Outcome(one, one.refusal, next(kept) if one.incoming else None) for one in ready]
                self._remember(outcomes)
            return outcomes
        except BaseException:
            self._clients.forget()
            raise

    def _alone(self, one: _Ready) -> _Outcome:
        try:
            return self._together([one])[0]
        except NotReadable as no:
            return _Outcome(one, NotReadable(one.taken.name, one.piece.place, no.reason), None)
        except SQLAlchemyError as wrong:
            return _Outcome(one, NotReadable(one.taken.name, one.piece.place, cannot_hold(wrong)), None)

    def _remember(self, outcomes: list[_Outcome]) -> None:
        """The files that are through and were taken whole: the same bytes need not be read again."""
        refused = {id(outcome.taken) for outcome in outcomes if outcome.refusal}
        new = Counter(id(outcome.taken) for outcome in outcomes if outcome.kept and outcome.kept.new)
        for taken in self._files:
            if taken.read and not taken.not_taken and id(taken) not in refused:
                remember(taken.digest, taken.name, taken.new + new[id(taken)])
        db.session.flush()


def remember(digest: str, name: str, rows: int) -> None:
    """Unless another program has just taken in the same bytes. Joins the caller's transaction."""
    if db.session.scalar(select(ImportedFile.id).where(ImportedFile.digest == digest)) is None:
        db.session.add(ImportedFile(digest=digest, name=name[-255:], rows=rows, imported_at=clock.now()))


def cannot_hold(wrong: SQLAlchemyError) -> str:
    said = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    return N_("The ledger cannot hold this: %(said)s", said=str(said).splitlines()[0])


def ending(said: str, *, changed: bool) -> str:
    """What was taken in, as a sentence."""
    return N_("%(said)s.", said=said) if changed else N_("%(said)s; nothing changed.", said=said)


def numbers_of(digest: str) -> tuple[str, ...]:
    """The first thousand documents that came in with these bytes."""
    wanted = select(Invoice.number).where(Invoice.source_digest == digest).order_by(Invoice.id).limit(_SHOWN)
    return tuple(db.session.scalars(wanted))
