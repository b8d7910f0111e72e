"""An incident from the first notice to the last credit: confirmed by a manager, sampled by a second person, then released."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.disputes.reasons import RemedyKind
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.money import Money
from support.kernel.paging import Page, cursor_of
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.prevention import steps
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.kinds import IncidentStatus
from support.prevention.rights import Act, require

BEFORE_RELEASE = (IncidentStatus.CONFIRMED, IncidentStatus.SAMPLING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many lines there are, are told of, are credited, are left out; and of the sample: drawn, judged, wrong."""

    lines: int
    told: int
    credited: int
    left_out: int
    sampled: int
    judged: int
    wrong: int

    @property
    def to_do(self) -> int:
        return self.lines - self.credited - self.left_out


def incident_with(reference: str) -> Incident:
    found = db.session.scalar(select(Incident).where(Incident.reference == reference.upper()))
    if found is None:
        raise NotFound(N_("There is no such incident."))
    return found


def incidents(before: str | None = None, limit: int = 25) -> Page[Incident]:
    """The latest first."""
    wanted = select(Incident).order_by(Incident.id.desc()).limit(limit + 1).options(joinedload(Incident.owner))
    if before:
        wanted = wanted.where(Incident.id < steps.id_in(before))
    rows = list(db.session.scalars(wanted))
    return Page(rows[:limit], cursor_of(rows[limit - 1].id) if len(rows) > limit else None)


def errors_of(incident: Incident, *, sampled: bool = False, limit: int = 200) -> list[IncidentError]:
    """With client, invoice, line, finding and dispute; the sample's alone where asked."""
    wanted = select(IncidentError).where(IncidentError.incident_id == incident.id).order_by(IncidentError.id)
    if sampled:
        wanted = wanted.where(IncidentError.sampled)
    rows = (IncidentError.organisation, IncidentError.invoice, IncidentError.line)
    papers = (IncidentError.finding, IncidentError.dispute, IncidentError.credit_note)
    return list(db.session.scalars(wanted.limit(limit).options(*(joinedload(row) for row in (*rows, *papers)))))


def progress(incident: Incident) -> Progress:
    row = IncidentError
    counts = (
        func.count(row.id),
        func.count(row.told_at),
        func.count(row.credit_note_id),
        func.count(row.id).filter(row.left_out != "", row.credit_note_id.is_(None)),
        func.count(row.id).filter(row.sampled),
        func.count(row.right).filter(row.sampled),
        func.count(row.id).filter(row.sampled, row.right.is_(False)),
    )
    return Progress(*db.session.execute(select(*counts).where(row.incident_id == incident.id)).one())


def _in(incident: Incident, *statuses: IncidentStatus) -> Incident:
    row: Incident = steps.locked(incident)
    if row.status not in statuses:
        raise RuleBroken(
            N_(
                "This is not possible any more: %(reference)s is %(label)s.",
                reference=row.reference,
                label=row.status.label.lower(),
            )
        )
    return row


def confirm(incident: Incident, *, explanation: str, by: Person) -> Incident:
    """It is real: the affected clients are told, in the words given here, by the worker and not all at once."""
    with transaction():
        row = _in(incident, IncidentStatus.NOTICED)
        require(by, Act.CONFIRM_INCIDENT, row)
        row.explanation = steps.needed(explanation, "explanation", N_("The explanation for the clients"))
        row.status, row.owner_id = IncidentStatus.CONFIRMED, row.owner_id or by.id
        row.confirmed_by_id, row.confirmed_at = by.id, clock.now()
        steps.note(row, N_("confirmed"), by=by, words=row.explanation)
    return row


def dismiss(incident: Incident, *, words: str, by: Person) -> Incident:
    """It is none. The same pattern does not come up again."""
    with transaction():
        row = _in(incident, IncidentStatus.NOTICED)
        require(by, Act.DISMISS_INCIDENT, row)
        said = steps.needed(words, "words", N_("The reason"))
        row.status, row.closed_at = IncidentStatus.DISMISSED, clock.now()
        steps.note(row, N_("dismissed"), by=by, words=said)
    return row


def amend(error: IncidentError, *, amount: Money, words: str, by: Person) -> IncidentError:
    """Another credit for one line; nothing at all leaves it out. The sample has to be drawn again after it."""
    with transaction():
        incident = _in(error.incident, *BEFORE_RELEASE)
        require(by, Act.PREPARE_CREDITS, incident)
        said = steps.needed(words, "words", N_("The reason"))
        row: IncidentError = steps.locked(error)
        if amount.currency != row.invoice.currency or not 0 <= amount.minor <= max(row.line.net_minor, 0):
            raise BadInput(
                N_("Between nothing and %(net)s can be credited on this line.", net=row.line.net), field="amount"
            )
        row.amount_minor, row.left_out = amount.minor, "" if amount else said[:300]
        incident.status = IncidentStatus.CONFIRMED
        steps.note(
            incident,
            "amended",
            by=by,
            words=N_(
                "%(number)s, line %(line_id)s: %(amount)s. %(said)s",
                number=row.invoice.number,
                line_id=row.line.line_id,
                amount=amount,
                said=said,
            ),
        )
    return row


