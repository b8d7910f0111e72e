"""The life of a dispute as one table: `(status, action) → status`. Everything else is read from it."""

from support.kernel.enums import RichEnum
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_


class Status(RichEnum):
    RECEIVED = "received", "Received", "secondary"
    ACKNOWLEDGED = "acknowledged", "Acknowledged", "info"
    INVESTIGATING = "investigating", "Being investigated", "primary"
    AWAITING_CLIENT = "awaiting_client", "Waiting for the client", "warning"
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval", "warning"
    OFFERED = "offered", "Offer made", "info"
    RESOLVED = "resolved", "Resolved", "success"
    FOLLOW_UP = "follow_up", "Being followed up", "success"
    CLOSED = "closed", "Closed", "secondary"
    WITHDRAWN = "withdrawn", "Withdrawn", "secondary"
    MERGED = "merged", "Merged into another", "secondary"


class Action(RichEnum):
    """What can be done to a dispute. The first ones move it; from ASSIGN on they leave it where it is."""

    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    TAKE = "take", "Take"
    ASK_CLIENT = "ask_client", "Ask the client"
    CLIENT_ANSWERED = "client_answered", "Answer"
    RESUME = "resume", "Go on without an answer"
    REQUEST_APPROVAL = "request_approval", "Send for approval"
    APPROVE = "approve", "Approve and post"
    APPROVE_OFFER = "approve_offer", "Approve and offer"
    SEND_BACK = "send_back", "Send back"
    OFFER = "offer", "Offer"
    ACCEPT = "accept", "Accept"
    DECLINE_OFFER = "decline_offer", "Decline the offer"
    COUNTER_OFFER = "counter_offer", "Ask for something else"
    EXPIRE_OFFER = "expire_offer", "Let the offer expire"
    RESOLVE = "resolve", "Resolve"
    REJECT_OUTCOME = "reject_outcome", "Reject the decision"
    START_FOLLOW_UP = "start_follow_up", "Start the follow-up"
    CLOSE = "close", "Close"
    WITHDRAW = "withdraw", "Withdraw"
    REOPEN = "reopen", "Reopen"
    MERGE = "merge", "Merge into another"
    UNMERGE = "unmerge", "Go on by itself again"
    RECALL = "recall", "Take the proposal back"
    PUT_BACK = "put_back", "Put back"
    LAPSE = "lapse", "Close for want of an answer"
    VOID_CREDIT = "void_credit", "Take back what was given"
    ESCALATE = "escalate", "Escalate"
    ASSIGN = "assign", "Assign"
    ADD_STATEMENT = "add_statement", "Add a statement"
    SHARE_PROGRESS = "share_progress", "Share progress"
    TELL_STANDING = "tell_standing", "Tell where it stands"
    ADD_NOTE = "add_note", "Add a note"
    RECORD_CHECK = "record_check", "Record a check"
    RECORD_CAUSE = "record_cause", "Record the root cause"
    VERIFY_LINE = "verify_line", "Verify a line"
    ATTACH_DOCUMENT = "attach_document", "Attach a document"
    RECORD_FACT = "record_fact", "Record a fact for the clocks"
    FLAG_IMPACT = "flag_impact", "Say that the client's service suffers"
    HAND_DOWN = "hand_down", "Hand down a tier"
    HAND_OVER = "hand_over", "Hand over to another department"
    TAKE_IN = "take_in", "Take in another dispute"
    GIVE_BACK = "give_back", "Give back a dispute that was taken in"
    LINK = "link", "Link with another dispute"
    UNLINK = "unlink", "Take a link away"
    OVERRIDE = "override", "Override a rule in the client's favour"
    REFUSE_COUNTER = "refuse_counter", "Refuse what the client asks for instead"
    GIVE_NOTICE = "give_notice", "Give notice that it will be closed"
    REMIND_OFFER = "remind_offer", "Remind of the offer"
    RECORD_REFUND = "record_refund", "Record that a refund was paid"
    RECORD_INSTALMENT = "record_instalment", "Record that an instalment was paid"
    REMIND_INSTALMENT = "remind_instalment", "Remind of an instalment"
    RECORD_DELIVERY = "record_delivery", "Record that a service was delivered"
    ADD_FILES = "add_files", "Add files"
    TAG = "tag", "Change the tags"
    SPLIT = "split", "Split lines off"
    WRITE_CORRECTED = "write_corrected", "Write a corrected invoice"
    TELL_DELAY = "tell_delay", "Say that it takes longer"
    TELL_RECOURSE = "tell_recourse", "Say who else can be turned to"
    CREDIT_FOR_NOW = "credit_for_now", "Credit it for the time being"
    END_CREDIT_FOR_NOW = "end_credit_for_now", "Take the credit for the time being back"


