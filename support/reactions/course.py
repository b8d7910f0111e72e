"""What follows when a dispute goes on apart, a rule is set aside, a wish is refused, or silence ends it."""

from support.conversations import notices
from support.conversations import services as conversations
from support.correspondence import course_letters
from support.disputes import events as happened
from support.disputes.models import Dispute
from support.extensions import db
from support.reactions.disputes import dispute_of, remedy_of
from support.sla import services as sla


def go_on_apart(event: happened.DisputeUnmerged) -> None:
    """Chats stay with both: what was said there was said about both."""
    dispute, left = dispute_of(event), db.session.get_one(Dispute, event.from_id)
    sla.recompute(left.id)
    course_letters.dispute_unmerged(dispute, left)
    conversations.note_in_chat(dispute, *notices.unmerged(dispute, left))


def tell_refused_counter(event: happened.CounterRefused) -> None:
    dispute, remedy = dispute_of(event), remedy_of(event.remedy_id)
    course_letters.counter_refused(dispute, remedy, event.words)
    conversations.note_in_chat(dispute, *notices.counter_refused(dispute, event.words))


def announce_closing(event: happened.ClosingAnnounced) -> None:
    course_letters.closing_announced(dispute_of(event), remedy_of(event.remedy_id), event.on)


def tell_lapse(event: happened.DisputeLapsed) -> None:
    dispute = dispute_of(event)
    course_letters.dispute_lapsed(dispute)
    conversations.note_in_chat(dispute, *notices.lapsed(dispute))
