"""What follows when the staff change: who is away, who does what, who has been given what."""

from sqlalchemy import select

from support.accounts.events import AbsenceEntered, AccountClosed, DutiesChanged
from support.accounts.models import Person
from support.conversations import notices, releasing
from support.conversations import services as conversations
from support.correspondence import staff_letters, team_letters
from support.disputes import events as happened
from support.disputes import services as disputes
from support.disputes.approving import approvers
from support.disputes.models import Mention
from support.extensions import db
from support.reactions.disputes import dispute_of, remedy_of


def relieve(event: AbsenceEntered | DutiesChanged | AccountClosed) -> None:
    disputes.relieve(db.session.get_one(Person, event.person_id))


def release_chats(_: AbsenceEntered | AccountClosed) -> None:
    releasing.release_chats()


def tell_new_owner(event: happened.OwnerChanged) -> None:
    team_letters.dispute_assigned(dispute_of(event), event.why)


def tell_hand_over(event: happened.DisputeHandedOver) -> None:
    """The department is told why, the client only who."""
    dispute = dispute_of(event)
    team_letters.hand_over_received(dispute, event.why)
    team_letters.dispute_handed_over(dispute)
    conversations.note_in_chat(dispute, *notices.handed_over(dispute))


def tell_mentioned(event: happened.ColleaguesMentioned) -> None:
    for mention in db.session.scalars(select(Mention).where(Mention.note_id == event.note_id)):
        team_letters.mentioned(dispute_of(event), mention)


def ask_for_approval(event: happened.ApprovalRequested | happened.ApproverWanted) -> None:
    """The managers who are there and may; with none of them, all managers and the proposer hear that nobody can."""
    dispute, remedy = dispute_of(event), remedy_of(event.remedy_id)
    able = approvers([remedy])[remedy.id]
    if able:
        staff_letters.approval_requested(dispute, remedy, able)
    else:
        team_letters.approval_without_approver(dispute, remedy)
