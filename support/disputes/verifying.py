"""Looking whether histories are what was written."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

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
    """How many disputes were looked at, and what is wrong with them; a reference left out is a fault too."""
    count, faults, before = 0, list[Fault](), 0
    for dispute in _all():
        count += 1
        faults += verify(dispute)
        number = int(dispute.reference.rpartition("-")[2])
        faults += [Fault(f"DSP-{gone:05}", 0, "the whole dispute is missing") for gone in range(before + 1, number)]
        before = max(before, number)
    return count, faults


def _all() -> Iterator[Dispute]:
    """By reference, some at a time, so that ten years of them fit into memory."""
    last = ""
    while True:
        wanted = select(Dispute).where(Dispute.reference > last).order_by(Dispute.reference).limit(AT_ONCE)
        rows: Sequence[Dispute] = db.session.scalars(wanted.options(selectinload(Dispute.history))).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].reference
        db.session.expunge_all()
