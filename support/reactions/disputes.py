"""What follows when something happens to a dispute: clocks, letters, words in the chat."""

from support.billing.models import Invoice
from support.billing.settlement import Instalment
from support.conversations import notices
from support.conversations import queries as chats
from support.conversations import services as conversations
from support.correspondence import course_letters, decision_letters, letters, remedy_letters, staff_letters
from support.disputes import events as happened
from support.disputes import services as disputes
from support.disputes.events import DisputeEvent
from support.disputes.models import Dispute, Remedy
from support.disputes.states import OPEN
from support.extensions import db
from support.feedback import services as follow_ups
from support.sla import events as clocks
from support.sla import services as sla


def dispute_of(event: DisputeEvent | clocks.ClockEvent) -> Dispute:
    return db.session.get_one(Dispute, event.dispute_id)


def remedy_of(remedy_id: int) -> Remedy:
    return db.session.get_one(Remedy, remedy_id)


# The clocks


def recompute_clocks(event: DisputeEvent) -> None:
    sla.recompute(event.dispute_id)


def climb(event: clocks.EscalationDue) -> None:
    dispute = db.session.get_one(Dispute, event.dispute_id)
    if dispute.status in OPEN:
        disputes.escalate(dispute, why=event.why, to_tier=event.to_tier, trigger=event.trigger)


# Opening


def link_conversation(event: happened.DisputeOpened) -> None:
    if event.conversation_id is not None:
        conversations.link_dispute(event.conversation_id, dispute_of(event))


def acknowledge(event: happened.DisputeOpened) -> None:
    disputes.acknowledge(dispute_of(event))


def write_acknowledgement(event: happened.DisputeAcknowledged) -> None:
    letters.dispute_acknowledged(dispute_of(event))


# Working on it


def tell_owner_of_statement(event: happened.StatementAdded | happened.ClientAnswered) -> None:
    staff_letters.client_answered(dispute_of(event), event.words)


def note_who_looks(event: happened.DisputeTaken) -> None:
    dispute = dispute_of(event)
    conversations.note_in_chat(dispute, *notices.taken(dispute))


def ask_client(event: happened.ClientAsked) -> None:
    dispute = dispute_of(event)
    letters.client_asked(dispute, event.question)
    conversations.note_in_chat(dispute, *notices.asked(dispute, event.question))


def share_progress(event: happened.ProgressShared) -> None:
    dispute = dispute_of(event)
    letters.progress_update(dispute, event.words)
    conversations.note_in_chat(dispute, *notices.progress(dispute, event.words))


def tell_proposer(event: happened.RemedySentBack) -> None:
    staff_letters.remedy_sent_back(dispute_of(event), remedy_of(event.remedy_id))


# Offers


def make_offer(event: happened.OfferMade) -> None:
    dispute, remedy = dispute_of(event), remedy_of(event.remedy_id)
    letters.offer_made(dispute, remedy)
    conversations.note_in_chat(dispute, *notices.offer(dispute, remedy))


def tell_owner_of_refusal(event: happened.OfferDeclined) -> None:
    staff_letters.offer_declined(dispute_of(event), remedy_of(event.remedy_id))


def tell_owner_of_counter_offer(event: happened.OfferCountered) -> None:
    staff_letters.counter_offer(dispute_of(event), remedy_of(event.remedy_id))


def remind_of_offer(event: happened.OfferReminded) -> None:
    letters.offer_made(dispute_of(event), remedy_of(event.remedy_id), reminder=True)


def end_offer(event: happened.OfferExpired) -> None:
    dispute = dispute_of(event)
    letters.offer_expired(dispute, remedy_of(event.remedy_id))
    conversations.note_in_chat(dispute, *notices.offer_ended(dispute))


# Deciding


def tell_decision(event: happened.DisputeResolved) -> None:
    dispute = dispute_of(event)
    remedy = remedy_of(event.remedy_id) if event.remedy_id is not None else None
    decision_letters.dispute_resolved(dispute, remedy)
    conversations.note_in_chat(dispute, *notices.decision(dispute, remedy))


def send_corrected_invoice(event: happened.InvoiceRestated) -> None:
    remedy_letters.invoice_corrected(dispute_of(event), db.session.get_one(Invoice, event.invoice_id), event.why)


def tell_refund(event: happened.RefundPaid) -> None:
    remedy_letters.refund_paid(dispute_of(event), remedy_of(event.remedy_id))


def tell_delivery(event: happened.ServiceDelivered) -> None:
    remedy_letters.service_delivered(dispute_of(event), remedy_of(event.remedy_id), event.words)


def tell_void(event: happened.CreditVoided) -> None:
    dispute, remedy = dispute_of(event), remedy_of(event.remedy_id)
    if remedy.credit_note is None:
        course_letters.remedy_ended(dispute, remedy, event.why)
    else:
        remedy_letters.credit_voided(dispute, remedy, event.why)


def remind_of_instalment(event: happened.InstalmentDue) -> None:
    remedy_letters.instalment_due(dispute_of(event), db.session.get_one(Instalment, event.instalment_id))


def schedule_follow_up(event: happened.DisputeResolved) -> None:
    follow_ups.schedule_follow_up(event.dispute_id)


def tell_escalation(event: happened.DisputeEscalated) -> None:
    dispute = dispute_of(event)
    letters.dispute_escalated(dispute, event.tier)
    staff_letters.escalation_received(dispute, event.tier, event.why)
    conversations.note_in_chat(dispute, *notices.escalated(dispute, event.tier))


def tell_withdrawal(event: happened.DisputeWithdrawn) -> None:
    dispute = dispute_of(event)
    letters.dispute_withdrawn(dispute)
    conversations.note_in_chat(dispute, *notices.withdrawn(dispute))


def tell_reopening(event: happened.DisputeReopened) -> None:
    dispute = dispute_of(event)
    conversations.note_in_chat(dispute, *notices.reopened(dispute))
    if not _has_just_climbed(dispute):  # the letter about the escalation says it as well
        letters.dispute_reopened(dispute, event.why)


def _has_just_climbed(dispute: Dispute) -> bool:
    latest = dispute.history[-2:]
    return len(latest) == 2 and latest[1].tier > latest[0].tier


def go_on_in_one(event: happened.DisputeMerged) -> None:
    """The one that goes on gets the chats and the clocks of the other; the client hears its reference."""
    dispute, into = dispute_of(event), db.session.get_one(Dispute, event.into_id)
    for conversation in chats.conversations_of_dispute(dispute):
        conversations.link_dispute(conversation.id, into)
    sla.recompute(into.id)
    letters.dispute_merged(dispute, into)
    conversations.note_in_chat(into, *notices.merged(dispute, into))


def note_closing(event: happened.DisputeClosed) -> None:
    dispute = dispute_of(event)
    conversations.note_in_chat(dispute, *notices.closed(dispute))


# Deadlines


def warn_owner(event: clocks.DeadlineNear) -> None:
    staff_letters.deadline_near(dispute_of(event), event.label, event.due_at)


def report_miss(event: clocks.DeadlineMissed) -> None:
    staff_letters.deadline_missed(dispute_of(event), event.label, event.due_at)
