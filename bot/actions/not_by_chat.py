"""What the chat does not do yet: its rule says so in a fixed sentence, and this offers a person.

Whom a bill names is another matter than whose address has changed: the first is disputed, the second asked for on a page.
"""

from __future__ import annotations

from .explain_charge import WRONG_NAME, made_out_wrongly
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button

TOLD_FIRST = {"pay_invoice": "paying"}
"""What the chat cannot do and can explain, by intent: which of the door's rules says how the client does it."""


class OfferPerson(SkillAction):
    """Says how the client does it where that is known, asks once, and keeps the client's words for the person."""

    called = "action_offer_person"

    async def act(self, turn: Turn) -> Reply:
        words, told = turn.words or turn.slot("words"), ""
        if turn.intent in TOLD_FIRST:
            told = "\n".join((await self.door.rules(turn.session, TOLD_FIRST[turn.intent])).say)
        if turn.form:
            return Reply().say(told).say("A person can help you with it at any time.", buttons=[TALK_TO_A_PERSON])
        buttons = [button("Yes, a person please", "request_human", primary=True), button("No, thank you", "deny")]
        return (
            Reply().say(told).say("Shall I pass you to a person?", buttons=buttons).ask("person").remember(words=words)
        )


class Details(SkillAction):
    """A bill in the wrong name gets a dispute of its own kind; details that have changed are asked for on their page."""

    called = "action_details"

    async def act(self, turn: Turn) -> Reply:
        reading = await self.door.read(turn.session, turn.words, asked=None) if turn.words else None
        if reading and reading.reason == WRONG_NAME and not turn.form:
            return made_out_wrongly(turn, reading)
        rules = await self.door.rules(turn.session, "details")
        return Reply().say("\n".join(rules.say), buttons=[TALK_TO_A_PERSON])
