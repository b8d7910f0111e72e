"""Several things in one message: the first is dealt with, the others are noted, and taken up one after the other."""

from __future__ import annotations

from .turn import Reply, Turn, button

AT_MOST = 3
TOPIC_OF = {
    "duplicate": "dispute_duplicate_charge",
    "unrecognised": "dispute_unrecognised_charge",
    "wrong_amount": "dispute_wrong_amount",
    "rate_discrepancy": "dispute_wrong_amount",
    "quantity": "dispute_wrong_amount",
    "terms": "dispute_fee",
    "not_rendered": "dispute_service",
    "missing_discount": "missing_credit",
    "credit_not_processed": "missing_credit",
    "misapplied_payment": "check_payment",
}


def note(reply: Reply, turn: Turn, further: list[str]) -> None:
    """Keeps what else was written, and says so with the client's own words."""
    known = turn.slot("noted") or []
    new = [words for words in further if words not in known]
    if new:
        reply.remember(noted=[*known, *new][-AT_MOST:])
        said = " and ".join(f"“{words}”" for words in new)
        reply.say(f"I have noted the other thing as well, and come back to it: {said}.")


def wants_the_next(turn: Turn) -> bool:
    """Whether this is a yes to what `ask_for_the_next` asked."""
    said_yes = turn.intent in ("affirm", "accept_resolution") and turn.slot("open_question") == "noted"
    return bool(turn.slot("noted") and (said_yes or turn.pressed.get("noted")))


def ask_for_the_next(reply: Reply, turn: Turn) -> Reply:
    """After the first is done: shall we go on with what was noted?"""
    noted = reply.slots.get("noted", turn.slot("noted")) or []
    if not noted:
        return reply
    # Not "affirm": pressed late, under a summary, that would open a dispute.
    buttons = [button("Yes, go on", "explain_charge", primary=True, noted="yes"), button("No, leave it", "deny")]
    return reply.say(f"You also wrote: “{noted[0]}”. Shall we look at that now?", buttons=buttons).ask("noted")
