"""Greeting, what the assistant can do, and a stop that belongs to nothing."""

from __future__ import annotations

import re

from .answers import Choice, Conversation
from .explain_charge import Explain
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Button, Reply, SkillAction, Turn, button, to_choose

WHAT_I_DO = "I can explain charges on your invoices, open a dispute and tell you where it stands."
START = [button("Explain an invoice", "get_invoice"), button("What do I owe?", "ask_amount_due")]
MORE = [*START, button("My disputes", "check_dispute_status"), TALK_TO_A_PERSON]


class Greet(SkillAction):
    """By name, with what waits for the client. The name comes from the web program and is not needed for a greeting."""

    called = "action_greet"

    async def act(self, turn: Turn) -> Reply:
        known = await self.door.conversation(turn.session)
        hello = f"Hello {known.greeting}." if known.greeting else "Hello."
        if turn.form:
            return Reply().say(hello)
        return Reply().say(f"{hello} I am the billing assistant, a program. {WHAT_I_DO}", buttons=_waiting(known))

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        return Reply().say(f"Hello. I am the billing assistant, a program. {WHAT_I_DO}", buttons=[TALK_TO_A_PERSON])


def _waiting(known: Conversation) -> list[Button]:
    buttons = []
    if known.pending_offers or known.pending_outcomes:
        buttons.append(button("What waits for my answer", "accept_resolution", primary=True))
    if known.open_disputes:
        buttons.append(button("My disputes", "check_dispute_status"))
    return [*buttons, *START, TALK_TO_A_PERSON]


class Capabilities(SkillAction):
    called = "action_capabilities"

    async def act(self, turn: Turn) -> Reply:
        more = "I never decide a dispute; a person does. You can talk to a person at any time."
        return Reply().say(f"{WHAT_I_DO} {more}", buttons=[] if turn.form else MORE)


A_CHARGE = re.compile(r"\b(?:lines?|charges?|fees?|items?|positions?)\b", re.IGNORECASE)
"""“Cancel line 2” stops nothing of ours: a charge is to go, and is explained first."""


class NothingToStop(SkillAction):
    called = "action_nothing_to_stop"

    async def act(self, turn: Turn) -> Reply:
        if A_CHARGE.search(turn.words):
            return await Explain(self.door).answer(turn)
        return Reply().say("There is nothing to stop: nothing is half done.", buttons=MORE)


class CloseQuestion(SkillAction):
    """After a fixed reply: a "yes" that follows must not answer the question before it."""

    called = "action_close_question"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        return Reply()


WELCOME = "You are welcome. Ask again whenever something on a bill is unclear."
A_SCORE = re.compile(
    r"^\W*(?:a |i (?:say|give(?: it| you)?)(?: a)? |it['’]?s a )?([1-5])\b(?:\s*(?:of|out of|/)\s*5)?\W*$",
    re.IGNORECASE,
)


class Thanks(SkillAction):
    """Welcomed; and once in a conversation whoever has had a decision is asked how it went."""

    called = "action_thanks"

    async def act(self, turn: Turn) -> Reply:
        if turn.form:
            return Reply().say(WELCOME)
        score = A_SCORE.match(turn.words) if turn.slot("open_question") == "rating" else None
        rating = turn.pressed.get("rating") or (self._shown(turn, score.group(1)) if score else None)
        if rating:
            return Reply().say(*(await self.door.rate(turn.session, rating)).say).remember(rated=True)
        if turn.slot("open_question") == "rating":
            return self._asked("Which number is it?", turn.shown)
        if turn.slot("rated"):
            return Reply().say(WELCOME)
        waiting = await self.door.rating(turn.session)
        if not waiting.choices:
            return Reply().say(WELCOME)
        return self._asked("\n\n".join(["You are welcome.", *waiting.say]), waiting.choices)

    def _shown(self, turn: Turn, score: str) -> str | None:
        return next((one.value for one in turn.shown if one.value.endswith(f":{score}")), None)

    def _asked(self, question: str, choices: list[Choice]) -> Reply:
        buttons = [*to_choose(choices, "thank_you", "rating"), button("Not now", "deny")]
        return Reply().say(question, buttons=buttons).show(choices).ask("rating").remember(rated=True)

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        """A thank-you is never answered with an error; a number that could not be kept is."""
        return super().apologise(turn, trouble) if turn.pressed else Reply().say(WELCOME)
