"""The days that letters promise: from the dispute's clocks and the desk's own numbers."""

from datetime import datetime, timedelta

from support import policies
from support.disputes.models import Dispute
from support.kernel import clock

ASKED_TO_ANSWER_WITHIN = timedelta(days=7)


def decided_by(dispute: Dispute) -> datetime:
    """When the client hears the decision at the latest; the next due moment while no estimate is known."""
    return dispute.respond_by or dispute.next_due_at or clock.now() + timedelta(days=policies.desk().grace_days)


def follow_up_on(dispute: Dispute) -> datetime:
    return (dispute.decided_at or clock.now()) + timedelta(days=policies.desk().follow_up_days)


def rejectable_until(dispute: Dispute) -> datetime:
    """How long a decision can be questioned, or the dispute opened again."""
    return (dispute.decided_at or dispute.closed_at or clock.now()) + policies.desk().reopen_window


def answer_by() -> datetime:
    return clock.now() + ASKED_TO_ANSWER_WITHIN
