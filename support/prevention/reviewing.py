"""The review of drafts, and how they go out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.billing.audit.drafts import check_draft
from support.billing.importing.ledger_documents import store_document
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound, RuleBroken
from support.kernel.paging import Page, cursor_of
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.drafts import LIVE, document_of, findings_of_severity, look
from support.prevention.events import DraftIssued, DraftSentBack
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft
from support.prevention.rights import Act, require, why_not

NEW_FINDINGS = N_("Since this draft was checked something new has been found. Press “Check again”, and look at it.")


def approve(draft: Draft, *, by: Person, words: str = "", version: int | None = None) -> Draft:
    """It goes out: at once, or on its day. Findings that warn need the reviewer's words, those that block a manager's.

    Raises `NotAllowed` for its preparer, and for a block where the reviewer is no manager; `BadInput` without words
    where they are needed; `RuleBroken` when a new check finds more than was shown.
    """
    with transaction():
        row = _waiting(draft, version)
        require(by, Act.APPROVE_DRAFT, row)
        _check_again(row)
        did = _overridden(row, by, words)
        row.status, row.words = DraftStatus.READY, words.strip()
        row.reviewed_by, row.reviewed_at = by, clock.now()
        steps.note(row, did, by=by, words=row.words)
        _go_out_when_due(row)
    return row


def _waiting(draft: Draft, version: int | None) -> Draft:
    row: Draft = steps.locked(draft, version)
    if row.status is not DraftStatus.WAITING:
        raise RuleBroken(
            N_(
                "Draft %(number)s does not wait for a review: %(label)s.",
                number=row.number,
                label=row.status.label.lower(),
            )
        )
    return row


def needs(draft: Draft) -> str:
    """What letting it out takes: "" for no more than a press, "words", or "manager" (and words)."""
    rules = policies.desk().prevention.review
    if findings_of_severity(draft, rules.blocks):
        return "manager"
    return "words" if findings_of_severity(draft, rules.warns) else ""


def refusal_for(draft: Draft, person: Person) -> str:
    """Why this person cannot let it out in spite of what was found; empty where they can, or nothing was."""
    return why_not(person, Act.OVERRIDE_BLOCK, draft) if needs(draft) == "manager" else ""


def _overridden(draft: Draft, by: Person, words: str) -> str:
    """How it passed: "approved", or with what it was let through in spite of."""
    need = needs(draft)
    if need == "manager":
        require(by, Act.OVERRIDE_BLOCK, draft)
        steps.needed(words, "words", N_("The reason for sending it out with an error"))
        return N_("approved in spite of an error")
    if need:
        require(by, Act.OVERRIDE_WARNING, draft)
        steps.needed(words, "words", N_("The reason for sending it out in spite of the warning"))
        return N_("approved in spite of a warning")
    return N_("approved")


def _check_again(draft: Draft) -> None:
    """The ledger has gone on since the draft was prepared."""
    shown = {_key(row) for row in draft.findings}
    now = [found.as_dict() for found in check_draft(document_of(draft), draft.organisation).findings]
    rules = policies.desk().prevention.review
    if any(_key(row) not in shown and row["severity"] in (*rules.blocks, *rules.warns) for row in now):
        raise RuleBroken(NEW_FINDINGS)


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["rule"], row["place"], row["billed"], row["expected"]


def recheck(draft: Draft, *, by: Person) -> Draft:
    """Hold it against the ledger once more."""
    with transaction():
        row = _waiting(draft, None)
        require(by, Act.PREPARE)
        look(row, document_of(row), row.prepared_by)
        row.status = DraftStatus.WAITING
        row.why_review = row.why_review or N_("Somebody had it checked again.")
        steps.note(row, N_("checked again"), by=by)
    return row


def send_back(draft: Draft, *, words: str, by: Person, version: int | None = None) -> Draft:
    """To its preparer, with what should change. Importing its number again with other content brings it back here."""
    with transaction():
        row = _waiting(draft, version)
        require(by, Act.SEND_BACK_DRAFT, row)
        row.words = steps.needed(words, "words", N_("What should change"))
        row.status, row.reviewed_by, row.reviewed_at = DraftStatus.SENT_BACK, by, clock.now()
        steps.note(row, N_("sent back"), by=by, words=row.words)
        record(DraftSentBack(row.id))
    return row


def withdraw(draft: Draft, *, words: str, by: Person) -> Draft:
    """It will not go out at all."""
    with transaction():
        row: Draft = steps.locked(draft)
        require(by, Act.WITHDRAW_DRAFT, row)
        if row.status not in LIVE:
            raise RuleBroken(
                N_(
                    "Draft %(number)s cannot be withdrawn: %(label)s.",
                    number=row.number,
                    label=row.status.label.lower(),
                )
            )
        row.words = steps.needed(words, "words", N_("The reason"))
        row.status = DraftStatus.WITHDRAWN
        steps.note(row, N_("withdrawn"), by=by, words=row.words)
    return row


def _go_out_when_due(draft: Draft) -> None:
    if draft.issued_on > clock.today(policies.desk().timezone):
        return
    invoice = store_document(
        document_of(draft),
        source_format=draft.source_format,
        source_name=draft.file.name,
        source_digest=draft.file.digest,
    )
    draft.status, draft.invoice_id, draft.issued_at = DraftStatus.ISSUED, invoice.id, clock.now()
    steps.note(draft, N_("issued"), by=None)
    record(DraftIssued(draft.id, invoice.id))


def issue_ready(limit: int = 100) -> int:
    """Send out the drafts whose day has come; returns how many."""
    today = clock.today(policies.desk().timezone)
    ready = select(Draft).where(Draft.status == DraftStatus.READY, Draft.issued_on <= today)
    return sum(_issue(row) for row in db.session.scalars(ready.order_by(Draft.id).limit(limit)).all())


def _issue(draft: Draft) -> bool:
    with transaction():
        row: Draft = steps.locked(draft)
        if row.status is DraftStatus.READY:
            _go_out_when_due(row)
    return row.status is DraftStatus.ISSUED


def draft_with(public_id: str) -> Draft:
    found = db.session.scalar(select(Draft).where(Draft.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such draft."))
    return found


def drafts(status: DraftStatus, before: str | None = None, limit: int = 25) -> Page[Draft]:
    """The oldest first; `before` is a `Page.next`."""
    wanted = select(Draft).where(Draft.status == status).order_by(Draft.id).limit(limit + 1)
    if before:
        wanted = wanted.where(Draft.id > steps.id_in(before))
    rows = list(db.session.scalars(wanted.options(joinedload(Draft.organisation), joinedload(Draft.prepared_by))))
    return Page(rows[:limit], cursor_of(rows[limit - 1].id) if len(rows) > limit else None)
