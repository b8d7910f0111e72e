"""Opening a dispute: what a client says is wrong becomes a record, and what is in dispute is held back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation, Person
from support.accounts.services import next_number
from support.billing.credit import gross_of
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import UNKNOWN_INVOICE
from support.disputes import assignment, ladder
from support.disputes.events import DisputeOpened
from support.disputes.history import FIRST
from support.disputes.investigating import append_statement
from support.disputes.locking import place_hold
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Channel, Reason
from support.disputes.rules import check_claim, claims_of, needed
from support.disputes.states import AT_WORK, UNTOUCHED, Action
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound
from support.kernel.money import Money, total
from support.kernel.transaction import record, transaction
from support.policies.engine import due_moments, notice
from support.policies.profiles import Profile


@dataclass(frozen=True, slots=True)
class Opening:
    """What would be opened. Amounts are net of tax but `hold`, which is what stays out of the amount due.

    `existing` is the open dispute that these lines are in already; `late`: outside the notice window.
    """

    billed: Money
    claimed: Money | None
    disputed: Money
    hold: Money
    existing: Dispute | None
    late: bool
    respond_by: datetime


def check_opening(
    *,
    by: Person,
    invoice: Invoice,
    lines: list[InvoiceLine] | None,
    reason: Reason,
    statement: str,
    claimed: Money | None,
    channel: Channel,
    conversation_id: int | None = None,
    on_behalf_of: Organisation | None = None,
) -> Opening:
    """What `open_dispute` would do, and nothing done. Raises as it does."""
    chosen = _check(by, invoice, lines, reason, statement, claimed, on_behalf_of)
    billed = total((line.net for line in chosen), invoice.currency)
    parts = claims_of([line.net_minor for line in chosen], claimed.minor if claimed else None)
    disputed = [line.net - invoice.money(part or 0) for line, part in zip(chosen, parts, strict=True)]
    profile = profile_of(invoice.organisation)
    late = is_late(profile, invoice)
    return Opening(
        billed=billed,
        claimed=claimed,
        disputed=total(disputed, invoice.currency),
        hold=gross_of(list(zip(chosen, disputed, strict=True))),
        existing=_open_dispute_on(chosen),
        late=late,
        respond_by=respond_by(profile, regulated=not late and channel.value in profile.channels),
    )


def open_dispute(
    *,
    by: Person,
    invoice: Invoice,
    lines: list[InvoiceLine] | None,
    reason: Reason,
    statement: str,
    claimed: Money | None,
    channel: Channel,
    key: str | None,
    conversation_id: int | None = None,
    on_behalf_of: Organisation | None = None,
    service_impact: bool = False,
) -> tuple[Dispute, bool]:
    """Open a dispute of `lines` (None: of the whole invoice); returns it, and whether it was there already.

    `claimed` is what the client says is right for these lines together, net of tax; None or zero contests all of it.
    The same `key` again finds the first dispute. Lines that are in an open dispute join it: the statement is added.
    Raises `NotFound` for an invoice that is not the client's, `BadInput` with its field for what does not fit.
    """
    with transaction():
        _locked_invoice(invoice)
        before = _opened_with(key, invoice)
        if before is not None and _may_open(by, invoice, on_behalf_of):
            return before, True
        chosen = _check(by, invoice, lines, reason, statement, claimed, on_behalf_of)
        existing = _open_dispute_on(chosen)
        if existing is not None:
            _join(existing, chosen, statement, by)
            return existing, True
        dispute = _new(by, invoice, reason, statement.strip(), channel)
        dispute.service_impact, dispute.requested_key = service_impact, stored_key(key, invoice.organisation_id)
        dispute.lines = _disputed_lines(chosen, claimed)
        _begin(dispute, by)
        record(DisputeOpened(dispute.id, conversation_id))
        ladder.climb_at_opening(dispute)
    return dispute, False


def _locked_invoice(invoice: Invoice) -> None:
    """Openings on one invoice come one after the other, so that the second finds the first."""
    db.session.execute(select(Invoice.id).where(Invoice.id == invoice.id).with_for_update())


def _begin(dispute: Dispute, by: Person) -> None:
    owner = assignment.next_owner(dispute.tier, dispute.reason)
    dispute.owner = owner
    facts = {
        "reason": dispute.reason,
        "statement": dispute.statement,
        "invoice": dispute.invoice.number,
        "lines": [row.line.line_id for row in dispute.lines],
        "disputed": dispute.disputed.decimal,
        "channel": dispute.channel,
        "owner": owner.name if owner else None,
    }
    dispute.apply(Action.OPEN, by=by, facts=facts)
    db.session.add(dispute)
    db.session.flush()
    place_hold(dispute)


def _new(by: Person, invoice: Invoice, reason: Reason, statement: str, channel: Channel) -> Dispute:
    profile, now = profile_of(invoice.organisation), clock.now()
    late = is_late(profile, invoice)
    due = respond_by(profile, regulated=not late and channel.value in profile.channels)
    return Dispute(
        reference=f"DSP-{next_number('disputes'):05}",
        organisation_id=invoice.organisation_id,
        invoice=invoice,
        opened_by_id=by.id,
        channel=channel,
        tier=1,
        reason=reason,
        statement=statement,
        currency=invoice.currency,
        late=late,
        profile=profile.id,
        profile_version=profile.version,
        opened_at=now,
        respond_by=due,
        next_due_at=due,
        history_length=0,
        history_head=FIRST,
    )


def _disputed_lines(chosen: list[InvoiceLine], claimed: Money | None) -> list[DisputedLine]:
    parts = claims_of([line.net_minor for line in chosen], claimed.minor if claimed else None)
    return [
        DisputedLine(line_id=line.id, line=line, billed_minor=line.net_minor, claimed_minor=part, open=True)
        for line, part in zip(chosen, parts, strict=True)
    ]


def stored_key(key: str | None, organisation_id: int) -> str | None:
    """A client's own keys meet nobody else's."""
    return hashlib.sha256(f"{organisation_id}:{key}".encode()).hexdigest() if key else None


def _opened_with(key: str | None, invoice: Invoice) -> Dispute | None:
    kept = stored_key(key, invoice.organisation_id)
    return db.session.scalar(select(Dispute).where(Dispute.requested_key == kept)) if kept else None


def _may_open(by: Person, invoice: Invoice, on_behalf_of: Organisation | None) -> bool:
    if by.role.is_staff:
        return on_behalf_of is None or on_behalf_of.id == invoice.organisation_id
    return by.active and by.organisation_id == invoice.organisation_id


def _check(
    by: Person,
    invoice: Invoice,
    lines: list[InvoiceLine] | None,
    reason: Reason,
    statement: str,
    claimed: Money | None,
    on_behalf_of: Organisation | None,
) -> list[InvoiceLine]:
    """The lines that are meant. Another client's invoice gets the words of an unknown one."""
    if not _may_open(by, invoice, on_behalf_of):
        raise NotFound(UNKNOWN_INVOICE, field="invoice")
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        raise BadInput(f"{invoice.number} is a credit note. Dispute the invoice that it corrects.", field="invoice")
    chosen = list(invoice.lines) if lines is None else list(dict.fromkeys(lines))
    if not chosen:
        raise BadInput("Choose at least one line of the invoice.", field="lines")
    if any(line.invoice_id != invoice.id for line in chosen):
        raise BadInput(f"That line is not on invoice {invoice.number}.", field="lines")
    needed(statement, "statement", "What is wrong, in your own words,")
    check_claim(total((line.net for line in chosen), invoice.currency), claimed, reason)
    return chosen


