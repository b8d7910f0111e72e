"""What the desk writes without being asked: where a dispute stands, and what will be due."""

from datetime import timedelta

from support import policies
from support.billing import reminding
from support.conversations import notices
from support.conversations import services as conversations
from support.correspondence import unasked_letters
from support.disputes import events as happened
from support.disputes import services as disputes
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import transaction
from support.reactions.disputes import dispute_of
from support.sla import queries as clocks

BEFORE = timedelta(hours=8)
"""So long before the time for a word runs out it is written without news: until then somebody may have some."""


def write_updates(limit: int = 200) -> int:
    """Tell the clients whose next word is due and who have not had one. Returns how many were written to."""
    due = clocks.words_due(clock.now() + BEFORE, limit)
    return sum(disputes.tell_standing(db.session.get_one(Dispute, dispute_id)) is not None for dispute_id in due)


def write_standing(event: happened.StandingTold) -> None:
    dispute = dispute_of(event)
    unasked_letters.update_without_news(dispute, event.words)
    conversations.note_in_chat(dispute, *notices.progress(dispute, event.words))


def remind_of_invoices() -> int:
    """Write about what will be due and what is overdue; never about what is on hold. Returns how many invoices."""
    numbers = policies.correspondence()
    due = reminding.reminders(numbers.before_due_days, numbers.after_due_days, numbers.too_late_days)
    written = 0
    for name, invoice_id in [(reminder.name, reminder.invoice.id) for reminder in due]:
        with transaction():
            written += _remind(name, invoice_id)
    return written


def _remind(name: str, invoice_id: int) -> bool:
    """Read again inside the transaction: what has been paid meanwhile is not asked for."""
    numbers = policies.correspondence()
    now = reminding.reminders(numbers.before_due_days, numbers.after_due_days, numbers.too_late_days, only=invoice_id)
    return any(unasked_letters.invoice_reminder(reminder) for reminder in now if reminder.name == name)
