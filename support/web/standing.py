"""Where a dispute stands, in the client's words: the same in the portal and in the chat.

What goes on inside (an approval that is waited for, a limit) is not among them.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from support import policies
from support.accounts.models import Person
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import ENDED, Status
from support.kernel.sayings import N_


@dataclass(frozen=True)
class Words:
    label: str
    tone: str
    next_step: str


WORDS = {
    Status.RECEIVED: Words(N_("Received"), "secondary", N_("A decision")),
    Status.ACKNOWLEDGED: Words(N_("Confirmed"), "info", N_("A decision")),
    Status.INVESTIGATING: Words(N_("Being looked into"), "primary", N_("A decision")),
    Status.AWAITING_CLIENT: Words(N_("Waiting for your answer"), "warning", N_("Your answer to our question")),
    Status.AWAITING_APPROVAL: Words(N_("Being looked into"), "primary", N_("A decision")),
    Status.OFFERED: Words(N_("Offer for you"), "warning", N_("Your answer to our offer")),
    Status.RESOLVED: Words(N_("Decided"), "success", N_("We ask whether it is right now")),
    Status.FOLLOW_UP: Words(N_("Decided"), "success", N_("Your answer whether it is right now")),
    Status.CLOSED: Words(N_("Closed"), "secondary", ""),
    Status.WITHDRAWN: Words(N_("Withdrawn"), "secondary", ""),
    Status.MERGED: Words(N_("Goes on in another dispute"), "secondary", ""),
}


DECISIONS = {
    Outcome.UPHELD: N_("The charge was wrong, and we have corrected it."),
    Outcome.PARTLY_UPHELD: N_("Part of it was wrong, and we have corrected that part."),
    Outcome.NOT_UPHELD: N_("We found the charge to be right."),
    Outcome.SETTLED: N_("You accepted our offer."),
    Outcome.WITHDRAWN: N_("You withdrew it."),
    Outcome.LAPSED: N_("We closed it because our offer was not answered. You can have it opened again."),
}
"""What each outcome means, said to the client."""
PUT_RIGHT = N_("You were right, and we have put it right. No charge was wrong, so nothing is credited.")
"""An upheld dispute in which there was no money to give back."""


def decision_words(dispute: Dispute) -> str:
    """What the decision means, said to the client; empty before there is one."""
    if dispute.corrected:
        return PUT_RIGHT
    return DECISIONS[dispute.outcome] if dispute.outcome else ""


@dataclass(frozen=True)
class Standing:
    """`due_on` is the day by which the next step is promised, or asked of the client, in the reader's time zone.

    `with_whom` names another department of ours that looks into it; empty while it is with the billing desk.
    """

    label: str
    tone: str
    next_step: str
    due_on: date | None
    with_whom: str = ""


def standing_of(dispute: Dispute, reader: Person) -> Standing:
    words = WORDS[dispute.status]
    return Standing(words.label, words.tone, words.next_step, _due_on(dispute, reader), _with_whom(dispute))


def _with_whom(dispute: Dispute) -> str:
    department = policies.desk().department(dispute.department)
    return "" if department.home or dispute.status in ENDED else department.said


def _due_on(dispute: Dispute, reader: Person) -> date | None:
    if dispute.status is Status.OFFERED:
        due = next((row.expires_at for row in dispute.remedies if row.status is RemedyStatus.OFFERED), None)
    else:
        due = None if dispute.status in ENDED else dispute.respond_by
    return due.astimezone(ZoneInfo(reader.timezone)).date() if due else None
