"""EVENT → what follows. The one page on which the domains meet; each row runs in the transaction of its event."""

from collections.abc import Sequence

from support.accounts import events as accounts
from support.conversations import events as chat
from support.correspondence.inbound import events as came
from support.correspondence.sources import Read
from support.disputes import events as happened
from support.feedback import events as feedback
from support.kernel.transaction import Event, Reaction
from support.knowledge import events as told
from support.prevention import events as prevented
from support.reactions import chats as on_chats
from support.reactions import course, improving, unasked, welcoming
from support.reactions import disputes as on_disputes
from support.reactions import files as on_files
from support.reactions import incidents as on_incidents
from support.reactions import mail as on_mail
from support.reactions import people as on_people
from support.reactions import prevention as on_prevention
from support.reactions import staff as on_staff
from support.reactions import tasks as on_tasks
from support.sla import events as clocks

REACTIONS: dict[type[Event], Sequence[Reaction]] = {
    happened.DisputeOpened: (on_disputes.link_conversation, on_disputes.acknowledge),
    happened.DisputeAcknowledged: (on_disputes.recompute_clocks, on_disputes.write_acknowledgement),
    happened.StatementAdded: (on_disputes.tell_owner_of_statement,),
    happened.DisputeTaken: (on_disputes.recompute_clocks, on_disputes.note_who_looks),
    happened.ClientAsked: (on_disputes.recompute_clocks, on_disputes.ask_client),
    happened.ClientAnswered: (on_disputes.recompute_clocks, on_disputes.tell_owner_of_statement),
    happened.ProgressShared: (on_disputes.recompute_clocks, on_disputes.share_progress),
    happened.ApprovalRequested: (on_disputes.recompute_clocks, on_staff.ask_for_approval),
    happened.ApproverWanted: (on_staff.ask_for_approval,),
    happened.RemedySentBack: (on_disputes.recompute_clocks, on_disputes.tell_proposer),
    happened.OfferMade: (on_disputes.recompute_clocks, on_disputes.make_offer),
    happened.OfferDeclined: (on_disputes.recompute_clocks, on_disputes.tell_owner_of_refusal),
    happened.OfferCountered: (on_disputes.recompute_clocks, on_disputes.tell_owner_of_counter_offer),
    happened.OfferReminded: (on_disputes.remind_of_offer,),
    happened.OfferExpired: (on_disputes.recompute_clocks, on_disputes.end_offer),
    happened.RemedyPosted: (),  # the decision that goes with it says it
    happened.DisputeResolved: (on_disputes.recompute_clocks, on_disputes.tell_decision, on_disputes.schedule_follow_up),
    happened.OutcomeRejected: (on_disputes.recompute_clocks,),  # the escalation that goes with it tells everybody
    happened.DisputeEscalated: (on_disputes.recompute_clocks, on_disputes.tell_escalation),
    happened.FollowUpStarted: (on_disputes.recompute_clocks,),
    happened.DisputeClosed: (on_disputes.recompute_clocks, on_disputes.note_closing),
    happened.DisputeWithdrawn: (on_disputes.recompute_clocks, on_disputes.tell_withdrawal),
    happened.DisputeReopened: (on_disputes.recompute_clocks, on_disputes.tell_reopening),
    happened.DisputePutBack: (on_disputes.recompute_clocks,),
    happened.DisputeMerged: (on_disputes.recompute_clocks, on_disputes.go_on_in_one),
    happened.DisputeSplit: (on_disputes.recompute_clocks, course.go_on_beside),
    happened.DisputeUnmerged: (on_disputes.recompute_clocks, course.go_on_apart),
    happened.RuleOverridden: (on_disputes.recompute_clocks,),
    happened.CounterRefused: (course.tell_refused_counter,),
    happened.ClosingAnnounced: (course.announce_closing,),
    happened.DisputeLapsed: (on_disputes.recompute_clocks, course.tell_lapse),
    happened.InvoiceRestated: (on_disputes.send_corrected_invoice,),
    happened.RefundPaid: (on_disputes.tell_refund,),
    happened.CreditVoided: (on_disputes.recompute_clocks, on_disputes.tell_void),
    happened.ServiceDelivered: (on_disputes.tell_delivery,),
    happened.InstalmentDue: (on_disputes.remind_of_instalment,),
    happened.DisputeHandedOver: (on_disputes.recompute_clocks, on_staff.tell_hand_over),
    happened.ColleaguesMentioned: (on_staff.tell_mentioned,),
    happened.OwnerChanged: (on_staff.tell_new_owner,),
    happened.StandingTold: (on_disputes.recompute_clocks, unasked.write_standing),
    happened.FilesAdded: (on_files.tell_owner,),
    happened.FactRecorded: (on_disputes.recompute_clocks,),
    happened.DelayTold: (on_disputes.recompute_clocks, course.tell_delay),
    happened.RecourseTold: (on_disputes.recompute_clocks, course.tell_recourse),
    happened.CreditedForNow: (on_disputes.recompute_clocks, course.tell_credit_for_now),
    happened.CreditForNowEnded: (on_disputes.recompute_clocks, course.tell_end_of_credit),
    clocks.EscalationDue: (on_disputes.climb,),
    clocks.DeadlineNear: (on_disputes.warn_owner,),
    clocks.DeadlineMissed: (on_disputes.report_miss, course.say_where_else_to_turn),
    feedback.FollowUpDue: (on_people.start_follow_up, on_people.write_follow_up),
    feedback.FollowUpReminded: (on_people.write_follow_up,),
    feedback.FollowUpUnanswered: (on_people.close_unanswered,),
    feedback.SurveyAnswered: (on_people.act_on_score, improving.hear_survey),
    feedback.VoiceHeard: (improving.watch_theme,),
    chat.HandedOver: (on_people.call_a_person,),
    chat.TakenOver: (),  # the transcript says it to both sides
    chat.HandedBack: (),
    accounts.SignInLinkAsked: (on_people.write_sign_in_link,),
    accounts.AbsenceEntered: (on_staff.relieve, on_staff.release_chats),
    accounts.DutiesChanged: (on_staff.relieve,),
    accounts.AccountClosed: (on_staff.relieve, on_staff.release_chats),
    prevented.DraftIssued: (on_prevention.tell_client_of_invoice,),
    prevented.DraftSentBack: (on_prevention.tell_preparer,),
    prevented.CorrectionProposed: (on_prevention.ask_for_correction,),
    prevented.CorrectionPosted: (on_prevention.tell_client_of_correction,),
    prevented.CorrectionSentBack: (on_prevention.tell_proposer_of_correction,),
    chat.PersonReplied: (on_mail.mail_the_answer, on_chats.write_if_the_client_has_left),
    chat.FilesSent: (on_files.give_to_dispute,),
    came.ReplyReceived: (on_mail.take_up_reply,),
    came.ConversationAnswered: (on_mail.take_up_answer,),
    came.ContactReceived: (on_mail.take_up_contact,),
    came.MailReleased: (on_mail.take_up_released,),
    came.LetterBounced: (on_mail.tell_of_bounce,),
    chat.PromiseMissed: (on_chats.remind_the_desk,),
    prevented.IncidentNoticed: (on_incidents.tell_managers,),
    prevented.AffectedTold: (on_incidents.tell_client,),
    prevented.IncidentCredited: (on_incidents.tell_of_credit,),
    prevented.PriceAnnounced: (on_tasks.tell_of_price,),
    prevented.TasksDue: (on_tasks.remind_of_tasks,),
    prevented.DataRequestDecided: (on_tasks.tell_of_data,),
    told.WelcomeSent: (welcoming.write_welcome,),
}

FIGURES: dict[str, Read] = {"error": on_incidents.figures_of_error, "draft": on_prevention.figures_of_draft}
"""What letters rest their figures on → how it is read, of domains that letters know nothing of."""
