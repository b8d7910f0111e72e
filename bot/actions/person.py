"""Pass the conversation to a person: asked for at any time, and at once where a machine is the wrong listener."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop

from .support_api import DoorTrouble
from .turn import Reply, SkillAction, Turn

FIRST_WORDS = {
    "hardship": "I am sorry to hear that, and thank you for telling me. This is for a person, not for a program.",
    "complain_service": "I am sorry that this has gone so badly. A person should deal with it, not I.",
    "request_escalation": "Of course. I pass your wish to be heard by someone more senior to a person.",
    "not_my_invoice": "Thank you for telling me. Please do not pass that invoice on; a person takes care of it.",
}
NOT_REACHED = (
    "I am sorry, I could not call a person just now. Your message is kept in this conversation, where our people read it. "
    "Please try again in a moment."
)


class HandOver(SkillAction):
    """Whatever form was open is left: the person reads the conversation, and nothing half-made remains."""

    called = "action_hand_over"

    async def act(self, turn: Turn) -> Reply:
        why = "not understood" if _was_lost(turn) else "client asked"
        text = turn.words if turn.words and turn.intent != "affirm" else turn.slot("words") or turn.words
        first_words = FIRST_WORDS.get(turn.intent, "")
        answer = await self.door.hand_over(turn.session, why, text, first_words)
        reply = Reply().say(first_words, *answer.say)
        if turn.form:
            reply.remember(requested_slot=None)
            reply.events.append(ActiveLoop(None))
        return reply

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        """A failed hand-over leaves the form as it was: the client has lost nothing and can go on."""
        said: Any = trouble.say if trouble else ""
        return Reply().say(FIRST_WORDS.get(turn.intent, ""), said or NOT_REACHED)


def _was_lost(turn: Turn) -> bool:
    return int(turn.slot("misses") or 0) > 1 or int(turn.slot("lost") or 0) > 1
