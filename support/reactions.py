"""EVENT → what follows. The one page on which the domains meet; each row runs in the transaction of its event."""

from collections.abc import Sequence

from support.accounts.events import SignInLinkAsked
from support.accounts.models import SignInLink
from support.accounts.queries import person
from support.billing.settlement import Instalment
from support.conversations import events as chat
from support.conversations import notices
from support.conversations import queries as chats
from support.conversations import services as conversations
from support.conversations.models import Conversation
from support.correspondence import letters, remedy_letters, staff_letters
from support.disputes import events as happened
from support.disputes import services as disputes
from support.disputes.events import DisputeEvent
from support.disputes.models import Dispute, Remedy
from support.disputes.states import OPEN
from support.extensions import db
from support.feedback import events as feedback
from support.feedback import services as follow_ups
from support.feedback.models import Survey
from support.kernel.transaction import Event, Reaction
from support.sla import events as clocks
from support.sla import services as sla


def _dispute(event: DisputeEvent | clocks.ClockEvent) -> Dispute:
    return db.session.get_one(Dispute, event.dispute_id)


def _remedy(remedy_id: int) -> Remedy:
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
        conversations.link_dispute(event.conversation_id, _dispute(event))


def acknowledge(event: happened.DisputeOpened) -> None:
    disputes.acknowledge(_dispute(event))


def write_acknowledgement(event: happened.DisputeAcknowledged) -> None:
    letters.dispute_acknowledged(_dispute(event))


# Working on it


def tell_owner_of_statement(event: happened.StatementAdded | happened.ClientAnswered) -> None:
    staff_letters.client_answered(_dispute(event), event.words)


def note_who_looks(event: happened.DisputeTaken) -> None:
    dispute = _dispute(event)
    conversations.note_in_chat(dispute, *notices.taken(dispute))


def ask_client(event: happened.ClientAsked) -> None:
    dispute = _dispute(event)
    letters.client_asked(dispute, event.question)
    conversations.note_in_chat(dispute, *notices.asked(dispute, event.question))


def share_progress(event: happened.ProgressShared) -> None:
    dispute = _dispute(event)
    letters.progress_update(dispute, event.words)
    conversations.note_in_chat(dispute, *notices.progress(dispute, event.words))


def ask_for_approval(event: happened.ApprovalRequested) -> None:
    staff_letters.approval_requested(_dispute(event), _remedy(event.remedy_id))


def tell_proposer(event: happened.RemedySentBack) -> None:
    staff_letters.remedy_sent_back(_dispute(event), _remedy(event.remedy_id))


# Offers


def make_offer(event: happened.OfferMade) -> None:
    dispute, remedy = _dispute(event), _remedy(event.remedy_id)
    letters.offer_made(dispute, remedy)
    conversations.note_in_chat(dispute, *notices.offer(dispute, remedy))


def tell_owner_of_refusal(event: happened.OfferDeclined) -> None:
    staff_letters.offer_declined(_dispute(event), _remedy(event.remedy_id))


def tell_owner_of_counter_offer(event: happened.OfferCountered) -> None:
    staff_letters.counter_offer(_dispute(event), _remedy(event.remedy_id))


def remind_of_offer(event: happened.OfferReminded) -> None:
    letters.offer_made(_dispute(event), _remedy(event.remedy_id), reminder=True)


def end_offer(event: happened.OfferExpired) -> None:
    dispute = _dispute(event)
    letters.offer_expired(dispute, _remedy(event.remedy_id))
    conversations.note_in_chat(dispute, *notices.offer_ended(dispute))


# Deciding


def tell_decision(event: happened.DisputeResolved) -> None:
    dispute = _dispute(event)
    remedy = _remedy(event.remedy_id) if event.remedy_id is not None else None
    letters.dispute_resolved(dispute, remedy)
    conversations.note_in_chat(dispute, *notices.decision(dispute, remedy))


def tell_refund(event: happened.RefundPaid) -> None:
    remedy_letters.refund_paid(_dispute(event), _remedy(event.remedy_id))


def tell_delivery(event: happened.ServiceDelivered) -> None:
    remedy_letters.service_delivered(_dispute(event), _remedy(event.remedy_id), event.words)


def tell_void(event: happened.CreditVoided) -> None:
    remedy_letters.credit_voided(_dispute(event), _remedy(event.remedy_id), event.why)


def remind_of_instalment(event: happened.InstalmentDue) -> None:
    remedy_letters.instalment_due(_dispute(event), db.session.get_one(Instalment, event.instalment_id))


def schedule_follow_up(event: happened.DisputeResolved) -> None:
    follow_ups.schedule_follow_up(event.dispute_id)


def tell_escalation(event: happened.DisputeEscalated) -> None:
    dispute = _dispute(event)
    letters.dispute_escalated(dispute, event.tier)
    staff_letters.escalation_received(dispute, event.tier, event.why)
    conversations.note_in_chat(dispute, *notices.escalated(dispute, event.tier))


def tell_withdrawal(event: happened.DisputeWithdrawn) -> None:
    dispute = _dispute(event)
    letters.dispute_withdrawn(dispute)
    conversations.note_in_chat(dispute, *notices.withdrawn(dispute))


def tell_reopening(event: happened.DisputeReopened) -> None:
    dispute = _dispute(event)
    conversations.note_in_chat(dispute, *notices.reopened(dispute))
    if not _has_just_climbed(dispute):  # the letter about the escalation says it as well
        letters.dispute_reopened(dispute, event.why)


def _has_just_climbed(dispute: Dispute) -> bool:
    latest = dispute.history[-2:]
    return len(latest) == 2 and latest[1].tier > latest[0].tier


