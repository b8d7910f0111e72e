"""Pass the conversation to a person: asked for at any time, and at once where a machine is the wrong listener."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import ActiveLoop

from .explain_charge import WRONG_NAME, made_out_wrongly
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn

FIRST_WORDS = {
    "self_harm": (
        "I am very glad that you told me. I am a program, and you should not be alone with this. If you might act on it, please "
        "call the emergency number where you are or a crisis line now, or go to somebody you trust. No bill is worth your life, "
        "and nobody will press you about it."
    ),
    "threat": (
        "I hear how angry you are. I can't go on where somebody may get hurt, so a person takes over. What you say about your "
        "bill is still looked into, as everybody's is."
    ),
    "hardship": "I am sorry to hear that, and thank you for telling me. This is for a person, not for a program.",
    "complain_service": "I am sorry that this has gone so badly. A person should deal with it, not I.",
    "request_escalation": "Of course. I pass your wish to be heard by someone more senior to a person.",
    "not_my_invoice": "Thank you for telling me. Please do not pass that invoice on; a person takes care of it.",
}
WHY = {"self_harm": "in danger", "threat": "a threat"}
"""What the desk is told, where it is more than that the client wants a person."""

ABOUT_OUR_BILLS = re.compile(
    r"\b(?:bills?|invoices?|layout|lay ?out|website|web ?page|descriptions?|letters|abbreviations|codes)\b.{0,60}\b(?:hard|difficult|impossible|confusing"
    r"|unreadable|simpler|clearer|improve|work|ugly|mess|slow|small|easy|follow|nothing|mean|terrible)\b|\bplain words\b",
    re.IGNORECASE,
)
NOT_REACHED = (
    "I am sorry, I could not call a person just now. Your message is kept in this conversation, where our people read it. "
    "Please try again in a moment."
)


class HandOver(SkillAction):
    """Whatever form was open is left: the person reads the conversation, and nothing half-made remains."""

    called = "action_hand_over"
    any_language = True

    async def act(self, turn: Turn) -> Reply:
        if turn.intent == "complain_service" and ABOUT_OUR_BILLS.search(turn.words):
            return await self._thanked(turn)
        if turn.intent == "not_my_invoice" and turn.words and not turn.form:
            reading = await self.door.read(turn.session, turn.words, asked=None)
            if reading.reason == WRONG_NAME:
                return made_out_wrongly(turn, reading)
        return await self._handed_over(turn)

    async def _thanked(self, turn: Turn) -> Reply:
        """An opinion about our bills is written down; a person is there for whoever wants one."""
        answer = await self.door.opinion(turn.session, turn.words)
        return Reply().say(*answer.say, buttons=[TALK_TO_A_PERSON])

    async def _handed_over(self, turn: Turn) -> Reply:
        why = WHY.get(turn.intent) or ("not understood" if _was_lost(turn) else "client asked")
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
