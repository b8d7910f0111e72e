"""Finding out: who is at it, what the client says, what the three checks show, what the cause was."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from support import policies
from support.accounts.models import Person
from support.billing.models import InvoiceLine
from support.disputes import assignment, ladder
from support.disputes.events import (
    ClientAnswered,
    ClientAsked,
    DisputeAcknowledged,
    DisputeTaken,
    FactRecorded,
    OwnerChanged,
    ProgressShared,
    StatementAdded,
)
from support.disputes.locking import going_on, locked
from support.disputes.models import Check, Dispute, DisputedLine, DisputeDocument, HistoryEntry
from support.disputes.permissions import Facts as PermissionFacts
from support.disputes.permissions import is_free_to_take, require
from support.disputes.reasons import CLASS_OF, CheckKind, RootCause
from support.disputes.rules import for_client, needed
from support.disputes.states import OPEN, Action, Status, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, JustChanged
from support.kernel.money import Money
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.policies.vocabulary import FACTS


def acknowledge(dispute: Dispute, by: Person | None = None) -> Dispute:
    """The client has been told that we have it; a second time changes nothing."""
    with transaction():
        dispute = locked(dispute)
        if dispute.status is not Status.RECEIVED:
            return dispute
        if by is not None:
            require(by, Action.ACKNOWLEDGE, dispute)
        dispute.apply(Action.ACKNOWLEDGE, by=by)
        record(DisputeAcknowledged(dispute.id))
    return dispute


def take(dispute: Dispute, *, by: Person, version: int | None = None) -> Dispute:
    """`by` becomes its owner and begins. Taking one's own again changes nothing.

    Raises `JustChanged` when a colleague has begun on it.
    """
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.TAKE)
        if dispute.owner_id == by.id and dispute.taken_at is not None:
            return dispute
        if by.role.is_staff and not is_free_to_take(PermissionFacts(by, dispute)):
            raise JustChanged(
                N_(
                    "%(owner_name)s has taken %(reference)s already.",
                    owner_name=ladder.owner_name(dispute),
                    reference=dispute.reference,
                )
            )
        require(by, Action.TAKE, dispute)
        ladder.give_to(dispute, by)
        dispute.taken_at = clock.now()
        dispute.apply(Action.TAKE, by=by, facts={"owner": by.name})
        record(DisputeTaken(dispute.id))
    return dispute


def assign(dispute: Dispute, *, to: Person, by: Person, version: int | None = None) -> Dispute:
    """Give it to `to`, who is staff and reaches its tier."""
    with transaction():
        dispute = locked(dispute, version)
        require(by, Action.ASSIGN, dispute)
        assignment.refuse_to_own(to, dispute)
        if dispute.owner_id == to.id:
            return dispute
        ladder.give_to(dispute, to)
        dispute.apply(Action.ASSIGN, by=by, facts={"owner": to.name}, for_client=False)
        if to.id != by.id:
            record(OwnerChanged(dispute.id, N_("%(name)s gave it to you.", name=by.name)))
    return dispute


def add_statement(dispute: Dispute, *, words: str, by: Person) -> Dispute:
    """What the client says in addition. A client who has to write again and again is heard higher up.

    What is said to a merged dispute is said to the one that goes on with it, which is returned.
    """
    with transaction():
        dispute = going_on(dispute)
        require(by, Action.ADD_STATEMENT, dispute)
        append_statement(dispute, words, by)
    return dispute


def append_statement(dispute: Dispute, words: str, by: Person) -> None:
    """In the caller's transaction; whether `by` may has been seen to."""
    said = needed(words, "statement", N_("What you want to say"))
    dispute.apply(Action.ADD_STATEMENT, by=by, facts={"words": said})
    record(StatementAdded(dispute.id, said))
    if not by.role.is_staff and dispute.status in OPEN:
        db.session.flush()
        ladder.climb(dispute, "contacts", count=_contacts(dispute))


def _contacts(dispute: Dispute) -> int:
    """How often the client has written since a person last gave them word."""
    words = (Action.SHARE_PROGRESS, Action.ASK_CLIENT, Action.OFFER, Action.APPROVE_OFFER, Action.ESCALATE)
    last = select(func.coalesce(func.max(HistoryEntry.seq), 0)).where(
        HistoryEntry.dispute_id == dispute.id, HistoryEntry.action.in_([action.value for action in words])
    )
    wanted = select(func.count()).where(
        HistoryEntry.dispute_id == dispute.id,
        HistoryEntry.action == Action.ADD_STATEMENT.value,
        HistoryEntry.seq > last.scalar_subquery(),
    )
    return db.session.scalar(wanted) or 0


def ask_client(dispute: Dispute, *, question: str, by: Person, version: int | None = None) -> Dispute:
    """It waits for the client until they have answered."""
    asked = for_client(question, "question", N_("The question"))
    with transaction():
        dispute = _at(dispute, Action.ASK_CLIENT, by, {"question": asked}, version=version)
        record(ClientAsked(dispute.id, asked))
    return dispute


def client_answers(dispute: Dispute, *, words: str, by: Person, version: int | None = None) -> Dispute:
    said = needed(words, "words", N_("The answer"))
    with transaction():
        dispute = _at(dispute, Action.CLIENT_ANSWERED, by, {"words": said}, version=version)
        record(ClientAnswered(dispute.id, said))
    return dispute


def resume(dispute: Dispute, *, why: str, by: Person | None, version: int | None = None) -> Dispute:
    """Go on without the client's answer."""
    with transaction():
        dispute = _at(dispute, Action.RESUME, by, {"why": needed(why, "why", N_("The reason"))}, version=version)
        record(FactRecorded(dispute.id, "client_answered"))
    return dispute