def go_on_in_one(event: happened.DisputeMerged) -> None:
    """The one that goes on gets the chats and the clocks of the other; the client hears its reference."""
    dispute, into = _dispute(event), db.session.get_one(Dispute, event.into_id)
    for conversation in chats.conversations_of_dispute(dispute):
        conversations.link_dispute(conversation.id, into)
    sla.recompute(into.id)
    letters.dispute_merged(dispute, into)
    conversations.note_in_chat(into, *notices.merged(dispute, into))


def note_closing(event: happened.DisputeClosed) -> None:
    dispute = _dispute(event)
    conversations.note_in_chat(dispute, *notices.closed(dispute))


# Deadlines


def warn_owner(event: clocks.DeadlineNear) -> None:
    staff_letters.deadline_near(_dispute(event), event.label, event.due_at)


def report_miss(event: clocks.DeadlineMissed) -> None:
    staff_letters.deadline_missed(_dispute(event), event.label, event.due_at)


# Afterwards


def start_follow_up(event: feedback.FollowUpDue) -> None:
    disputes.start_follow_up(_dispute(event))


def write_follow_up(event: feedback.FollowUpDue | feedback.FollowUpReminded) -> None:
    survey = db.session.get_one(Survey, event.survey_id)
    reminder = isinstance(event, feedback.FollowUpReminded)
    letters.follow_up(_dispute(event), event.token, survey.expires_at, reminder=reminder)


def close_unanswered(event: feedback.FollowUpUnanswered) -> None:
    disputes.close(_dispute(event), satisfied=None, by=None)


def act_on_score(event: feedback.SurveyAnswered) -> None:
    """Satisfied or in between: closed. Not satisfied: opened again, a tier higher, and somebody is told."""
    dispute = _dispute(event)
    if dispute.status not in follow_ups.FOLLOWED:
        return
    if not event.alert:
        disputes.close(dispute, satisfied=event.satisfied, by=None)
        return
    why = f"The client gave {event.score} of 5." + (f" {event.words}" if event.words else "")
    disputes.reopen(dispute, why=why, by=None)
    sla.recompute(dispute.id)  # the letter names the day that holds from now on
    staff_letters.low_score(dispute, event.score, event.words)


# Conversations and accounts


def call_a_person(event: chat.HandedOver) -> None:
    conversation = db.session.get_one(Conversation, event.conversation_id)
    linked = [dispute for dispute in chats.disputes_of_conversation(conversation) if dispute.status in OPEN]
    staff_letters.hand_over(
        client=conversation.person,
        conversation=conversation.public_id,
        event=f"chat:{conversation.public_id}:{conversation.last_seq}",
        why=event.why,
        said=[message.text for message in chats.last_words(conversation)],
        dispute=linked[-1] if linked else None,
        asked_at=conversation.last_message_at,
    )


def write_sign_in_link(event: SignInLinkAsked) -> None:
    link = db.session.get_one(SignInLink, event.link_id)
    letters.sign_in_link(person(event.person_id), event.token, link.expires_at, f"sign-in:{event.link_id}")


REACTIONS: dict[type[Event], Sequence[Reaction]] = {
    happened.DisputeOpened: (recompute_clocks, link_conversation, acknowledge),
    happened.DisputeAcknowledged: (recompute_clocks, write_acknowledgement),
    happened.StatementAdded: (recompute_clocks, tell_owner_of_statement),
    happened.DisputeTaken: (recompute_clocks, note_who_looks),
    happened.ClientAsked: (recompute_clocks, ask_client),
    happened.ClientAnswered: (recompute_clocks, tell_owner_of_statement),
    happened.ProgressShared: (recompute_clocks, share_progress),
    happened.ApprovalRequested: (recompute_clocks, ask_for_approval),
    happened.RemedySentBack: (recompute_clocks, tell_proposer),
    happened.OfferMade: (recompute_clocks, make_offer),
    happened.OfferDeclined: (recompute_clocks, tell_owner_of_refusal),
    happened.OfferCountered: (recompute_clocks, tell_owner_of_counter_offer),
    happened.OfferReminded: (remind_of_offer,),
    happened.OfferExpired: (recompute_clocks, end_offer),
    happened.RemedyPosted: (recompute_clocks,),
    happened.DisputeResolved: (recompute_clocks, tell_decision, schedule_follow_up),
    happened.OutcomeRejected: (recompute_clocks,),  # the escalation that goes with it tells everybody
    happened.DisputeEscalated: (recompute_clocks, tell_escalation),
    happened.FollowUpStarted: (recompute_clocks,),
    happened.DisputeClosed: (recompute_clocks, note_closing),
    happened.DisputeWithdrawn: (recompute_clocks, tell_withdrawal),
    happened.DisputeReopened: (recompute_clocks, tell_reopening),
    happened.DisputeMerged: (recompute_clocks, go_on_in_one),
    happened.RefundPaid: (tell_refund,),
    happened.CreditVoided: (recompute_clocks, tell_void),
    happened.ServiceDelivered: (tell_delivery,),
    happened.InstalmentDue: (remind_of_instalment,),
    happened.FactRecorded: (recompute_clocks,),
    clocks.EscalationDue: (climb,),
    clocks.DeadlineNear: (warn_owner,),
    clocks.DeadlineMissed: (report_miss,),
    feedback.FollowUpDue: (start_follow_up, write_follow_up),
    feedback.FollowUpReminded: (write_follow_up,),
    feedback.FollowUpUnanswered: (close_unanswered,),
    feedback.SurveyAnswered: (act_on_score,),
    chat.HandedOver: (call_a_person,),
    chat.TakenOver: (),  # the transcript says it to both sides
    chat.HandedBack: (),
    SignInLinkAsked: (write_sign_in_link,),
}
