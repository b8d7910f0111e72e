"""Findings of the audit with an owner and a decision: what is wrong, who sees to it, what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from support.accounts.models import Organisation, Person
from support.billing.audit import judge
from support.billing.kinds import FindingStatus, Severity
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.paging import Page, cursor_of
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.prevention import steps
from support.prevention.correcting import live_correction
from support.prevention.rights import Act, require


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of findings is narrowed to; None and "" narrow nothing. `owner` is a person's id, 0 for nobody's."""

    status: FindingStatus | None = FindingStatus.OPEN
    severity: Severity | None = None
    rule: str = ""
    owner: int | None = None
    client: str = ""


def findings(wanted: Wanted, before: str | None = None, limit: int = 50) -> Page[Finding]:
    """The latest found first, with invoice, client and owner. `before` is a `Page.next`."""
    rows = _narrowed(wanted).order_by(Finding.id.desc()).limit(limit + 1)
    if before:
        rows = rows.where(Finding.id < steps.id_in(before))
    loaded = rows.options(joinedload(Finding.organisation), joinedload(Finding.invoice), joinedload(Finding.owner))
    found = list(db.session.scalars(loaded))
    return Page(found[:limit], cursor_of(found[limit - 1].id) if len(found) > limit else None)


def _narrowed(wanted: Wanted) -> Select[tuple[Finding]]:
    rows = select(Finding)
    if wanted.status is not None:
        rows = rows.where(Finding.status == wanted.status)
    if wanted.severity is not None:
        rows = rows.where(Finding.severity == wanted.severity)
    if wanted.rule:
        rows = rows.where(Finding.rule == wanted.rule)
    if wanted.owner is not None:
        rows = rows.where(Finding.owner_id == wanted.owner if wanted.owner else Finding.owner_id.is_(None))
    if wanted.client:
        own = select(Organisation.id).where(Organisation.ref == wanted.client)
        rows = rows.where(Finding.organisation_id == own.scalar_subquery())
    return rows


def finding_with(finding_id: str) -> Finding:
    plain = finding_id.isascii() and finding_id.isdigit() and len(finding_id) < 12
    found = db.session.get(Finding, int(finding_id)) if plain else None
    if found is None:
        raise NotFound(N_("There is no such finding."))
    return found


def assign(finding: Finding, *, to: Person, by: Person) -> Finding:
    """Give it an owner. Raises `BadInput` for somebody who is no active member of the staff."""
    with transaction():
        row: Finding = steps.locked(finding)
        require(by, Act.ASSIGN_FINDING, row)
        if not (to.active and to.role.is_staff):
            raise BadInput(N_("Choose somebody of the staff."), field="to")
        row.owner_id = to.id
        steps.note(row, N_("given to a person"), by=by, words=to.name)
    return row


def decide(finding: Finding, status: FindingStatus, *, words: str, by: Person) -> Finding:
    """Confirm it, set it aside (with the reason), or open it again. Whoever decides on what is nobody's owns it.

    Raises `RuleBroken` for one that has been corrected, `BadInput` without words.
    """
    with transaction():
        row: Finding = steps.locked(finding)
        require(by, Act.DECIDE_FINDING, row)
        if row.status is FindingStatus.FIXED:
            raise RuleBroken(N_("It has been corrected: nothing is left to decide."))
        if live_correction(row) is not None:
            raise RuleBroken(N_("A correction of it waits for approval: decide on that first."))
        said = steps.needed(words, "words", N_("The reason"))
        judge(row, status)
        row.owner_id = row.owner_id or by.id
        steps.note(row, status.label.lower(), by=by, words=said)
    return row


def add_note(finding: Finding, *, words: str, by: Person) -> Finding:
    with transaction():
        row: Finding = steps.locked(finding)
        require(by, Act.NOTE_FINDING, row)
        steps.note(row, N_("note"), by=by, words=steps.needed(words, "note", N_("The note")))
    return row
