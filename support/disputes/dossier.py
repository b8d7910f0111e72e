"""All that the ledger and the desk know about a dispute, read in a fixed number of statements however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from support import policies
from support.accounts.models import Person
from support.billing import rests_on
from support.billing.agreements import Contract, Price, ServiceRecord
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import findings_of
from support.billing.settlement import Finding, Payment
from support.disputes.models import Dispute, DisputedLine, HistoryEntry, Remedy
from support.disputes.papers import Check, DisputeDocument, Note
from support.disputes.reasons import CheckKind
from support.disputes.workbench import DisputeTag, SavedReply, Unsent, is_for
from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.kernel.types import UTCDateTime


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the ledger that a decision can rest on, named for the client."""

    kind: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One of the three checks as it was recorded; `by` is a name."""

    finding: str
    evidence: str
    passed: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """`creditable` and `prices` are by `InvoiceLine.id`; `payments` come with the minor units that went to this invoice.

    `replies` are the reader's saved ones (id, title, words).
    `unsent` is what somebody has typed and not sent, by (person's id, form, field).
    `papers` are rows of the ledger that a decision can rest on, `documents` those that somebody has chosen.
    """

    dispute: Dispute
    creditable: dict[int, Money]
    checks: dict[CheckKind, Checked]
    documents: list[Paper]
    notes: dict[int, Noted]
    tags: list[str]
    unsent: dict[tuple[int, str, str], Noted]
    replies: list[tuple[str, str, str]]
    findings: list[Finding]
    contract: Contract | None
    prices: dict[int, Price]
    records: list[ServiceRecord]
    payments: list[tuple[Payment, int]]

    @property
    def papers(self) -> list[Paper]:
        payments = [payment for payment, _ in self.payments]
        return papers_of(self.dispute.invoice, self.contract, list(self.prices.values()), self.records, payments)

    @property
    def investigated(self) -> bool:
        """Whether a decision may be taken: three checks and a cause."""
        return len(self.checks) == len(CheckKind) and self.dispute.root_cause is not None

    def findings_on(self, line_id: int) -> list[Finding]:
        return [finding for finding in self.findings if finding.line_id == line_id]


def dossier_of(wanted: Select[tuple[Dispute]], unknown: str, reader: Person) -> Dossier:
    """`wanted` selects one dispute that the reader may see. Raises `NotFound` with the words of `unknown`."""
    dispute = db.session.scalar(wanted.options(*_WHO_AND_WHAT))
    if dispute is None:
        raise NotFound(unknown)
    creditable = _load_lines(dispute)
    _load_rows(dispute)
    papers = _papers(dispute, reader)
    disputed = [row.line for row in dispute.lines]
    contract, prices = rests_on.agreed(dispute.invoice, disputed)
    return Dossier(
        dispute=dispute,
        creditable=creditable,
        checks=_checks(papers["check"]),
        documents=[Paper(row.kind, row.more, row.words) for row in papers["document"]],
        notes={row.id: Noted(row.words, row.name, row.at) for row in papers["note"]},
        tags=sorted(row.words for row in papers["tag"]),
        replies=[(row.kind, row.name, row.words) for row in papers["reply"]],
        unsent={(row.by, row.kind, row.more): Noted(row.words, row.name, row.at) for row in papers["unsent"]},
        findings=findings_of(dispute.invoice),
        contract=contract,
        prices=prices,
        records=rests_on.records_of(dispute.invoice, disputed),
        payments=rests_on.payments_on(dispute.invoice),
    )


def _checks(rows: list[Any]) -> dict[CheckKind, Checked]:
    return {CheckKind(row.kind): Checked(row.words, row.more, row.passed, row.name, row.at) for row in rows}


_WHO_AND_WHAT = (
    joinedload(Dispute.organisation),
    joinedload(Dispute.invoice),
    joinedload(Dispute.owner),
    joinedload(Dispute.opened_by),
)


def _load_lines(dispute: Dispute) -> dict[int, Money]:
    """Fill in the invoice's lines and the disputed ones; returns what of each may still be credited, net.

    Beside the line's own limit the whole invoice's counts. A decision asks the ledger again, by tax group.
    """
    invoice = dispute.invoice
    rows = db.session.execute(_lines(), {"dispute": dispute.id, "invoice": invoice.id}).all()
    set_committed_value(invoice, "lines", [line for line, *_ in rows])
    disputed = [(row, line) for line, row, *_ in rows if row is not None]
    set_committed_value(dispute, "lines", sorted((row for row, _ in disputed), key=lambda row: row.id))
    for row, line in disputed:
        set_committed_value(row, "line", line)
    return {
        line.id: invoice.money(max(min(line.net_minor - credited, invoice.net_minor - given), 0))
        for line, _, credited, given in rows
    }


@cache
def _lines() -> Select[Any]:
    """(line, its row in the dispute, net credited on it, net credited on the whole invoice)."""
    dispute_id, invoice_id = bindparam("dispute", type_=BigInteger), bindparam("invoice", type_=BigInteger)
    correction, note = aliased(InvoiceLine), aliased(Invoice)
    credited = select(func.coalesce(func.sum(correction.net_minor), 0)).where(
        correction.corrects_line_id == InvoiceLine.id
    )
    sign = case((note.kind == DocumentKind.CREDIT_NOTE, 1), else_=-1)
    gives = (note.kind == DocumentKind.CREDIT_NOTE) | (note.payable_minor < 0)
    given = select(func.coalesce(func.sum(sign * note.net_minor), 0)).where(note.corrects_id == invoice_id, gives)
    own = and_(DisputedLine.line_id == InvoiceLine.id, DisputedLine.dispute_id == dispute_id)
    return (
        select(InvoiceLine, DisputedLine, credited.scalar_subquery(), given.scalar_subquery())
        .outerjoin(DisputedLine, own)
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )


def _load_rows(dispute: Dispute) -> None:
    """Its remedies and its history, with the people and the credit notes in them."""
    of_it = {"dispute": dispute.id}
    set_committed_value(dispute, "remedies", list(db.session.scalars(_remedies(), of_it)))
    set_committed_value(dispute, "history", list(db.session.scalars(_history(), of_it)))


@cache
def _remedies() -> Select[Any]:
    wanted = select(Remedy).where(Remedy.dispute_id == bindparam("dispute", type_=BigInteger)).order_by(Remedy.id)
    people = (joinedload(Remedy.proposed_by), joinedload(Remedy.approved_by))
    return wanted.options(*people, joinedload(Remedy.credit_note))


@cache
def _history() -> Select[Any]:
    wanted = select(HistoryEntry).where(HistoryEntry.dispute_id == bindparam("dispute", type_=BigInteger))
    return wanted.order_by(HistoryEntry.seq).options(joinedload(HistoryEntry.by))


@cache
def _parts() -> CompoundSelect[Any]:
    """Checks, documents, notes, tags and unsent words: small tables of nearly one shape."""
    kind, doc = cast(Check.kind, String), DisputeDocument
    none, no_answer = literal(""), cast(None, Boolean)
    return union_all(
        _part("check", Check, Check.by_id, [Check.at, kind, Check.finding, Check.evidence, Check.passed]),
        _part("document", doc, doc.added_by_id, [doc.added_at, doc.kind, doc.title, doc.ref, no_answer]),
        _part("note", Note, Note.by_id, [Note.at, none, Note.words, none, no_answer]),
        _part("unsent", Unsent, Unsent.by_id, [Unsent.at, Unsent.form, Unsent.words, Unsent.field, no_answer]),
        _tags(),
        _replies(),
    )


def _replies() -> Select[Any]:
    """Saved replies of the reader: `name` is the title, `kind` the public id."""
    own = is_for(SavedReply, bindparam("reader", type_=BigInteger), bindparam("team", type_=String))
    said = [SavedReply.made_at, SavedReply.public_id, SavedReply.words, literal(""), cast(None, Boolean)]
    return _row("reply", SavedReply, SavedReply.title, SavedReply.owner_id, said).where(own)


def _tags() -> Select[Any]:
    """Nobody's, and at no time."""
    none, no_one = literal(""), literal(0)
    said = [cast(None, UTCDateTime), none, DisputeTag.name, none, cast(None, Boolean)]
    tags = _row("tag", DisputeTag, none, no_one, said)
    return tags.where(DisputeTag.dispute_id == bindparam("dispute", type_=BigInteger))


def _papers(dispute: Dispute, reader: Person) -> dict[str, list[Any]]:
    """Each kind in order."""
    found: dict[str, list[Any]] = {"check": [], "document": [], "note": [], "tag": [], "unsent": [], "reply": []}
    team = policies.desk().department(reader.department).name
    asked = {"dispute": dispute.id, "reader": reader.id if reader.role.is_staff else -1, "team": team}
    for row in db.session.execute(_parts(), asked):
        found[row.what].append(row)
    return {what: sorted(rows, key=lambda row: int(row.id)) for what, rows in found.items()}


def _part(what: str, table: type[Any], by: SQLColumnExpression[int], columns: list[Any]) -> Select[Any]:
    made = _row(what, table, Person.name, by, columns).join(Person, Person.id == by)
    return made.where(table.dispute_id == bindparam("dispute", type_=BigInteger))


def _row(what: str, table: type[Any], name: Any, by: Any, columns: list[Any]) -> Select[Any]:
    """(what, id, name, by, at, kind, words, more, passed)."""
    named = zip(("at", "kind", "words", "more", "passed"), columns, strict=True)
    first = (literal(what).label("what"), table.id, name.label("name"), by.label("by"))
    return select(*first, *(column.label(label) for label, column in named))


def papers_of(
    invoice: Invoice,
    contract: Contract | None,
    prices: list[Price],
    records: list[ServiceRecord],
    payments: list[Payment],
) -> list[Paper]:
    """The rows of the ledger that a decision on this invoice can rest on, each once."""
    papers = [Paper("invoice", invoice.number, N_("Invoice %(number)s", number=invoice.number))]
    if contract is not None:
        papers.append(
            Paper(
                "contract",
                contract.number,
                N_("Agreement %(number)s: %(title)s", number=contract.number, title=contract.title),
            )
        )
    papers += [_price_paper(price) for price in prices]
    papers += [_record_paper(record) for record in records]
    papers += [
        Paper("payment", payment.reference, N_("Payment %(reference)s", reference=payment.reference))
        for payment in payments
    ]
    return list(dict.fromkeys(papers))


def _price_paper(price: Price) -> Paper:
    name = price.description or price.sku
    title = N_("Price of %(name)s from %(day)s", name=name, day=price.valid_from)
    if price.notice_sent_on:
        title = N_("%(price)s, announced on %(day)s", price=title, day=price.notice_sent_on)
    return Paper("price", f"{price.sku}@{price.valid_from:%Y-%m-%d}", title)


def _record_paper(record: ServiceRecord) -> Paper:
    return Paper("record", record.record_id, joined(" ", [record.kind.label, record.record_id]))
