"""What must be true of disputes and of the ledger, whatever people have done."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from support.accounts.models import Person
from support.billing.balance import account_balances, invoice_balance
from support.billing.credit import creditable_of
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.settlement import Hold, Refund
from support.disputes.models import Dispute, DisputeLink
from support.disputes.reasons import CORRECTIONS, CheckKind, Outcome, RemedyKind, RemedyStatus
from support.disputes.states import DECIDED, OPEN, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.sla.models import Clock
from support.sla.services import recompute
from support.sla.timeline import clocks_from_history


def try_sequences(machine: type[RuleBasedStateMachine], examples: int) -> None:
    """`examples` sequences of 25 deeds; fails at the first after which something cannot be true."""
    quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=25, **quiet))


WAITING = (RemedyStatus.AWAITING_APPROVAL, RemedyStatus.OFFERED)


def it_can_be_true(rows: list[Dispute], bills: list[int], client: Person) -> None:
    """Fails at the first thing that cannot be. `bills` are ids of invoices of the client."""
    for dispute in rows:
        record_of(dispute)
        decision_of(dispute)
        remedies_of(dispute)
        clocks_of(dispute)
    together(rows)
    money(rows, bills, client)


def record_of(dispute: Dispute) -> None:
    assert verify(dispute) == []
    assert dispute.owner is None or (dispute.owner.active and dispute.owner.role.is_staff)
    assert all(row.open is (dispute.status in OPEN) for row in dispute.lines)
    into, seen = dispute, set()
    while into.merged_into is not None:
        assert into.id not in seen, "merged in a circle"
        seen.add(into.id)
        into = into.merged_into
    assert (dispute.status is Status.MERGED) == (dispute.merged_into_id is not None)


def decision_of(dispute: Dispute) -> None:
    if dispute.status in DECIDED and dispute.outcome is not Outcome.LAPSED:
        assert {check.kind for check in dispute.checks} == set(CheckKind), "a decision without checks"
        assert dispute.root_cause
        assert dispute.explanation
    assert (dispute.outcome is None) == (dispute.status in (*OPEN, Status.MERGED))
    assert (dispute.outcome is Outcome.WITHDRAWN) == (dispute.status is Status.WITHDRAWN)


def remedies_of(dispute: Dispute) -> None:
    live = [row for row in dispute.remedies if row.status in WAITING]
    assert len(live) == (dispute.status in (Status.AWAITING_APPROVAL, Status.OFFERED))
    for remedy in dispute.remedies:
        assert remedy.approved_by_id != remedy.proposed_by_id
        credited = remedy.kind in (*CORRECTIONS, RemedyKind.GOODWILL, RemedyKind.DISCOUNT)
        given = remedy.status in (RemedyStatus.POSTED, RemedyStatus.VOID)
        assert (remedy.credit_note_id is not None) == (credited and given)
        assert remedy.delivered_on is None or remedy.kind is RemedyKind.ADDITIONAL_SERVICE


def clocks_of(dispute: Dispute) -> None:
    recompute(dispute.id)
    stored = {(row.name, row.started_at, row.due_at, row.ending) for row in db.session.query(Clock).filter_by(dispute_id=dispute.id)}  # fmt: skip
    fresh = {(row.due.name, row.due.started_at, row.due.due_at, row.due.ending) for row in clocks_from_history(dispute)}  # fmt: skip
    assert stored == fresh


def together(rows: list[Dispute]) -> None:
    lines = [row.line_id for dispute in rows for row in dispute.lines if row.open]
    assert len(lines) == len(set(lines)), "one line in two open disputes"
    held = {row.dispute_ref for row in db.session.query(Hold) if row.released_at is None}
    assert held == {dispute.reference for dispute in rows if dispute.status in OPEN}, "a hold without an open dispute"
    for tie in db.session.query(DisputeLink):
        assert tie.first_id < tie.second_id


def money(rows: list[Dispute], bills: list[int], client: Person) -> None:
    notes = {note.id for note in db.session.query(Invoice).filter_by(kind=DocumentKind.CREDIT_NOTE)}
    for bill in (db.session.get_one(Invoice, row) for row in bills):
        balance = invoice_balance(bill)
        assert balance.credited <= balance.payable, "more credited than billed"
        assert creditable_of(bill).minor >= 0
        refunded = sum(row.amount_minor for row in db.session.query(Refund).filter_by(invoice_id=bill.id))
        assert refunded <= balance.paid.minor, "more paid back than was paid"
        again = db.session.query(Invoice).filter_by(corrects_id=bill.id, kind=DocumentKind.CORRECTED_INVOICE)
        assert again.count() <= 1, "replaced twice"
    assert all(remedy.credit_note_id in notes for row in rows for remedy in row.remedies if remedy.credit_note_id)
    account = account_balances(client.organisation)["EUR"]
    assert account.open.minor >= 0
    assert account.credit.minor >= 0
