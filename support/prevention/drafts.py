"""Drafts: prepared, checked, and reviewed by somebody else before they become invoices."""

from __future__ import annotations

import hashlib
import hmac
import io
import uuid
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.audit.drafts import check_draft
from support.billing.importing.clients import add_client, find_client
from support.billing.importing.documents import ReadDocument
from support.billing.importing.plain import content_digest
from support.billing.importing.reading import read_documents
from support.billing.importing.refusals import NotReadable
from support.billing.models import Invoice
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.prevention import steps
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft, DraftFile
from support.prevention.predicting import score_draft
from support.prevention.rights import Act, require
from support.prevention.scoring import Score

LIVE = (DraftStatus.WAITING, DraftStatus.SENT_BACK, DraftStatus.READY)
NEW, REVISED, UNCHANGED = "new", "revised", "unchanged"


DID: dict[str, str] = {"new": N_("new"), "revised": N_("revised"), "unchanged": N_("unchanged")}


@dataclass(frozen=True, slots=True)
class Prepared:
    """did: `new`, `revised` (another content of the same number) or `unchanged`."""

    draft: Draft
    did: str

    @property
    def sentence(self) -> str:
        row = self.draft
        where = (
            N_("waits for a review: %(why)s", why=row.why_review)
            if row.status is DraftStatus.WAITING
            else row.status.label.lower()
        )
        return N_(
            "draft %(number)s for %(client)s, %(amount)s (%(did)s), %(where)s",
            number=row.number,
            client=row.organisation.name,
            amount=row.payable,
            did=DID[self.did],
            where=where,
        )


def prepare(content: bytes, name: str, *, by: Person) -> list[Prepared]:
    """Take in the documents of one file as drafts: all of them, or none. Another content of a number replaces its draft.

    Raises `NotReadable` for what cannot be read, is a credit note, or has gone out already.
    """
    require(by, Act.PREPARE)
    read = read_documents(io.BytesIO(content), name)
    with transaction():
        source = _file(content, name)
        return [_prepare(source, at, form, document, by) for at, (form, document) in enumerate(read)]


def _file(content: bytes, name: str) -> DraftFile:
    digest = hashlib.sha256(content).hexdigest()
    found = db.session.scalar(select(DraftFile).where(DraftFile.digest == digest))
    if found is None:
        found = DraftFile(digest=digest, name=name[-255:], content=content)
        db.session.add(found)
        db.session.flush()
    return found


def _prepare(source: DraftFile, at: int, form: str, document: ReadDocument, by: Person) -> Prepared:
    seller, digest = document.seller.legal_name or document.seller.called, content_digest(document)
    _check_not_out(source, document, seller, digest)
    live = select(Draft).where(Draft.seller_name == seller, Draft.number == document.number, Draft.status.in_(LIVE))
    draft = db.session.scalar(live.with_for_update())
    if draft is not None and draft.content_digest == digest:
        return Prepared(draft, UNCHANGED)
    did = NEW if draft is None else REVISED
    if draft is None:
        draft = Draft(public_id=str(uuid.uuid4()), revision=0, editors=[], seller_name=seller, number=document.number)
    _fill(draft, document, find_client(document.buyer) or add_client(document.buyer, document.currency), by)
    draft.file, draft.position, draft.source_format, draft.content_digest = source, at, form, digest
    look(draft, document, by)
    db.session.add(draft)  # not before it is whole: looking at it asks the database
    db.session.flush()
    steps.note(draft, N_("prepared") if did == NEW else N_("revised"), by=by, words=source.name)
    return Prepared(draft, did)


def _check_not_out(source: DraftFile, document: ReadDocument, seller: str, digest: str) -> None:
    if document.kind == "credit_note":
        raise NotReadable(
            source.name, "", N_("%(number)s is a credit note. Drafts are of invoices only.", number=document.number)
        )
    same = select(Invoice.id).where(Invoice.seller_name == seller, Invoice.number == document.number)
    if db.session.scalar(same.where(Invoice.content_digest == digest)) is not None:
        raise NotReadable(
            source.name,
            "",
            N_("Invoice %(number)s has gone out already, with the same content.", number=document.number),
        )


def _fill(draft: Draft, document: ReadDocument, client: Organisation, by: Person) -> None:
    draft.organisation = client
    draft.issued_on, draft.due_on, draft.currency = document.issued_on, document.due_on, document.currency
    draft.net_minor = Money.of(document.totals.tax_exclusive or 0, document.currency).minor
    draft.payable_minor = Money.of(document.totals.payable or 0, document.currency).minor
    draft.prepared_by, draft.prepared_at = by, clock.now()
    draft.revision, draft.editors = draft.revision + 1, sorted({*draft.editors, by.id})
    draft.reviewed_by, draft.reviewed_at, draft.words = None, None, ""


def look(draft: Draft, document: ReadDocument, preparer: Person) -> None:
    """Check it against the ledger, work out its points, and say whether somebody has to look at it."""
    checked = check_draft(document, draft.organisation)
    draft.findings = [found.as_dict() for found in checked.findings]
    edits = draft.revision - 1
    points = score_draft(document, draft.organisation, draft.findings, edits=edits, preparer=preparer)
    draft.score, draft.parts, draft.checked_at = points.points, [part.as_dict() for part in points.parts], clock.now()
    draft.why_review = why_review(draft, points)
    draft.status = DraftStatus.WAITING if draft.why_review else DraftStatus.READY


def why_review(draft: Draft, points: Score) -> str:
    """In the desk's policy; empty where it goes out without a second look."""
    rules = policies.desk().prevention.review
    severities = {row["severity"] for row in draft.findings}
    if severities & set(rules.blocks):
        return N_("The check has found an error.")
    if severities & set(rules.warns):
        return N_("The check has found something worth a look.")
    if points.points >= rules.flag_from:
        return N_(
            "It has %(points)s points, from %(most)s on a draft is looked at.",
            points=points.points,
            most=rules.flag_from,
        )
    if rules.policy == "all":
        return N_("Every draft is looked at.")
    if rules.policy == "sampled" and is_drawn(draft.seller_name, draft.number, rules.share):
        return N_("It was drawn for the sample.")
    return ""


def is_drawn(seller: str, number: str, share: float) -> bool:
    """By the number and the installation's secret: the same each time, and nobody can foresee or change it."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    drawn = hmac.new(secret, f"review sample:{seller}:{number}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8]) < share * 2**64


def document_of(draft: Draft) -> ReadDocument:
    """What was reviewed, read again from its bytes."""
    return read_documents(io.BytesIO(draft.file.content), draft.file.name)[draft.position][1]


def findings_of_severity(draft: Draft, severities: tuple[str, ...]) -> list[dict[str, Any]]:
    return [row for row in draft.findings if row["severity"] in severities]
