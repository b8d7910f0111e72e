"""What follows when a person answers, asks for somebody, or wants to come in."""

from support.accounts.events import SignInLinkAsked
from support.accounts.models import SignInLink
from support.accounts.queries import person
from support.billing.queries import findings_of
from support.conversations import events as chat
from support.conversations import queries as chats
from support.conversations import understanding
from support.conversations.models import Conversation
from support.conversations.tone import tone_of
from support.correspondence import letters, staff_letters
from support.disputes import services as disputes
from support.disputes.afterwards import open_elsewhere
from support.disputes.models import Dispute
from support.disputes.states import DECIDED, OPEN
from support.extensions import db
from support.feedback import events as feedback
from support.feedback import services as follow_ups
from support.feedback.models import Survey
from support.kernel.sayings import N_
from support.reactions.disputes import dispute_of
from support.sla import services as sla
from support.sla.queries import clocks_of

MOST_TOLD = 5
"""Findings that a letter about a chat names; the panel beside the chat shows them all."""


def start_follow_up(event: feedback.FollowUpDue) -> None:
    disputes.start_follow_up(dispute_of(event))


def write_follow_up(event: feedback.FollowUpDue | feedback.FollowUpReminded) -> None:
    survey = db.session.get_one(Survey, event.survey_id)
    reminder = isinstance(event, feedback.FollowUpReminded)
    letters.follow_up(dispute_of(event), event.token, survey.expires_at, reminder=reminder)


def close_unanswered(event: feedback.FollowUpUnanswered) -> None:
    disputes.close(dispute_of(event), satisfied=None, by=None)


def act_on_score(event: feedback.SurveyAnswered) -> None:
    """Satisfied or in between: closed. Not satisfied: opened again, a tier higher where that can be; somebody is told at once."""
    dispute = dispute_of(event)
    followed = dispute.status in follow_ups.FOLLOWED
    if event.alert and dispute.status in DECIDED and open_elsewhere(dispute) is None:
        why = N_("The client gave %(score)s of 5.", score=event.score) + (f" {event.words}" if event.words else "")
        disputes.reopen(dispute, why=why, by=None)
    elif followed:  # not satisfied, and the same charge is in another dispute by now: that one goes on
        disputes.close(dispute, satisfied=event.satisfied, by=None)
    if event.alert:
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
        dispute=linked[-1] if linked else None,
        asked_at=conversation.last_message_at,
        of=_handed_over(conversation, linked[-1] if linked else None),
    )


def _handed_over(conversation: Conversation, dispute: Dispute | None) -> staff_letters.HandedOver:
    said = [message.text for message in chats.last_words(conversation)]
    understood = understanding.understood_in(conversation)
    return staff_letters.HandedOver(
        said=said,
        tone=tone_of(said).value,
        meant=understanding.intent_in_words(understood),
        so_far=understanding.so_far_in_words(understood),
        found=[str(finding.message) for finding in findings_of(dispute.invoice)][:MOST_TOLD] if dispute else [],
        clocks=[(row.label, row.due_at) for row in clocks_of(dispute) if row.running] if dispute else [],
    )


def write_sign_in_link(event: SignInLinkAsked) -> None:
    link = db.session.get_one(SignInLink, event.link_id)
    inviter = person(event.invited_by) if event.invited_by else None
    letters.sign_in_link(person(event.person_id), event.token, link.expires_at, f"sign-in:{event.link_id}", inviter)