def prepare_credits(incident: Incident, *, by: Person) -> Incident:
    """Draw the sample that somebody else looks at before any credit goes out."""
    numbers = policies.desk().prevention.recurrence
    with transaction():
        row = _in(incident, *BEFORE_RELEASE)
        require(by, Act.PREPARE_CREDITS, row)
        ids = _to_credit(row)
        if not ids:
            raise RuleBroken(N_("There is nothing to credit: every line is left out, or has no amount."))
        row.draw += 1
        size = min(max(ceil(len(ids) * numbers.sample_share), numbers.sample_least), len(ids))
        drawn = sorted(ids, key=lambda one: hashlib.sha256(f"{row.reference}:{row.draw}:{one}".encode()).digest())[
            :size
        ]
        own = update(IncidentError).where(IncidentError.incident_id == row.id)
        db.session.execute(own.values(sampled=False, right=None, judged_by_id=None))
        for first in range(0, len(drawn), 500):
            db.session.execute(own.where(IncidentError.id.in_(drawn[first : first + 500])).values(sampled=True))
        row.status, row.prepared_by_id = IncidentStatus.SAMPLING, by.id
        steps.note(
            row,
            N_("credits prepared"),
            by=by,
            words=N_("%(count)s lines, %(size)s drawn for a look", count=len(ids), size=size),
        )
    return row


def _to_credit(incident: Incident) -> list[int]:
    wanted = select(IncidentError.id).where(
        IncidentError.incident_id == incident.id,
        IncidentError.amount_minor > 0,
        IncidentError.left_out == "",
        IncidentError.credit_note_id.is_(None),
    )
    return list(db.session.scalars(wanted.order_by(IncidentError.id)))


def judge(error: IncidentError, *, right: bool, by: Person) -> IncidentError:
    """A person other than who prepared the batch says whether this credit is right."""
    with transaction():
        incident = _in(error.incident, IncidentStatus.SAMPLING)
        require(by, Act.JUDGE_SAMPLE, incident)
        row: IncidentError = steps.locked(error)
        if not row.sampled:
            raise RuleBroken(N_("This line is not in the sample."))
        row.right, row.judged_by_id = right, by.id
        said = N_("%(number)s, line %(line_id)s", number=row.invoice.number, line_id=row.line.line_id)
        steps.note(incident, N_("found right") if right else N_("found wrong"), by=by, words=said)
    return row


def release(incident: Incident, *, by: Person) -> Incident:
    """Let the credits go out; only once the whole sample was found right. Raises `RuleBroken` before that."""
    with transaction():
        row = _in(incident, IncidentStatus.SAMPLING)
        require(by, Act.RELEASE_CREDITS, row)
        so_far = progress(row)
        if so_far.wrong:
            raise RuleBroken(
                N_(
                    "%(wrong)s of the sample are wrong. Amend what is wrong, and prepare the credits again.",
                    wrong=so_far.wrong,
                )
            )
        if so_far.judged < so_far.sampled:
            raise RuleBroken(
                N_("%(value)s of the sample have not been looked at.", value=so_far.sampled - so_far.judged)
            )
        _leave_out_above(row, by)
        row.status, row.released_by_id, row.released_at = IncidentStatus.CREDITING, by.id, clock.now()
        steps.note(row, N_("credits released"), by=by)
    return row


def _leave_out_above(incident: Incident, by: Person) -> None:
    """No single credit is above what who releases it may give."""
    limit = policies.desk().limit(by.role.value, RemedyKind.ADJUST_CHARGE.value, "*")
    for error in db.session.scalars(select(IncidentError).where(IncidentError.id.in_(_to_credit(incident)))):
        currency = error.invoice.currency
        if limit is None or error.amount > limit.of("remedy", currency):
            error.left_out = N_("Above the limit of who released the batch: correct it by itself.")


def promised_by() -> timedelta:
    """How long clients may wait for their credit, as the notice tells them."""
    return timedelta(days=policies.desk().grace_days)


def error_in(incident: Incident, error_id: int) -> IncidentError | None:
    row = IncidentError
    return db.session.scalar(select(row).where(row.id == error_id, row.incident_id == incident.id))