def _open_dispute_on(lines: list[InvoiceLine]) -> Dispute | None:
    wanted = (
        select(Dispute)
        .join(DisputedLine)
        .where(DisputedLine.line_id.in_([line.id for line in lines]), DisputedLine.open)
        .order_by(Dispute.id)
    )
    return db.session.scalars(wanted).first()


def _join(existing: Dispute, chosen: list[InvoiceLine], statement: str, by: Person) -> None:
    """The statement is added; lines that no dispute has yet come in while somebody is still finding out."""
    append_statement(existing, statement, by)
    known = {row.line_id for row in existing.lines}
    more = [line for line in chosen if line.id not in known and _open_dispute_on([line]) is None]
    if more and existing.status in (*UNTOUCHED, *AT_WORK):
        existing.lines += _disputed_lines(more, None)
        db.session.flush()
        place_hold(existing)


def profile_of(organisation: Organisation) -> Profile:
    """The client's policy profile in its version of today; the desk's own where it is unknown."""
    today = clock.today()
    try:
        return policies.profile(organisation.policy_profile, on=today)
    except NotFound:
        return policies.profile(policies.desk().internal_profile, on=today)


def is_late(profile: Profile, invoice: Invoice) -> bool:
    """Outside the notice window, counted from the day the invoice was issued."""
    found = notice(profile, invoice.issued_on, clock.now())
    return found is not None and not found.timely


def respond_by(profile: Profile, *, regulated: bool = True) -> datetime:
    """When a dispute received now should be decided; by the desk's own promise where the rules do not hold for it."""
    profile = profile if regulated else policies.profile(policies.desk().internal_profile)
    dues = {due.name: due.due_at for due in due_moments(profile, clock.now())}
    return dues.get(profile.estimate) or min(dues.values())