OPENED = "open"
"""What the history calls its first entry, before which there was no dispute to act on."""

OPEN = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.INVESTIGATING,
    Status.AWAITING_CLIENT,
    Status.AWAITING_APPROVAL,
    Status.OFFERED,
)
DECIDED = (Status.RESOLVED, Status.FOLLOW_UP, Status.CLOSED)
ENDED = (*DECIDED, Status.WITHDRAWN, Status.MERGED)
UNTOUCHED = (Status.RECEIVED, Status.ACKNOWLEDGED)
"""Nobody has begun to work on it."""
KEPT_IN = (*OPEN, *DECIDED, Status.WITHDRAWN)
"""What was promised once is kept, whatever the dispute has come to since."""
AT_WORK = (Status.INVESTIGATING, Status.AWAITING_CLIENT)
"""Somebody is finding out: what is found may be recorded."""


def _staying(action: Action, statuses: tuple[Status, ...]) -> dict[tuple[Status, Action], Status]:
    return {(status, action): status for status in statuses}


def _leading(statuses: tuple[Status, ...], action: Action, to: Status) -> dict[tuple[Status, Action], Status]:
    return {(status, action): to for status in statuses}


TRANSITIONS: dict[tuple[Status, Action], Status] = {
    (Status.RECEIVED, Action.ACKNOWLEDGE): Status.ACKNOWLEDGED,
    **_leading(UNTOUCHED, Action.TAKE, Status.INVESTIGATING),
    (Status.INVESTIGATING, Action.ASK_CLIENT): Status.AWAITING_CLIENT,
    (Status.AWAITING_CLIENT, Action.CLIENT_ANSWERED): Status.INVESTIGATING,
    (Status.AWAITING_CLIENT, Action.RESUME): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.REQUEST_APPROVAL): Status.AWAITING_APPROVAL,
    (Status.AWAITING_APPROVAL, Action.APPROVE): Status.RESOLVED,
    (Status.AWAITING_APPROVAL, Action.APPROVE_OFFER): Status.OFFERED,
    (Status.AWAITING_APPROVAL, Action.SEND_BACK): Status.INVESTIGATING,
    (Status.AWAITING_APPROVAL, Action.RECALL): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.OFFER): Status.OFFERED,
    (Status.OFFERED, Action.ACCEPT): Status.RESOLVED,
    (Status.OFFERED, Action.DECLINE_OFFER): Status.INVESTIGATING,
    (Status.OFFERED, Action.COUNTER_OFFER): Status.INVESTIGATING,
    (Status.OFFERED, Action.EXPIRE_OFFER): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.RESOLVE): Status.RESOLVED,
    (Status.RESOLVED, Action.START_FOLLOW_UP): Status.FOLLOW_UP,
    (Status.RESOLVED, Action.CLOSE): Status.CLOSED,
    (Status.FOLLOW_UP, Action.CLOSE): Status.CLOSED,
    (Status.INVESTIGATING, Action.LAPSE): Status.CLOSED,
    **_leading(DECIDED, Action.REJECT_OUTCOME, Status.INVESTIGATING),
    **_leading(DECIDED, Action.VOID_CREDIT, Status.INVESTIGATING),
    # What was merged goes on in the other dispute: it is that one which is opened again.
    **_leading((*DECIDED, Status.WITHDRAWN), Action.REOPEN, Status.INVESTIGATING),
    **_leading(OPEN, Action.WITHDRAW, Status.WITHDRAWN),
    # Not while a proposal is out: it rests on the lines that the dispute has.
    **_leading((*UNTOUCHED, *AT_WORK), Action.MERGE, Status.MERGED),
    (Status.MERGED, Action.UNMERGE): Status.INVESTIGATING,
    # Taken by mistake, and undone at once: it had been acknowledged before.
    (Status.INVESTIGATING, Action.PUT_BACK): Status.ACKNOWLEDGED,
    # Taking over what somebody else is at, and moving up the ladder, leave it where it stands.
    **_staying(Action.TAKE, (*AT_WORK, Status.OFFERED)),
    **_staying(Action.ESCALATE, OPEN),
    **_staying(Action.ASSIGN, OPEN),
    **_staying(Action.ADD_STATEMENT, tuple(Status)),
    **_staying(Action.SHARE_PROGRESS, OPEN),
    **_staying(Action.TELL_STANDING, OPEN),
    **_staying(Action.ADD_NOTE, tuple(Status)),
    **_staying(Action.RECORD_CHECK, AT_WORK),
    **_staying(Action.RECORD_CAUSE, AT_WORK),
    **_staying(Action.VERIFY_LINE, AT_WORK),
    **_staying(Action.ATTACH_DOCUMENT, AT_WORK),
    **_staying(Action.RECORD_FACT, tuple(Status)),
    **_staying(Action.FLAG_IMPACT, OPEN),
    **_staying(Action.HAND_DOWN, AT_WORK),
    **_staying(Action.HAND_OVER, (*UNTOUCHED, *AT_WORK)),
    **_staying(Action.TAKE_IN, (*UNTOUCHED, *AT_WORK)),
    **_staying(Action.GIVE_BACK, (*UNTOUCHED, *AT_WORK, Status.MERGED)),
    **_staying(Action.LINK, tuple(Status)),
    **_staying(Action.UNLINK, tuple(Status)),
    **_staying(Action.OVERRIDE, KEPT_IN),
    **_staying(Action.REFUSE_COUNTER, AT_WORK),
    **_staying(Action.GIVE_NOTICE, (Status.INVESTIGATING,)),
    **_staying(Action.REMIND_OFFER, (Status.OFFERED,)),
    **_staying(Action.RECORD_REFUND, KEPT_IN),
    **_staying(Action.RECORD_INSTALMENT, KEPT_IN),
    **_staying(Action.REMIND_INSTALMENT, KEPT_IN),
    **_staying(Action.RECORD_DELIVERY, KEPT_IN),
    **_staying(Action.ADD_FILES, tuple(Status)),
    **_staying(Action.TAG, tuple(Status)),
    **_staying(Action.SPLIT, (*UNTOUCHED, *AT_WORK)),
    **_staying(Action.WRITE_CORRECTED, DECIDED),
    **_staying(Action.TELL_DELAY, OPEN),
    **_staying(Action.TELL_RECOURSE, (*OPEN, *DECIDED)),
    **_staying(Action.CREDIT_FOR_NOW, OPEN),
    **_staying(Action.END_CREDIT_FOR_NOW, (*OPEN, *DECIDED)),
}


def after(status: Status, action: Action) -> Status:
    """The status that `action` leads to; raises `RuleBroken` in a sentence where it is not possible."""
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise RuleBroken(
            N_(
                "“%(label)s” is not possible while the dispute is “%(label_2)s”.",
                label=action.label,
                label_2=status.label.lower(),
            )
        ) from None


def actions_from(status: Status) -> list[Action]:
    """What is possible in `status`, in the order of the table of actions."""
    return [action for action in Action if (status, action) in TRANSITIONS]