def share_progress(dispute: Dispute, *, words: str, by: Person, version: int | None = None) -> Dispute:
    """A word for the client: what was found, what comes next."""
    said = for_client(words, "words", N_("The update"))
    with transaction():
        dispute = _at(dispute, Action.SHARE_PROGRESS, by, {"words": said}, version=version)
        record(ProgressShared(dispute.id, said))
    return dispute


def record_check(
    dispute: Dispute,
    *,
    kind: CheckKind,
    finding: str,
    evidence: str,
    passed: bool,
    by: Person,
    version: int | None = None,
) -> Check:
    """What one of the three checks found, and what that rests on; a second time replaces the first."""
    found = needed(finding, "finding", N_("What was found"))
    rests_on = needed(evidence, "evidence", N_("What it rests on"))
    with transaction():
        facts = {"kind": kind, "finding": found, "evidence": rests_on, "passed": passed}
        dispute = _at(dispute, Action.RECORD_CHECK, by, facts, version=version, for_client=False)
        check = next((row for row in dispute.checks if row.kind is kind), None)
        if check is None:
            check = Check(kind=kind)
            dispute.checks.append(check)
        check.finding, check.evidence, check.passed = found, rests_on, passed
        check.by_id, check.at = by.id, clock.now()
    return check


def record_cause(
    dispute: Dispute,
    *,
    root_cause: RootCause,
    between: Sequence[str] | None = None,
    by: Person,
    version: int | None = None,
) -> Dispute:
    """`between` are the departments that did not tell each other, where that is the cause: two at least, or None where
    nobody has said which. For other causes they are left out.
    """
    with transaction():
        asked = root_cause is RootCause.INTERDEPT_MISCOMMUNICATION and between is not None
        involved = _involved(between or ()) if asked else []
        facts: dict[str, Any] = {"root_cause": root_cause, "class": CLASS_OF[root_cause]}
        facts |= {"between": involved} if involved else {}
        dispute = _at(dispute, Action.RECORD_CAUSE, by, facts, version=version, for_client=False)
        dispute.root_cause, dispute.cause_class = root_cause, CLASS_OF[root_cause]
        dispute.cause_departments = involved
    return dispute


def _involved(between: Sequence[str]) -> list[str]:
    """The departments, each once, in the desk's order."""
    named = set(between)
    known = [row.name for row in policies.desk().departments if row.name in named]
    if named - set(known):
        raise BadInput(N_("Choose among the departments."), field="between")
    if len(known) < 2:
        raise BadInput(N_("Say which departments did not tell each other: two at least."), field="between")
    return known


def verify_line(dispute: Dispute, line: InvoiceLine | DisputedLine, verified: Money, *, by: Person) -> DisputedLine:
    """What the line should have cost, net of tax, as far as we can tell. A decision may still say otherwise."""
    with transaction():
        row = _line_of(locked(dispute), line)
        if verified.currency != dispute.currency or not 0 <= verified.minor <= max(row.billed_minor, 0):
            raise BadInput(
                N_(
                    "The right amount lies between nothing and the %(billed_minor)s billed.",
                    billed_minor=dispute.money(row.billed_minor),
                ),
                field="verified",
            )
        _at(dispute, Action.VERIFY_LINE, by, {"line": row.line.line_id, "verified": verified.decimal}, for_client=False)
        row.verified_minor = verified.minor
    return row


def _line_of(dispute: Dispute, line: InvoiceLine | DisputedLine) -> DisputedLine:
    line_id = line.line_id if isinstance(line, DisputedLine) else line.id
    for row in dispute.lines:
        if row.line_id == line_id:
            return row
    raise BadInput(N_("That line is not in %(reference)s.", reference=dispute.reference), field="line")


def attach_document(dispute: Dispute, *, kind: str, ref: str, title: str, by: Person) -> DisputeDocument:
    """A document that a decision can rest on; the same one twice is one."""
    with transaction():
        dispute = locked(dispute)
        found = next((row for row in dispute.documents if (row.kind, row.ref) == (kind, ref)), None)
        if found is not None:
            return found
        named = needed(title, "title", N_("The document's name"))
        _at(dispute, Action.ATTACH_DOCUMENT, by, {"kind": kind, "ref": ref, "title": named}, for_client=False)
        document = DisputeDocument(kind=kind, ref=ref, title=named, added_by_id=by.id, added_at=clock.now())
        dispute.documents.append(document)
        db.session.flush()
    return document


def record_fact(dispute: Dispute, *, name: str, by: Person, words: str = "") -> Dispute:
    """Something that the clocks ask about and the desk cannot see: a holding response was sent, the account is new..."""
    if name not in FACTS:
        raise BadInput(N_("No clock asks about “%(name)s”.", name=name), field="name")
    with transaction():
        dispute = _at(
            dispute, Action.RECORD_FACT, by, {"name": name, "words": readable(words, "words")}, for_client=False
        )
        record(FactRecorded(dispute.id, name))
    return dispute


def _at(
    dispute: Dispute,
    action: Action,
    by: Person | None,
    facts: dict[str, Any],
    *,
    version: int | None = None,
    for_client: bool = True,
) -> Dispute:
    """Lock, look whether it is possible and permitted, do it."""
    dispute = locked(dispute, version)
    after(dispute.status, action)
    if by is not None:
        require(by, action, dispute)
    dispute.apply(action, by=by, facts=facts, for_client=for_client)
    return dispute
