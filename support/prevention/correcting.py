"""An error that we found first: its credit, within somebody's limit or approved by somebody else, and the letter with it."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.billing.credit import credit_lines
from support.billing.creditable import creditable, creditable_lines, creditable_of
from support.billing.kinds import FindingStatus
from support.billing.models import InvoiceLine
from support.billing.proactive import CorrectionStatus, ProactiveCorrection
from support.billing.queries import STANDING
from support.billing.settlement import Finding
from support.disputes.authority import given_by
from support.disputes.models import Dispute, DisputedLine
from support.disputes.permissions import PERIODS
from support.disputes.reasons import RemedyKind
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.kernel.money import Money, total
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import CorrectionPosted, CorrectionProposed, CorrectionSentBack
from support.prevention.rights import Act, require

SENT_TWICE = "R5"
OVER = N_("It is above what you may give on your own.")


def shares_of(finding: Finding) -> list[tuple[InvoiceLine, Money]]:
    """(line, what of it can be given back): the finding's own line, or all lines of an invoice that was sent twice."""
    invoice, minor = finding.invoice, finding.difference_minor or 0
    if invoice is None or minor <= 0:
        return []
    if finding.line is not None:
        return [(finding.line, min(Money(minor, finding.currency), creditable(finding.line)))]
    if finding.rule != SENT_TWICE:
        return []
    left = creditable_lines(invoice)
    return [(line, left[line.id]) for line in invoice.lines if left[line.id]]


def proposed_amount(finding: Finding) -> Money:
    """What the finding says is too much, as far as it can still be credited; nothing where no line was overcharged."""
    shares = shares_of(finding)
    whole = total((share for _, share in shares), finding.currency)
    return min(whole, creditable_of(finding.invoice)) if shares and finding.invoice else whole


def _split(finding: Finding, amount: Money) -> list[tuple[InvoiceLine, Money]]:
    """Over the lines in their order, each up to its share; together exactly the amount."""
    parts, left = [], amount
    for line, share in shares_of(finding):
        part = min(left, share)
        if part:
            parts.append((line, part))
        left -= part
    return parts


def propose(finding: Finding, *, amount: Money, words: str, by: Person) -> ProactiveCorrection:
    """Credit `amount` net for an error that no client has disputed. Within the limit it is posted, above it it waits.

    `words` is the explanation that the client gets. Raises `RuleBroken` for a finding without a line that was charged
    too much, one that is set aside, and a line in an open dispute; `BadInput` for an amount that does not fit.
    """
    with transaction():
        row: Finding = steps.locked(finding)
        require(by, Act.PROPOSE_CORRECTION, row)
        said = steps.needed(words, "words", N_("The explanation for the client"))
        _check(row, amount)
        correction = ProactiveCorrection(
            public_id=str(uuid.uuid4()),
            finding=row,
            status=CorrectionStatus.AWAITING_APPROVAL,
            amount_minor=amount.minor,
            currency=amount.currency,
            words=said,
            proposed_by=by,
            proposed_at=clock.now(),
        )
        db.session.add(correction)
        row.owner_id, row.status = row.owner_id or by.id, FindingStatus.CONFIRMED
        db.session.flush()
        steps.note(row, N_("correction proposed"), by=by, words=N_("%(amount)s. %(words)s", amount=amount, words=said))
        if _over_limit(by, correction):
            record(CorrectionProposed(correction.id))
        else:
            _post(correction)
    return correction


def why_nothing(finding: Finding) -> str | None:
    """Why no amount of this finding can be given back here, and what to do instead; None where one can.

    A credit note gives back lines. A tax or a sum that is worked out wrong is put right by an invoice that replaces this one.
    """
    if finding.status not in STANDING:
        return _stands_no_more(finding)
    if proposed_amount(finding):
        return None
    if (finding.difference_minor or 0) <= 0:
        return N_("The client was not charged too much here, so there is nothing to give back.")
    if finding.invoice is None:
        return N_("It is about no invoice of ours: put it right where it comes from, and record below what it is.")
    if finding.line is None and finding.rule != SENT_TWICE:
        return N_(
            "What is wrong is how a tax or a sum was worked out, not a charge. Send an invoice that replaces %(number)s (type"
            " 384): when it is imported, this one asks for nothing any more.",
            number=finding.invoice.number,
        )
    return N_("What was charged too much has been credited already.")


def _stands_no_more(finding: Finding) -> str:
    return N_("This finding does not stand any more: %(label)s.", label=finding.status.label.lower())


