"""A dispute's history in the words of the desk: who did what, with amounts as money and nothing of the machinery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from support import policies
from support.disputes.dossier import Noted
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.reasons import CheckKind, Outcome, OverrideKind, RemedyKind, RootCause
from support.disputes.states import OPENED, Action
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.policies.vocabulary import fact_in_words
from support.web.desk.told import Facts, Telling, Told, amount_of, label_of, opened
from support.web.formatters import day, money

LIMITS = {
    "remedy": N_("one remedy"),
    "dispute": N_("one dispute"),
    "day": N_("a day"),
    "week": N_("a week"),
    "month": N_("a month"),
}


@dataclass(frozen=True)
class Happening:
    """One step. `words` is what was said or found, `detail` what else there is to know; `inside`: the client does not see it."""

    at: datetime
    who: str
    title: str
    words: str
    detail: str
    tone: str
    inside: bool


def happenings(dispute: Dispute, notes: Mapping[int, Noted]) -> list[Happening]:
    """The latest first."""
    return [_happening(entry, dispute.currency, notes) for entry in reversed(dispute.history)]


def _happening(entry: HistoryEntry, currency: str, notes: Mapping[int, Noted]) -> Happening:
    facts = dict(entry.facts)
    if note := notes.get(facts.get("note", 0)):
        facts["words"] = note.words
    told = TELLINGS[entry.action](facts, currency) if entry.action in TELLINGS else Told(label_of(Action, entry.action))
    who = entry.by.name if entry.by else N_("The desk, by itself")
    return Happening(entry.at, who, told.title, told.words, told.detail, told.tone, not entry.for_client)


def _said(title: str, fact: str = "words", tone: str = "secondary") -> Telling:
    return lambda facts, _: Told(title, words=facts.get(fact) or "", tone=tone)


def _given(title: str, words: str = "words", tone: str = "secondary", why: str = "") -> Telling:
    """About a remedy: what it is and how much, in the title."""

    def telling(facts: Facts, currency: str) -> Told:
        what = label_of(RemedyKind, facts["kind"]).lower() if facts.get("kind") else ""
        amount = amount_of(facts, currency) if facts.get("amount") else ""
        about = joined(", ", [part for part in (what, amount) if part])
        detail = facts.get(why) or "" if why else ""
        return Told(
            joined(": ", [title, about]) if about else title,
            words=facts.get(words) or "",
            detail=detail,
            tone=tone,
        )

    return telling


def _decided(facts: Facts, currency: str) -> Told:
    outcome = label_of(Outcome, facts.get("outcome", "")).lower()
    told = _given(N_("Decided, %(outcome)s", outcome=outcome), "explanation", "success")(facts, currency)
    return told if facts.get("outcome") != Outcome.NOT_UPHELD.value else Told(told.title, told.words, tone="warning")


def _checked(facts: Facts, _: str) -> Told:
    verdict = N_("the bill stands up to it") if facts.get("passed") else N_("something is wrong")
    title = N_(
        "Checked %(value)s: %(verdict)s", value=label_of(CheckKind, facts.get("kind", "")).lower(), verdict=verdict
    )
    return Told(title, words=facts.get("finding") or "", detail=N_("Rests on: %(get)s", get=facts.get("evidence", "")))


def _handed(title: str) -> Telling:
    return lambda facts, _: Told(joined(" ", [title, facts.get("owner") or N_("nobody")]), words=facts.get("why") or "")


def _escalated(facts: Facts, _: str) -> Told:
    to = N_(" to %(owner)s", owner=facts["owner"]) if facts.get("owner") else ""
    return Told(
        N_("Gone up to tier %(get)s%(to)s", get=facts.get("to_tier", ""), to=to),
        words=facts.get("why") or "",
        tone="warning",
    )


def _handed_down(facts: Facts, _: str) -> Told:
    to = N_(" to %(owner)s", owner=facts["owner"]) if facts.get("owner") else ""
    return Told(
        N_("Handed down to tier %(get)s%(to)s", get=facts.get("to_tier", ""), to=to), words=facts.get("why") or ""
    )


def _handed_over(facts: Facts, _: str) -> Told:
    to = joined("", [", ", facts["owner"]]) if facts.get("owner") else N_(", where nobody has it yet")
    return Told(
        N_("Handed over to %(get)s%(to)s", get=facts.get("department", ""), to=to),
        words=facts.get("why") or "",
        tone="info",
    )


def _caused(facts: Facts, _: str) -> Told:
    between = [policies.desk().department(str(name)).label for name in facts.get("between") or ()]
    detail = N_("Between %(all)s.", all=", ".join(between)) if between else ""
    return Told(
        N_("Root cause: %(value)s", value=label_of(RootCause, facts.get("root_cause", "")).lower()), detail=detail
    )


def _closed(facts: Facts, _: str) -> Told:
    said = {True: N_("the client is satisfied"), False: N_("the client is not satisfied")}
    return Told(
        N_("Closed, %(said)s", said=said[facts["satisfied"]]) if facts.get("satisfied") is not None else N_("Closed")
    )


def _sent_for_approval(facts: Facts, currency: str) -> Told:
    told = _given(N_("Sent for approval"), tone="warning")(facts, currency)
    above = LIMITS.get(str(facts.get("above")), facts.get("above"))
    return Told(told.title, told.words, N_("Above the limit for %(above)s.", above=above), told.tone)


def _delayed(facts: Facts, _: str) -> Told:
    until = day(date.fromisoformat(str(facts["until"])))
    return Told(
        N_("Told the client that it takes until %(until)s", until=until), facts.get("why") or "", tone="warning"
    )


def _for_now(title: str) -> Telling:
    def telling(facts: Facts, currency: str) -> Told:
        amount = money(Money(int(facts["minor"]), currency))
        since = day(date.fromisoformat(str(facts["on"])))
        return Told(joined(": ", [title, amount]), facts.get("why") or "", N_("On %(since)s.", since=since), "info")

    return telling


def _countered(facts: Facts, currency: str) -> Told:
    words = facts.get("answer") or ""
    return Told(
        N_("The client asks for %(amount)s instead", amount=amount_of(facts, currency, "counter")),
        words,
        tone="warning",
    )


def _paid(title: str) -> Telling:
    def telling(facts: Facts, currency: str) -> Told:
        when = day(date.fromisoformat(str(facts["paid_on"]))) if facts.get("paid_on") else ""
        return Told(joined(": ", [title, amount_of(facts, currency)]), detail=f"{facts.get('reference', '')}, {when}")

    return telling


def _overridden(facts: Facts, _: str) -> Told:
    return Told(
        N_("Override: %(label)s", label=label_of(OverrideKind, facts.get("rule", ""))),
        facts.get("why") or "",
        tone="warning",
    )


def _refused(facts: Facts, currency: str) -> Told:
    return Told(
        N_("Refused what the client asked for: %(amount)s", amount=amount_of(facts, currency, "counter")),
        facts.get("words") or "",
    )


def _announced(facts: Facts, _: str) -> Told:
    on = day(date.fromisoformat(str(facts["on"]))) if facts.get("on") else ""
    return Told(
        N_("Wrote to the client that it is closed without an answer"),
        detail=N_("On %(on)s.", on=on) if on else "",
        tone="warning",
    )


def _recorded(facts: Facts, _: str) -> Told:
    name = fact_in_words(str(facts.get("name", "")))
    return Told(N_("For the clocks: %(name)s", name=name), words=facts.get("words") or "")


def _split_off(facts: Facts, _: str) -> Told:
    lines = ", ".join(map(str, facts.get("lines") or []))
    told = N_("Line %(lines)s goes on as %(other)s", lines=lines, other=facts.get("other", ""))
    return Told(told, words=facts.get("why") or "", tone="info")


def _tagged(facts: Facts, _: str) -> Told:
    parts = [
        (N_("Tagged %(listed)s", listed=_listed(facts, "added")), "added"),
        (N_("No longer %(listed)s", listed=_listed(facts, "removed")), "removed"),
    ]
    return Told(joined("; ", [words for words, fact in parts if facts.get(fact)]))


def _listed(facts: Facts, fact: str) -> str:
    return ", ".join(map(str, facts.get(fact) or []))


def _verified(facts: Facts, currency: str) -> Told:
    return Told(
        N_(
            "Line %(get)s ought to cost %(amount)s",
            get=facts.get("line", ""),
            amount=amount_of(facts, currency, "verified"),
        )
    )


TELLINGS: dict[str, Telling] = {
    OPENED: opened,
    Action.ACKNOWLEDGE: _said(N_("Acknowledged by letter")),
    Action.TAKE: _said(N_("Taken"), tone="primary"),
    Action.ASK_CLIENT: _said(N_("Asked the client"), "question", "warning"),
    Action.CLIENT_ANSWERED: _said(N_("The client answered"), tone="primary"),
    Action.RESUME: _said(N_("Went on without an answer"), "why"),
    Action.REQUEST_APPROVAL: _sent_for_approval,
    Action.APPROVE: _decided,
    Action.RESOLVE: _decided,
    Action.ACCEPT: _given(N_("The client accepted"), "", "success"),
    Action.APPROVE_OFFER: _given(N_("Approved and offered"), tone="info"),
    Action.OFFER: _given(N_("Offered"), tone="info"),
    Action.SEND_BACK: _given(N_("Sent back"), "why", "warning"),
    Action.DECLINE_OFFER: _given(N_("The client declined"), "answer", "warning"),
    Action.COUNTER_OFFER: _countered,
    Action.REMIND_OFFER: _said(N_("Reminded the client of the offer")),
    Action.EXPIRE_OFFER: _given(N_("The offer ran out"), ""),
    Action.REJECT_OUTCOME: _said(N_("The client does not accept the decision"), tone="danger"),
    Action.START_FOLLOW_UP: _said(N_("Asked the client whether it is right now")),
    Action.CLOSE: _closed,
    Action.WITHDRAW: _said(N_("Withdrawn by the client"), "why"),
    Action.VOID_CREDIT: _given(N_("Taken back"), "why", "warning"),
    Action.REOPEN: _said(N_("Opened again"), "why", "warning"),
    Action.ESCALATE: _escalated,
    Action.ASSIGN: _handed(N_("Assigned to")),
    Action.ADD_STATEMENT: _said(N_("The client added"), tone="primary"),
    Action.SHARE_PROGRESS: _said(N_("Told the client"), tone="info"),
    Action.TELL_STANDING: _said(N_("Told the client where it stands")),
    Action.ADD_NOTE: _said(N_("Internal note")),
    Action.RECORD_CHECK: _checked,
    Action.RECORD_CAUSE: _caused,
    Action.VERIFY_LINE: _verified,
    Action.ATTACH_DOCUMENT: lambda facts, _: Told(N_("Document added: %(get)s", get=facts.get("title", ""))),
    Action.RECORD_FACT: _recorded,
    Action.RECORD_REFUND: _paid(N_("The refund was paid back")),
    Action.RECORD_INSTALMENT: _paid(N_("An instalment came in")),
    Action.REMIND_INSTALMENT: _said(N_("Reminded the client of an instalment")),
    Action.WRITE_CORRECTED: _said(N_("A corrected invoice went out"), "why"),
    Action.RECORD_DELIVERY: _said(N_("The service was delivered"), tone="success"),
    Action.FLAG_IMPACT: _said(N_("The client's service suffers"), "why", "danger"),
    Action.HAND_DOWN: _handed_down,
    Action.HAND_OVER: _handed_over,
    Action.ADD_FILES: lambda facts, _: Told(N_("Files added"), words=", ".join(map(str, facts.get("files") or []))),
    Action.MERGE: lambda facts, _: Told(N_("Merged into %(get)s", get=facts.get("into", ""))),
    Action.TAKE_IN: lambda facts, _: Told(
        N_("Took in %(value)s", value=facts.get("other") or facts.get("from", "")), words=facts.get("statement") or ""
    ),
    Action.UNMERGE: _said(N_("Goes on by itself again"), "why", "warning"),
    Action.GIVE_BACK: lambda facts, _: Told(N_("%(get)s goes on by itself again", get=facts.get("other", ""))),
    Action.UNLINK: lambda facts, _: Told(N_("No longer linked with %(get)s", get=facts.get("other", ""))),
    Action.OVERRIDE: _overridden,
    Action.REFUSE_COUNTER: _refused,
    Action.RECALL: _given(N_("Taken back before it was approved"), "why"),
    Action.GIVE_NOTICE: _announced,
    Action.LAPSE: _said(N_("Closed for want of an answer")),
    Action.TELL_DELAY: _delayed,
    Action.TELL_RECOURSE: _said(N_("Told the client who else can be turned to"), tone="warning"),
    Action.CREDIT_FOR_NOW: _for_now(N_("Credited for the time being")),
    Action.END_CREDIT_FOR_NOW: _for_now(N_("The credit for the time being was taken back")),
    Action.LINK: lambda facts, _: Told(N_("Linked with %(get)s", get=facts.get("other", ""))),
    Action.TAG: _tagged,
    Action.SPLIT: _split_off,
    Action.PUT_BACK: _handed(N_("Put back, with")),
}
"""Every action has its telling; a test says so."""
