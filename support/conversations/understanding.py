"""What the assistant took a client to mean, in words for the person who takes over."""

import json
from typing import Any

from support.conversations import sessions
from support.conversations.models import Conversation
from support.conversations.reading import WHOLE
from support.disputes.reasons import Reason
from support.kernel.sayings import N_, joined

IN_A_FORM = {"dispute_form": "open_a_dispute", "rejection_form": "turn_down_an_offer_or_decision"}
SO_FAR = {
    "invoice": N_("Invoice"), "lines": N_("Lines"), "reason": N_("What is wrong"), "claimed": N_("Right amount, before tax"), "about": N_("Explained last"),
    "offer": N_("Offer"), "rejected": N_("Turned down"),
}  # fmt: skip


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


def so_far_in_words(understood: dict[str, Any]) -> list[tuple[str, str]]:
    """What it has been told of it: (name, value)."""
    said = [(label, _in_words(name, understood.get(name))) for name, label in SO_FAR.items()]
    return [(label, value) for label, value in said if value]


def _in_words(name: str, value: Any) -> str:
    values = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    if name == "lines" and values == [WHOLE]:
        return N_("the whole invoice")
    labels = {reason.value: reason.label.lower() for reason in Reason} if name == "reason" else {}
    return joined(", ", [labels.get(one, one) for one in values])
