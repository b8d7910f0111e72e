"""Looking whether histories are what was written."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from support.accounts.models import Counter
from support.disputes.history import Fault, faults_of
from support.disputes.models import Dispute
from support.extensions import db

AT_ONCE = 200


def verify(dispute: Dispute) -> list[Fault]:
    """What is wrong with the history of one dispute."""
    return faults_of(
        dispute.reference,
        dispute.history,
        length=dispute.history_length,
        head=dispute.history_head,
        status=dispute.status.value,
        tier=dispute.tier,
    )


def verify_all() -> tuple[int, list[Fault]]:
    """How many disputes were looked at, and what is wrong with them; a number that is left out is a fault too."""
    numbers, faults = set[int](), list[Fault]()
    for dispute in _all():
        numbers.add(int(dispute.reference.rpartition("-")[2]))
        faults += verify(dispute)
    given = db.session.scalar(select(Counter.last).where(Counter.series == "disputes")) or 0
    gone = sorted(set(range(1, max(numbers | {given}, default=0) + 1)) - numbers)
    faults += [Fault(f"DSP-{number:05}", 0, "the whole dispute is missing") for number in gone]
    return len(numbers), faults


def _all() -> Iterator[Dispute]:
    """In the order of opening, some at a time, so that ten years of them fit into memory."""
    last = 0
    while True:
        wanted = select(Dispute).where(Dispute.id > last).order_by(Dispute.id).limit(AT_ONCE)
        rows: Sequence[Dispute] = db.session.scalars(wanted.options(selectinload(Dispute.history))).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id
        db.session.expunge_all()
