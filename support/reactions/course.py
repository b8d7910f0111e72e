"""What follows when a dispute goes on apart, a rule is set aside, a wish is refused, or silence ends it."""

from support.conversations import notices
from support.conversations import queries as chats
from support.conversations import services as conversations
from support.correspondence import course_letters, duty_letters
from support.disputes import events as happened
from support.disputes import services as disputes
from support.disputes.models import Dispute
from support.extensions import db
from support.reactions.disputes import dispute_of, remedy_of
from support.sla import events as clocks
from support.sla import services as sla


def go_on_apart(event: happened.DisputeUnmerged) -> None:
    """Chats stay with both: what was said there was said about both."""
    dispute, left = dispute_of(event), db.session.get_one(Dispute, event.from_id)
    sla.recompute(left.id)
    course_letters.dispute_unmerged(dispute, left)
    conversations.note_in_chat(dispute, *notices.unmerged(dispute, left))


def go_on_beside(event: happened.DisputeSplit) -> None:
    """Chats belong to both; the client hears the new reference."""
    dispute, left = dispute_of(event), db.session.get_one(Dispute, event.from_id)
    sla.recompute(left.id)
    course_letters.dispute_split(dispute, left)
    conversations.note_in_chat(left, *notices.split(dispute, left))
    for conversation in chats.conversations_of_dispute(left):
        conversations.link_dispute(conversation.id, dispute)


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


def tell_delay(event: happened.DelayTold) -> None:
    dispute = dispute_of(event)
    duty_letters.dispute_delayed(dispute, event.why, event.until)
    conversations.note_in_chat(dispute, *notices.delayed(dispute, event.why, event.until))


def tell_recourse(event: happened.RecourseTold) -> None:
    dispute = dispute_of(event)
    duty_letters.dispute_deadlock(dispute, event.words)
    conversations.note_in_chat(dispute, *notices.recourse(dispute))


def tell_credit_for_now(event: happened.CreditedForNow) -> None:
    duty_letters.provisional_credit(dispute_of(event), event.minor, event.on)


def tell_end_of_credit(event: happened.CreditForNowEnded) -> None:
    duty_letters.provisional_credit_ended(dispute_of(event), event.minor, event.on, event.why)


def say_where_else_to_turn(event: clocks.DeadlineMissed) -> None:
    """Where the policy opens another door to a client whom we have kept waiting, they hear of it on that day, unasked."""
    dispute = dispute_of(event)
    if event.clock == duty_letters.promised_by(dispute) and duty_letters.opens_with_a_missed_deadline(dispute):
        disputes.tell_recourse(dispute, by=None)