def _check(finding: Finding, amount: Money) -> None:
    most = proposed_amount(finding)
    if finding.status not in STANDING:
        raise RuleBroken(_stands_no_more(finding))
    if nothing := why_nothing(finding):
        raise RuleBroken(nothing)
    _check_undisputed(finding)
    if live_correction(finding) is not None:
        raise RuleBroken(N_("A correction of this finding is on its way already."))
    if amount.currency != finding.currency or not 0 < amount.minor <= most.minor:
        raise BadInput(N_("Between nothing and %(most)s can be credited for this.", most=most), field="amount")


def _check_undisputed(finding: Finding) -> None:
    lines = [line.id for line, _ in shares_of(finding)]
    wanted = select(Dispute).join(DisputedLine).where(DisputedLine.line_id.in_(lines), DisputedLine.open)
    dispute = db.session.scalars(wanted.order_by(Dispute.id)).first()
    if dispute is not None:
        raise RuleBroken(
            N_("The client disputes this line already: decide it in %(reference)s.", reference=dispute.reference)
        )


def live_correction(finding: Finding) -> ProactiveCorrection | None:
    """The one that waits or has been posted."""
    wanted = select(ProactiveCorrection).where(ProactiveCorrection.finding_id == finding.id)
    return db.session.scalar(wanted.where(ProactiveCorrection.status != CorrectionStatus.SENT_BACK))


def _over_limit(person: Person, correction: ProactiveCorrection) -> bool:
    """Whether it passes what `person` may give: at once, or with all they have given in this day, week and month.

    A correction that waits counts for nobody; the person's row is locked, so that nobody adds to theirs meanwhile.
    """
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    currency = correction.currency
    limit = policies.desk().limit(person.role.value, RemedyKind.ADJUST_CHARGE.value, currency)
    if limit is None:
        return True
    given = given_by(person, currency)
    sums = {"remedy": correction.amount_minor}
    sums |= {period: correction.amount_minor + getattr(given, period) for period in PERIODS}
    return any(Money(minor, currency) > limit.of(what, currency) for what, minor in sums.items())


def _post(correction: ProactiveCorrection) -> None:
    finding = correction.finding
    parts = _split(finding, correction.amount)
    if finding.invoice is None or total((part for _, part in parts), correction.currency) != correction.amount:
        raise RuleBroken(N_("So much can no longer be credited: something has been given back meanwhile."))
    note = credit_lines(
        finding.invoice,
        parts,
        reason=f"Correction of an error that we found ({finding.rule})",
        key=f"correction:{correction.public_id}",
    )
    correction.credit_note, correction.status = note, CorrectionStatus.POSTED
    correction.decided_at = clock.now()
    finding.status = FindingStatus.FIXED
    steps.note(
        finding,
        N_("credited"),
        by=None,
        words=N_("%(number)s over %(amount)s", number=note.number, amount=note.payable),
    )
    record(CorrectionPosted(correction.id))


def approve(correction: ProactiveCorrection, *, by: Person, words: str = "") -> ProactiveCorrection:
    """By a manager other than its proposer, within their own limit. Raises `NotAllowed` for others."""
    with transaction():
        row = _waiting(correction)
        require(by, Act.APPROVE_CORRECTION, row)
        if _over_limit(by, row):
            raise NotAllowed(OVER)
        _check_undisputed(row.finding)
        row.approved_by, row.decision_words = by, words.strip()
        steps.note(row.finding, N_("correction approved"), by=by, words=row.decision_words)
        _post(row)
    return row


def send_back(correction: ProactiveCorrection, *, words: str, by: Person) -> ProactiveCorrection:
    with transaction():
        row = _waiting(correction)
        require(by, Act.SEND_BACK_CORRECTION, row)
        row.decision_words = steps.needed(words, "change", N_("What should change"))
        row.approved_by, row.status, row.decided_at = by, CorrectionStatus.SENT_BACK, clock.now()
        steps.note(row.finding, N_("correction sent back"), by=by, words=row.decision_words)
        record(CorrectionSentBack(row.id))
    return row


def _waiting(correction: ProactiveCorrection) -> ProactiveCorrection:
    row: ProactiveCorrection = steps.locked(correction)
    if row.status is not CorrectionStatus.AWAITING_APPROVAL:
        raise RuleBroken(N_("This correction does not wait for approval: %(label)s.", label=row.status.label.lower()))
    return row


def waiting_correction(finding: Finding) -> ProactiveCorrection:
    """Raises `NotFound` where none of this finding waits for approval."""
    found = live_correction(finding)
    if found is None or found.status is not CorrectionStatus.AWAITING_APPROVAL:
        raise NotFound(N_("No correction of this finding waits for approval."))
    return found
