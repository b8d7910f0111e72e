"""What a person needs to know before they answer a chat, on one panel."""

from dataclasses import dataclass
from datetime import datetime

from support.billing.queries import findings_of
from support.billing.settlement import Finding
from support.conversations import presence, queries
from support.conversations.models import Conversation
from support.conversations.tone import Tone, tone_of
from support.disputes.models import Dispute
from support.sla.models import Clock
from support.sla.queries import clocks_of


@dataclass(frozen=True)
class About:
    """A dispute of this conversation, its running clocks, and what the audit found on its invoice."""

    dispute: Dispute
    clocks: list[Clock]
    findings: list[Finding]


@dataclass(frozen=True)
class Panel:
    """`due_at`: by when an answer was promised. `here`: whether the client still looks at the page."""

    why: str
    due_at: datetime | None
    tone: Tone
    words: list[str]
    here: bool
    typing: bool
    about: list[About]


def panel_of(conversation: Conversation) -> Panel:
    words = [message.text for message in queries.last_words(conversation)]
    return Panel(
        why=conversation.handed_over_why,
        due_at=conversation.answer_due_at,
        tone=tone_of(words),
        words=words,
        here=not presence.has_left(conversation),
        typing=presence.is_typing(conversation.client_typing_at),
        about=[_about(dispute) for dispute in queries.disputes_of_conversation(conversation)],
    )


def _about(dispute: Dispute) -> About:
    return About(dispute, [row for row in clocks_of(dispute) if row.running], findings_of(dispute.invoice))
