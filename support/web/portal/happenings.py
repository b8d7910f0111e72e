"""A dispute's history in the client's words. An action that is not listed is not shown to clients."""

from support.disputes.models import HistoryEntry
from support.disputes.states import OPENED, Action
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.kernel.sayings_kept import recalled

TITLES = {
    OPENED: (N_("Dispute opened"), "primary"),
    Action.ACKNOWLEDGE.value: (N_("We have confirmed that we have it"), "secondary"),
    Action.TAKE.value: (N_("Somebody is looking into it"), "primary"),
    Action.ASK_CLIENT.value: (N_("We have a question"), "warning"),
    Action.CLIENT_ANSWERED.value: (N_("The question was answered"), "secondary"),
    Action.RESUME.value: (N_("We went on without the answer"), "secondary"),
    Action.ADD_STATEMENT.value: (N_("Something was added"), "secondary"),
    Action.ADD_FILES.value: (N_("Files were added"), "secondary"),
    Action.SHARE_PROGRESS.value: (N_("News"), "info"),
    Action.TELL_STANDING.value: (N_("Where it stands"), "secondary"),
    Action.OFFER.value: (N_("We made you an offer"), "info"),
    Action.APPROVE_OFFER.value: (N_("We made you an offer"), "info"),
    Action.ACCEPT.value: (N_("You accepted our offer"), "success"),
    Action.DECLINE_OFFER.value: (N_("You declined our offer"), "secondary"),
    Action.COUNTER_OFFER.value: (N_("You asked for something else"), "secondary"),
    Action.REMIND_OFFER.value: (N_("We reminded you of our offer"), "secondary"),
    Action.EXPIRE_OFFER.value: (N_("Our offer has run out"), "secondary"),
    Action.RESOLVE.value: (N_("Decided"), "success"),
    Action.APPROVE.value: (N_("Decided"), "success"),
    Action.REJECT_OUTCOME.value: (N_("You did not accept the decision"), "warning"),
    Action.ESCALATE.value: (N_("Passed on to somebody with more authority"), "info"),
    Action.REOPEN.value: (N_("Opened again"), "warning"),
    Action.START_FOLLOW_UP.value: (N_("We asked whether it is right now"), "secondary"),
    Action.WITHDRAW.value: (N_("You withdrew the dispute"), "secondary"),
    Action.CLOSE.value: (N_("Closed"), "secondary"),
    Action.MERGE.value: (N_("Goes on in another dispute of the same invoice"), "secondary"),
    Action.RECORD_REFUND.value: (N_("Your refund was paid"), "success"),
    Action.RECORD_INSTALMENT.value: (N_("An instalment came in"), "success"),
    Action.REMIND_INSTALMENT.value: (N_("We reminded you of an instalment"), "secondary"),
    Action.WRITE_CORRECTED.value: (N_("We sent you a corrected invoice"), "info"),
    Action.RECORD_DELIVERY.value: (N_("You have the service we promised"), "success"),
    Action.VOID_CREDIT.value: (N_("We had to take a credit back"), "warning"),
    Action.UNMERGE.value: (N_("It goes on by itself again"), "info"),
    Action.GIVE_BACK.value: (N_("A dispute that was part of this one goes on by itself again"), "secondary"),
    Action.SPLIT.value: (N_("A part of it goes on as a dispute of its own"), "info"),
    Action.OVERRIDE.value: (N_("We make an exception in your favour"), "success"),
    Action.REFUSE_COUNTER.value: (N_("We cannot give you what you asked for"), "warning"),
    Action.GIVE_NOTICE.value: (N_("We wrote that we close it unless we hear from you"), "warning"),
    Action.LAPSE.value: (N_("Closed, because our offer was not answered"), "secondary"),
    Action.TELL_DELAY.value: (N_("It takes longer than we said"), "warning"),
    Action.TELL_RECOURSE.value: (N_("We wrote who else you can turn to"), "warning"),
    Action.CREDIT_FOR_NOW.value: (N_("Credited to you until it is decided"), "success"),
    Action.END_CREDIT_FOR_NOW.value: (N_("The credit until the decision has ended"), "warning"),
    Action.TAKE_IN.value: (N_("Another dispute of the same invoice goes on here"), "info"),
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
    Action.SPLIT.value: "other",
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


CLIENTS_OWN = frozenset({Action.REOPEN.value, Action.ESCALATE.value, Action.WITHDRAW.value})
"""What the client gives a reason for; what staff write there is for each other."""
WITHDRAWN_UNSAID = N_("Withdrawn by the client")
ESCALATED_UNSAID = "The client asks for somebody with more authority."
"""What is kept where the client gave no reason of their own; it is not read out to them as theirs."""
MONEY = {
    Action.OFFER.value: "amount",
    Action.APPROVE_OFFER.value: "amount",
    Action.COUNTER_OFFER.value: "counter",
    Action.REFUSE_COUNTER.value: "counter",
}
"""Action → the amount before tax that it is about."""


def title_of(entry: HistoryEntry) -> str:
    """With the amount, where it is about one: an offer that has ended stands nowhere else."""
    title, _ = TITLES[entry.action]
    given = entry.facts.get(MONEY.get(entry.action, ""))
    amount = Money.of(str(given), entry.dispute.currency) if given else None
    return joined(": ", [title, N_("%(amount)s before tax", amount=amount)]) if amount else title


def words_of(entry: HistoryEntry) -> str:
    fact = SAID.get(entry.action)
    if entry.action in CLIENTS_OWN and entry.by is not None and not entry.by.role.is_staff:
        fact = "why"
    if entry.facts.get("said"):
        found: str = recalled(entry.facts["said"])
        return found
    said: str = entry.facts.get(fact, "") if fact else ""
    return "" if said in (WITHDRAWN_UNSAID, ESCALATED_UNSAID) else said
