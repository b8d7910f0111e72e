"""What a person needs to know before they answer a chat, on one panel."""

from dataclasses import dataclass
from datetime import datetime

from support.billing.queries import findings_of
from support.billing.settlement import Finding
from support.conversations import presence, queries
from support.conversations.models import Conversation
from support.conversations.tone import Tone, tone_of
from support.conversations.understanding import intent_in_words, so_far_in_words, understood_in
from support.disputes.models import Dispute
from support.kernel.sayings import N_
from support.sla.models import Clock
from support.sla.queries import clocks_of

WHY_A_PERSON = (
    N_("client asked"),
    N_("not understood"),
    N_("bot failed"),
    N_("in danger"),
    N_("a threat"),
    N_("colleague away"),
    N_("they wrote a mail"),
)
"""Why a chat was handed over, as it is kept with the chat: here so that they can be translated."""


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
        so_far=so_far_in_words(understood),
        about=[_about(dispute) for dispute in queries.disputes_of_conversation(conversation)],
    )


def _about(dispute: Dispute) -> About:
    return About(dispute, [row for row in clocks_of(dispute) if row.running], findings_of(dispute.invoice))
