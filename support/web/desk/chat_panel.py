"""What a person needs to know before they answer a chat, on one panel."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.billing.queries import findings_of
from support.billing.settlement import Finding
from support.conversations import presence, queries, sessions
from support.conversations.models import Conversation
from support.conversations.reading import WHOLE
from support.conversations.tone import Tone, tone_of
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.kernel.sayings import N_
from support.sla.models import Clock
from support.sla.queries import clocks_of

IN_A_FORM = {"dispute_form": "open_a_dispute", "rejection_form": "turn_down_an_offer_or_decision"}
SO_FAR = {
    "invoice": "Invoice", "lines": "Lines", "reason": "What is wrong", "claimed": "Right amount, before tax", "about": "Explained last",
    "offer": "Offer", "rejected": "Turned down",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """A dispute of this conversation, its running clocks, and what the audit found on its invoice."""

    dispute: Dispute
    clocks: list[Clock]
    findings: list[Finding]


@dataclass(frozen=True)
class Panel:
    """`due_at`: by when an answer was promised. `client`: what they do at this moment. `meant` and `so_far`:
    what the assistant took the client to want, and what it has been told of it (name, value)."""

    why: str
    due_at: datetime | None
    tone: Tone
    words: list[str]
    client: str
    meant: str
    so_far: list[tuple[str, str]]
    about: list[About]


def where_the_client_is(conversation: Conversation) -> str:
    """What the client does at this moment, in words for the desk."""
    if presence.is_typing(conversation.client_typing_at):
        return N_("is writing")
    if presence.has_left(conversation):
        return N_("is not on the page: your answer goes by e-mail too")
    return N_("is looking at the chat")


def panel_of(conversation: Conversation) -> Panel:
    words = [message.text for message in queries.last_words(conversation)]
    understood = understood_in(conversation)
    return Panel(
        why=conversation.handed_over_why,
        due_at=conversation.answer_due_at,
        tone=tone_of(words),
        words=words,
        client=where_the_client_is(conversation),
        meant=intent_in_words(understood),
        so_far=_so_far(understood),
        about=[_about(dispute) for dispute in queries.disputes_of_conversation(conversation)],
    )


def understood_in(conversation: Conversation) -> dict[str, Any]:
    """{"intent", "form", "invoice", "lines", ...} as the assistant last told it; nothing before it has."""
    session = sessions.latest(conversation)
    try:
        found = json.loads(session.understood) if session else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def intent_in_words(understood: dict[str, Any]) -> str:
    """“open a dispute”; in a form that is what the client is at, whatever was said last."""
    named = IN_A_FORM.get(str(understood.get("form"))) or str(understood.get("intent") or "")
    return named.replace("_", " ")


def _so_far(understood: dict[str, Any]) -> list[tuple[str, str]]:
    said = [(label, _in_words(name, understood.get(name))) for name, label in SO_FAR.items()]
    return [(label, value) for label, value in said if value]


def _in_words(name: str, value: Any) -> str:
    values = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    if name == "lines" and values == [WHOLE]:
        return "the whole invoice"
    labels = {reason.value: reason.label.lower() for reason in Reason} if name == "reason" else {}
    return ", ".join(labels.get(one, one) for one in values)


def _about(dispute: Dispute) -> About:
    return About(dispute, [row for row in clocks_of(dispute) if row.running], findings_of(dispute.invoice))
