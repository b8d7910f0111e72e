"""Opening a dispute: what a client says is wrong becomes a record, and what is in dispute is held back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation, Person
from support.accounts.services import next_number
from support.billing.audit.looking import write_down, wrong_with
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import UNKNOWN_INVOICE, agreed_profile
from support.disputes import assignment, ladder
from support.disputes.events import DisputeOpened
from support.disputes.history import FIRST
from support.disputes.investigating import append_statement
from support.disputes.locking import lock_invoice, locked, place_hold, to_hold
from support.disputes.models import Dispute, DisputedLine
from support.disputes.permissions import why_not_open
from support.disputes.reasons import Channel, Reason
from support.disputes.rules import check_claim, claims_of, needed
from support.disputes.states import AT_WORK, UNTOUCHED, Status
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound
from support.kernel.money import Money, total
from support.kernel.permissions import refuse
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.policies.engine import due_moments, notice
from support.policies.profiles import Profile

# The columns' own defaults come with the first write; the history is written before it.
AT_FIRST: dict[str, Any] = {"status": Status.RECEIVED, "tier": 1, "history_length": 0, "history_head": FIRST}


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


class Wish(TypedDict):
    """What somebody wants to dispute: these are the keywords of `check_opening` and `open_dispute`.

    `lines` None is the whole invoice. `claimed` is what they say is right for these lines together, net of tax; None
    or zero contests all of it. Staff open `on_behalf_of` a client.
    """

    by: Person
    invoice: Invoice
    lines: list[InvoiceLine] | None
    reason: Reason
    statement: str
    claimed: Money | None
    channel: Channel
    conversation_id: NotRequired[int | None]
    on_behalf_of: NotRequired[Organisation | None]
    service_impact: NotRequired[bool]


def check_opening(**wish: Unpack[Wish]) -> Opening:
    """What `open_dispute` would do, and nothing done. Raises as it does."""
    chosen, invoice, claimed = _check(wish), wish["invoice"], wish["claimed"]
    parts = claims_of([line.net_minor for line in chosen], claimed.minor if claimed is not None else None)
    disputed = [line.net - invoice.money(part or 0) for line, part in zip(chosen, parts, strict=True)]
    profile = profile_for(invoice)
    late = is_late(profile, invoice)
    return Opening(
        billed=total((line.net for line in chosen), invoice.currency),
        claimed=claimed,
        disputed=total(disputed, invoice.currency),
        hold=to_hold(invoice, list(zip(chosen, disputed, strict=True))),
        existing=_open_dispute_on(chosen),
        late=late,
        respond_by=respond_by(profile, regulated=not late and wish["channel"].value in profile.channels),
    )


def open_dispute(*, key: str | None, **wish: Unpack[Wish]) -> tuple[Dispute, bool]:
    """Open a dispute; returns it, and whether it was there already. The keywords are those of `Wish`.

    The same `key` again finds the first dispute. Lines that are in an open dispute join it: the statement is added.
    Raises `NotFound` for an invoice that is not the client's, `BadInput` with its field for what does not fit.
    """
    invoice, by = wish["invoice"], wish["by"]
    # Before the transaction: reading the client's bills takes its time, and nobody else has to wait for that.
    wrong = wrong_with(invoice) if _may_open(wish) and _opened_with(key, invoice) is None else []
    with transaction():
        # Openings on one invoice come one after the other, so that the second finds the first.
        lock_invoice(invoice)
        before = _opened_with(key, invoice)
        if before is not None and _may_open(wish):
            return before, True
        chosen = _check(wish)
        existing = _open_dispute_on(chosen)
        if existing is not None:
            _join(locked(existing), chosen, wish["statement"], by)
            return existing, True
        dispute = _new(wish, chosen)
        dispute.requested_key = stored_key(key, invoice.organisation_id)
        _begin(dispute, by)
        write_down(invoice, wrong)
        record(DisputeOpened(dispute.id, wish.get("conversation_id")))
        ladder.climb_at_opening(dispute)
    return dispute, False


def _begin(dispute: Dispute, by: Person) -> None:
    owner = assignment.next_owner(dispute.tier, dispute.reason)
    dispute.owner = owner
    if owner is not None:
        assignment.took_a_turn(owner)
    facts = {
        "reason": dispute.reason,
        "statement": dispute.statement,
        "invoice": dispute.invoice.number,
        "lines": [row.line.line_id for row in dispute.lines],
        "disputed": dispute.disputed.decimal,
        "channel": dispute.channel,
        "owner": owner.name if owner else None,
    }
    dispute.begin(by=by, facts=facts)
    db.session.add(dispute)
    db.session.flush()
    place_hold(dispute)


def _new(wish: Wish, chosen: list[InvoiceLine]) -> Dispute:
    invoice, channel = wish["invoice"], wish["channel"]
    profile = profile_for(invoice)
    late = is_late(profile, invoice)
    due = respond_by(profile, regulated=not late and channel.value in profile.channels)
    return Dispute(
        reference=f"DSP-{next_number('disputes'):05}",
        organisation_id=invoice.organisation_id,
        invoice=invoice,
        opened_by_id=wish["by"].id,
        channel=channel,
        reason=wish["reason"],
        statement=readable(wish["statement"], "statement"),
        currency=invoice.currency,
        service_impact=wish.get("service_impact", False),
        late=late,
        lines=_disputed_lines(chosen, wish["claimed"]),
        profile=profile.id,
        profile_version=profile.version,
        opened_at=clock.now(),
        respond_by=due,
        next_due_at=due,
        **AT_FIRST,
    )


def _disputed_lines(chosen: list[InvoiceLine], claimed: Money | None) -> list[DisputedLine]:
    parts = claims_of([line.net_minor for line in chosen], claimed.minor if claimed is not None else None)
    return [
        DisputedLine(line_id=line.id, line=line, billed_minor=line.net_minor, claimed_minor=part, open=True)
        for line, part in zip(chosen, parts, strict=True)
    ]


def stored_key(key: str | None, organisation_id: int) -> str | None:
    """A client's own keys meet nobody else's."""
    return hashlib.sha256(f"{organisation_id}:{key}".encode()).hexdigest() if key else None


def was_opened_with(dispute: Dispute, key: str) -> bool:
    """Whether it is the same form that opened it, sent again."""
    return dispute.requested_key == stored_key(key, dispute.organisation_id)


def _opened_with(key: str | None, invoice: Invoice) -> Dispute | None:
    kept = stored_key(key, invoice.organisation_id)
    return db.session.scalar(select(Dispute).where(Dispute.requested_key == kept)) if kept else None


def _may_open(wish: Wish) -> bool:
    by, invoice, client = wish["by"], wish["invoice"], wish.get("on_behalf_of")
    if by.role.is_staff:
        return by.active and (client is None or client.id == invoice.organisation_id)
    return by.active and by.organisation_id == invoice.organisation_id


def _check(wish: Wish) -> list[InvoiceLine]:
    """The lines that are meant. Another client's invoice gets the words of an unknown one."""
    invoice, lines = wish["invoice"], wish["lines"]
    if not _may_open(wish):
        raise NotFound(UNKNOWN_INVOICE, field="invoice")
    refuse(why_not_open(wish["by"]))
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        raise BadInput(
            N_("%(number)s is a credit note. Dispute the invoice that it corrects.", number=invoice.number),
            field="invoice",
        )
    chosen = list(invoice.lines) if lines is None else list(dict.fromkeys(lines))
    if not chosen:
        raise BadInput(N_("Choose at least one line of the invoice."), field="lines")
    if any(line.invoice_id != invoice.id for line in chosen):
        raise BadInput(N_("That line is not on invoice %(number)s.", number=invoice.number), field="lines")
    needed(wish["statement"], "statement", N_("What is wrong, in your own words,"))
    check_claim(total((line.net for line in chosen), invoice.currency), wish["claimed"], wish["reason"])
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


def profile_for(invoice: Invoice) -> Profile:
    """The policy profile of the agreement that it was billed under, where that names one; else the client's."""
    agreed = agreed_profile(invoice)
    return _in_force(agreed) if agreed else profile_of(invoice.organisation)


def profile_of(organisation: Organisation) -> Profile:
    """The client's policy profile in its version of today; the desk's own where it is unknown."""
    return _in_force(organisation.policy_profile)


def _in_force(name: str) -> Profile:
    today = clock.today()
    try:
        return policies.profile(name, on=today)
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
