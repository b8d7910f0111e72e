"""A dispute's history in the words of the desk: who did what, with amounts as money and nothing of the machinery."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from support import policies
from support.disputes.dossier import Noted
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.reasons import Channel, CheckKind, Outcome, OverrideKind, RemedyKind, RootCause
from support.disputes.states import OPENED, Action
from support.kernel.enums import RichEnum
from support.kernel.money import Money
from support.web.formatters import day, money


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


@dataclass(frozen=True)
class Told:
    title: str
    words: str = ""
    detail: str = ""
    tone: str = "secondary"


Facts = Mapping[str, Any]
Telling = Callable[[Facts, str], Told]


def happenings(dispute: Dispute, notes: Mapping[int, Noted]) -> list[Happening]:
    """The latest first."""
    return [_happening(entry, dispute.currency, notes) for entry in reversed(dispute.history)]


def _happening(entry: HistoryEntry, currency: str, notes: Mapping[int, Noted]) -> Happening:
    facts = dict(entry.facts)
    if note := notes.get(facts.get("note", 0)):
        facts["words"] = note.words
    told = TELLINGS[entry.action](facts, currency) if entry.action in TELLINGS else Told(_label(Action, entry.action))
    who = entry.by.name if entry.by else "The desk, by itself"
    return Happening(entry.at, who, told.title, told.words, told.detail, told.tone, not entry.for_client)


def _label(kind: type[RichEnum], value: object) -> str:
    """The words for a value of `kind`; unknown ones (of an older version) as they stand."""
    try:
        return kind(str(value)).label
    except ValueError:
        return str(value).replace("_", " ").capitalize()


def _said(title: str, fact: str = "words", tone: str = "secondary") -> Telling:
    return lambda facts, _: Told(title, words=str(facts.get(fact) or ""), tone=tone)


def _opened(facts: Facts, currency: str) -> Told:
    lines = facts.get("lines") or []
    where = f"line{'s' if len(lines) != 1 else ''} {', '.join(map(str, lines))} of {facts.get('invoice', '')}"
    what = f"{_amount(facts, currency, 'disputed')} in dispute, {where}"
    to = f"; given to {facts['owner']}" if facts.get("owner") else ""
    return Told(f"Opened ({_label(Channel, facts.get('channel', '')).lower()})", detail=f"{what}{to}.", tone="primary")


def _given(title: str, words: str = "words", tone: str = "secondary", why: str = "") -> Telling:
    """About a remedy: what it is and how much, in the title."""

    def telling(facts: Facts, currency: str) -> Told:
        what = _label(RemedyKind, facts["kind"]).lower() if facts.get("kind") else ""
        amount = _amount(facts, currency) if facts.get("amount") else ""
        about = ", ".join(part for part in (what, amount) if part)
        detail = str(facts.get(why) or "") if why else ""
        return Told(
            f"{title}: {about}" if about else title, words=str(facts.get(words) or ""), detail=detail, tone=tone
        )

    return telling


def _decided(facts: Facts, currency: str) -> Told:
    outcome = _label(Outcome, facts.get("outcome", "")).lower()
    told = _given(f"Decided, {outcome}", "explanation", "success")(facts, currency)
    return told if facts.get("outcome") != Outcome.NOT_UPHELD.value else Told(told.title, told.words, tone="warning")


def _checked(facts: Facts, _: str) -> Told:
    verdict = "the bill stands up to it" if facts.get("passed") else "something is wrong"
    title = f"Checked {_label(CheckKind, facts.get('kind', '')).lower()}: {verdict}"
    return Told(title, words=str(facts.get("finding") or ""), detail=f"Rests on: {facts.get('evidence', '')}")


def _handed(title: str) -> Telling:
    return lambda facts, _: Told(f"{title} {facts.get('owner') or 'nobody'}", words=str(facts.get("why") or ""))


def _escalated(facts: Facts, _: str) -> Told:
    to = f" to {facts['owner']}" if facts.get("owner") else ""
    return Told(f"Gone up to tier {facts.get('to_tier', '')}{to}", words=str(facts.get("why") or ""), tone="warning")


def _handed_down(facts: Facts, _: str) -> Told:
    to = f" to {facts['owner']}" if facts.get("owner") else ""
    return Told(f"Handed down to tier {facts.get('to_tier', '')}{to}", words=str(facts.get("why") or ""))


def _handed_over(facts: Facts, _: str) -> Told:
    to = f", {facts['owner']}" if facts.get("owner") else ", where nobody has it yet"
    return Told(f"Handed over to {facts.get('department', '')}{to}", words=str(facts.get("why") or ""), tone="info")


def _caused(facts: Facts, _: str) -> Told:
    between = [policies.desk().department(str(name)).label for name in facts.get("between") or ()]
    detail = f"Between {', '.join(between)}." if between else ""
    return Told(f"Root cause: {_label(RootCause, facts.get('root_cause', '')).lower()}", detail=detail)


def _closed(facts: Facts, _: str) -> Told:
    said = {True: "the client is satisfied", False: "the client is not satisfied"}
    return Told(f"Closed, {said[facts['satisfied']]}" if facts.get("satisfied") is not None else "Closed")


def _sent_for_approval(facts: Facts, currency: str) -> Told:
    told = _given("Sent for approval", tone="warning")(facts, currency)
    above = {"remedy": "one remedy", "dispute": "one dispute"}.get(str(facts.get("above")), f"a {facts.get('above')}")
    return Told(told.title, told.words, f"Above the limit for {above}.", told.tone)


def _delayed(facts: Facts, _: str) -> Told:
    until = day(date.fromisoformat(str(facts["until"])))
    return Told(f"Told the client that it takes until {until}", str(facts.get("why") or ""), tone="warning")


def _for_now(title: str) -> Telling:
    def telling(facts: Facts, currency: str) -> Told:
        amount = money(Money(int(facts["minor"]), currency))
        since = day(date.fromisoformat(str(facts["on"])))
        return Told(f"{title}: {amount}", str(facts.get("why") or ""), f"On {since}.", "info")

    return telling


def _amount(facts: Facts, currency: str, fact: str = "amount") -> str:
    return money(Money.of(str(facts[fact]), currency)) if facts.get(fact) else ""


def _countered(facts: Facts, currency: str) -> Told:
    words = str(facts.get("answer") or "")
    return Told(f"The client asks for {_amount(facts, currency, 'counter')} instead", words, tone="warning")


def _paid(title: str) -> Telling:
    def telling(facts: Facts, currency: str) -> Told:
        when = day(date.fromisoformat(str(facts["paid_on"]))) if facts.get("paid_on") else ""
        return Told(f"{title}: {_amount(facts, currency)}", detail=f"{facts.get('reference', '')}, {when}")

    return telling


def _overridden(facts: Facts, _: str) -> Told:
    return Told(f"Override: {_label(OverrideKind, facts.get('rule', ''))}", str(facts.get("why") or ""), tone="warning")


def _refused(facts: Facts, currency: str) -> Told:
    return Told(
        f"Refused what the client asked for: {_amount(facts, currency, 'counter')}", str(facts.get("words") or "")
    )


def _announced(facts: Facts, _: str) -> Told:
    on = day(date.fromisoformat(str(facts["on"]))) if facts.get("on") else ""
    return Told(
        "Wrote to the client that it is closed without an answer", detail=f"On {on}." if on else "", tone="warning"
    )


def _recorded(facts: Facts, _: str) -> Told:
    name = str(facts.get("name", "")).replace("_", " ")
    return Told(f"For the clocks: {name}", words=str(facts.get("words") or ""))


def _tagged(facts: Facts, _: str) -> Told:
    parts = [(f"Tagged {_listed(facts, 'added')}", "added"), (f"no longer {_listed(facts, 'removed')}", "removed")]
    said = ", ".join(words for words, fact in parts if facts.get(fact))
    return Told(said[:1].upper() + said[1:])


def _listed(facts: Facts, fact: str) -> str:
    return ", ".join(map(str, facts.get(fact) or []))


def _verified(facts: Facts, currency: str) -> Told:
    return Told(f"Line {facts.get('line', '')} ought to cost {_amount(facts, currency, 'verified')}")


TELLINGS: dict[str, Telling] = {
    OPENED: _opened,
    Action.ACKNOWLEDGE: _said("Acknowledged by letter"),
    Action.TAKE: _said("Taken", tone="primary"),
    Action.ASK_CLIENT: _said("Asked the client", "question", "warning"),
    Action.CLIENT_ANSWERED: _said("The client answered", tone="primary"),
    Action.RESUME: _said("Went on without an answer", "why"),
    Action.REQUEST_APPROVAL: _sent_for_approval,
    Action.APPROVE: _decided,
    Action.RESOLVE: _decided,
    Action.ACCEPT: _given("The client accepted", "", "success"),
    Action.APPROVE_OFFER: _given("Approved and offered", tone="info"),
    Action.OFFER: _given("Offered", tone="info"),
    Action.SEND_BACK: _given("Sent back", "why", "warning"),
    Action.DECLINE_OFFER: _given("The client declined", "answer", "warning"),
    Action.COUNTER_OFFER: _countered,
    Action.REMIND_OFFER: _said("Reminded the client of the offer"),
    Action.EXPIRE_OFFER: _given("The offer ran out", ""),
    Action.REJECT_OUTCOME: _said("The client does not accept the decision", tone="danger"),
    Action.START_FOLLOW_UP: _said("Asked the client whether it is right now"),
    Action.CLOSE: _closed,
    Action.WITHDRAW: _said("Withdrawn by the client", "why"),
    Action.VOID_CREDIT: _given("Taken back", "why", "warning"),
    Action.REOPEN: _said("Opened again", "why", "warning"),
    Action.ESCALATE: _escalated,
    Action.ASSIGN: _handed("Assigned to"),
    Action.ADD_STATEMENT: _said("The client added", tone="primary"),
    Action.SHARE_PROGRESS: _said("Told the client", tone="info"),
    Action.TELL_STANDING: _said("Told the client where it stands"),
    Action.ADD_NOTE: _said("Internal note"),
    Action.RECORD_CHECK: _checked,
    Action.RECORD_CAUSE: _caused,
    Action.VERIFY_LINE: _verified,
    Action.ATTACH_DOCUMENT: lambda facts, _: Told(f"Document added: {facts.get('title', '')}"),
    Action.RECORD_FACT: _recorded,
    Action.RECORD_REFUND: _paid("The refund was paid back"),
    Action.RECORD_INSTALMENT: _paid("An instalment came in"),
    Action.REMIND_INSTALMENT: _said("Reminded the client of an instalment"),
    Action.WRITE_CORRECTED: _said("A corrected invoice went out", "why"),
    Action.RECORD_DELIVERY: _said("The service was delivered", tone="success"),
    Action.FLAG_IMPACT: _said("The client's service suffers", "why", "danger"),
    Action.HAND_DOWN: _handed_down,
    Action.HAND_OVER: _handed_over,
    Action.ADD_FILES: lambda facts, _: Told("Files added", words=", ".join(map(str, facts.get("files") or []))),
    Action.MERGE: lambda facts, _: Told(f"Merged into {facts.get('into', '')}"),
    Action.TAKE_IN: lambda facts, _: Told(f"Took in {facts.get('other') or facts.get('from', '')}"),
    Action.UNMERGE: _said("Goes on by itself again", "why", "warning"),
    Action.GIVE_BACK: lambda facts, _: Told(f"{facts.get('other', '')} goes on by itself again"),
    Action.UNLINK: lambda facts, _: Told(f"No longer linked with {facts.get('other', '')}"),
    Action.OVERRIDE: _overridden,
    Action.REFUSE_COUNTER: _refused,
    Action.RECALL: _given("Taken back before it was approved", "why"),
    Action.GIVE_NOTICE: _announced,
    Action.LAPSE: _said("Closed for want of an answer"),
    Action.TELL_DELAY: _delayed,
    Action.TELL_RECOURSE: _said("Told the client who else can be turned to", tone="warning"),
    Action.CREDIT_FOR_NOW: _for_now("Credited for the time being"),
    Action.END_CREDIT_FOR_NOW: _for_now("The credit for the time being was taken back"),
    Action.LINK: lambda facts, _: Told(f"Linked with {facts.get('other', '')}"),
    Action.TAG: _tagged,
    Action.PUT_BACK: _handed("Put back, with"),
}
"""Every action has its telling; a test says so."""
