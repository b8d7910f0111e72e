"""Greeting, what the assistant can do, and a stop that belongs to nothing."""

from __future__ import annotations

from .answers import Conversation
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Button, Reply, SkillAction, Turn, button

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


class NothingToStop(SkillAction):
    called = "action_nothing_to_stop"

    async def act(self, turn: Turn) -> Reply:
        return Reply().say("There is nothing to stop: nothing is half done.", buttons=MORE)


class CloseQuestion(SkillAction):
    """After a fixed reply: a "yes" that follows must not answer the question before it."""

    called = "action_close_question"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        return Reply()
