"""A dispute's history in the client's words. An action that is not listed is not shown to clients."""

from support.disputes.models import HistoryEntry
from support.disputes.states import OPENED, Action

TITLES = {
    OPENED: ("Dispute opened", "primary"),
    Action.ACKNOWLEDGE.value: ("We have confirmed that we have it", "secondary"),
    Action.TAKE.value: ("Somebody is looking into it", "primary"),
    Action.ASK_CLIENT.value: ("We have a question", "warning"),
    Action.CLIENT_ANSWERED.value: ("The question was answered", "secondary"),
    Action.RESUME.value: ("We went on without the answer", "secondary"),
    Action.ADD_STATEMENT.value: ("Something was added", "secondary"),
    Action.ADD_FILES.value: ("Files were added", "secondary"),
    Action.SHARE_PROGRESS.value: ("News", "info"),
    Action.TELL_STANDING.value: ("Where it stands", "secondary"),
    Action.OFFER.value: ("We made you an offer", "info"),
    Action.APPROVE_OFFER.value: ("We made you an offer", "info"),
    Action.ACCEPT.value: ("You accepted our offer", "success"),
    Action.DECLINE_OFFER.value: ("You declined our offer", "secondary"),
    Action.COUNTER_OFFER.value: ("You asked for something else", "secondary"),
    Action.REMIND_OFFER.value: ("We reminded you of our offer", "secondary"),
    Action.EXPIRE_OFFER.value: ("Our offer has run out", "secondary"),
    Action.RESOLVE.value: ("Decided", "success"),
    Action.APPROVE.value: ("Decided", "success"),
    Action.REJECT_OUTCOME.value: ("You did not accept the decision", "warning"),
    Action.ESCALATE.value: ("Passed on to somebody with more authority", "info"),
    Action.REOPEN.value: ("Opened again", "warning"),
    Action.START_FOLLOW_UP.value: ("We asked whether it is right now", "secondary"),
    Action.WITHDRAW.value: ("You withdrew the dispute", "secondary"),
    Action.CLOSE.value: ("Closed", "secondary"),
    Action.MERGE.value: ("Goes on in another dispute of the same invoice", "secondary"),
    Action.RECORD_REFUND.value: ("Your refund was paid", "success"),
    Action.RECORD_INSTALMENT.value: ("An instalment came in", "success"),
    Action.REMIND_INSTALMENT.value: ("We reminded you of an instalment", "secondary"),
    Action.WRITE_CORRECTED.value: ("We sent you a corrected invoice", "info"),
    Action.RECORD_DELIVERY.value: ("You have the service we promised", "success"),
    Action.VOID_CREDIT.value: ("We had to take a credit back", "warning"),
    Action.UNMERGE.value: ("It goes on by itself again", "info"),
    Action.GIVE_BACK.value: ("A dispute that was part of this one goes on by itself again", "secondary"),
    Action.OVERRIDE.value: ("We make an exception in your favour", "success"),
    Action.REFUSE_COUNTER.value: ("We cannot give you what you asked for", "warning"),
    Action.GIVE_NOTICE.value: ("We wrote that we close it unless we hear from you", "warning"),
    Action.LAPSE.value: ("Closed, because our offer was not answered", "secondary"),
    Action.TELL_DELAY.value: ("It takes longer than we said", "warning"),
    Action.TELL_RECOURSE.value: ("We wrote who else you can turn to", "warning"),
    Action.CREDIT_FOR_NOW.value: ("Credited to you until it is decided", "success"),
    Action.END_CREDIT_FOR_NOW.value: ("The credit until the decision has ended", "warning"),
    Action.TAKE_IN.value: ("Another dispute of the same invoice goes on here", "info"),
}
"""Action → title, tone."""

SAID = {
    Action.OFFER.value: "words",
    Action.APPROVE_OFFER.value: "words",
    Action.RESOLVE.value: "explanation",
    Action.APPROVE.value: "explanation",
    Action.ASK_CLIENT.value: "question",
    Action.CLIENT_ANSWERED.value: "words",
    Action.ADD_STATEMENT.value: "words",
    Action.SHARE_PROGRESS.value: "words",
    Action.TELL_STANDING.value: "words",
    Action.DECLINE_OFFER.value: "answer",
    Action.COUNTER_OFFER.value: "answer",
    Action.REJECT_OUTCOME.value: "words",
    Action.MERGE.value: "into",
    Action.TAKE_IN.value: "other",
    Action.UNMERGE.value: "other",
    Action.GIVE_BACK.value: "other",
    Action.REFUSE_COUNTER.value: "words",
    Action.RECORD_REFUND.value: "reference",
    Action.VOID_CREDIT.value: "why",
    Action.RECORD_DELIVERY.value: "words",
    Action.WRITE_CORRECTED.value: "why",
    Action.TELL_DELAY.value: "why",
    Action.TELL_RECOURSE.value: "words",
    Action.END_CREDIT_FOR_NOW.value: "why",
}
"""Action → the fact that may be read out. No other fact is shown: the rest may be for staff."""


def words_of(entry: HistoryEntry) -> str:
    fact = SAID.get(entry.action)
    return str(entry.facts.get(fact, "")) if fact else ""
