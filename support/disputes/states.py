"""The life of a dispute as one table: `(status, action) → status`. Everything else is read from it."""

from support.kernel.enums import RichEnum
from support.kernel.errors import RuleBroken


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


class Action(RichEnum):
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    TAKE = "take", "Take"
    ASK_CLIENT = "ask_client", "Ask the client"
    CLIENT_ANSWERED = "client_answered", "Answer"
    REQUEST_APPROVAL = "request_approval", "Send for approval"
    APPROVE = "approve", "Approve and post"
    APPROVE_OFFER = "approve_offer", "Approve and offer"
    SEND_BACK = "send_back", "Send back"
    OFFER = "offer", "Offer"
    ACCEPT = "accept", "Accept"
    DECLINE_OFFER = "decline_offer", "Decline the offer"
    EXPIRE_OFFER = "expire_offer", "Let the offer expire"
    RESOLVE = "resolve", "Resolve"
    REJECT_OUTCOME = "reject_outcome", "Reject the decision"
    START_FOLLOW_UP = "start_follow_up", "Start the follow-up"
    CLOSE = "close", "Close"
    WITHDRAW = "withdraw", "Withdraw"
    REOPEN = "reopen", "Reopen"
    ESCALATE = "escalate", "Escalate"


OPEN = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.INVESTIGATING,
    Status.AWAITING_CLIENT,
    Status.AWAITING_APPROVAL,
    Status.OFFERED,
)
DECIDED = (Status.RESOLVED, Status.FOLLOW_UP, Status.CLOSED)
ENDED = (*DECIDED, Status.WITHDRAWN)

TRANSITIONS: dict[tuple[Status, Action], Status] = {
    (Status.RECEIVED, Action.ACKNOWLEDGE): Status.ACKNOWLEDGED,
    (Status.RECEIVED, Action.TAKE): Status.INVESTIGATING,
    (Status.ACKNOWLEDGED, Action.TAKE): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.TAKE): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.ASK_CLIENT): Status.AWAITING_CLIENT,
    (Status.AWAITING_CLIENT, Action.CLIENT_ANSWERED): Status.INVESTIGATING,
    (Status.AWAITING_CLIENT, Action.TAKE): Status.AWAITING_CLIENT,
    (Status.INVESTIGATING, Action.REQUEST_APPROVAL): Status.AWAITING_APPROVAL,
    (Status.AWAITING_APPROVAL, Action.APPROVE): Status.RESOLVED,
    (Status.AWAITING_APPROVAL, Action.APPROVE_OFFER): Status.OFFERED,
    (Status.AWAITING_APPROVAL, Action.SEND_BACK): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.OFFER): Status.OFFERED,
    (Status.OFFERED, Action.ACCEPT): Status.RESOLVED,
    (Status.OFFERED, Action.DECLINE_OFFER): Status.INVESTIGATING,
    (Status.OFFERED, Action.EXPIRE_OFFER): Status.INVESTIGATING,
    (Status.INVESTIGATING, Action.RESOLVE): Status.RESOLVED,
    (Status.RESOLVED, Action.START_FOLLOW_UP): Status.FOLLOW_UP,
    (Status.RESOLVED, Action.CLOSE): Status.CLOSED,
    (Status.FOLLOW_UP, Action.CLOSE): Status.CLOSED,
    **{(status, Action.REJECT_OUTCOME): Status.INVESTIGATING for status in DECIDED},
    **{(status, Action.REOPEN): Status.INVESTIGATING for status in ENDED},
    **{(status, Action.WITHDRAW): Status.WITHDRAWN for status in OPEN},
    **{(status, Action.ESCALATE): status for status in OPEN},
}


def after(status: Status, action: Action) -> Status:
    """The status that `action` leads to; raises `RuleBroken` in a sentence where it is not possible."""
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise RuleBroken(
            f"“{action.label}” is not possible while the dispute is “{status.label.lower()}”."
        ) from None


def actions_from(status: Status) -> list[Action]:
    """What is possible in `status`, in the order of the table of actions."""
    return [action for action in Action if (status, action) in TRANSITIONS]
