"""What the chat does not do yet: its rule says so in a fixed sentence, and this offers a person."""

from __future__ import annotations

from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button


class OfferPerson(SkillAction):
    """Asks once, and keeps the client's words for the person."""

    called = "action_offer_person"

    async def act(self, turn: Turn) -> Reply:
        words = turn.words or turn.slot("words")
        if turn.form:
            return Reply().say("A person can help you with it at any time.", buttons=[TALK_TO_A_PERSON])
        buttons = [button("Yes, a person please", "request_human", primary=True), button("No, thank you", "deny")]
        return Reply().say("Shall I pass you to a person?", buttons=buttons).ask("person").remember(words=words)
