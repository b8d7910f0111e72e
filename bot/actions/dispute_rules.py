"""How disputes work, whom else the client may turn to, when people are there: from the rules that hold for this client."""

from __future__ import annotations

from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn

ABOUT = {"ask_contact": "contact", "external_recourse": "recourse", "request_payment_extension": "instalments"}
FOLLOWED_BY_A_QUESTION = {"request_payment_extension"}


class DisputeRules(SkillAction):
    called = "action_dispute_rules"

    async def act(self, turn: Turn) -> Reply:
        rules = await self.door.rules(turn.session, ABOUT.get(turn.intent, "policy"))
        bare = turn.form or turn.intent in FOLLOWED_BY_A_QUESTION
        return Reply().say("\n".join(rules.say), buttons=[] if bare else [TALK_TO_A_PERSON])


class Recourse(SkillAction):
    """A wish to go elsewhere gets its answer first, neutrally; then a person is asked for, whatever was meant by it."""

    called = "action_recourse"

    async def act(self, turn: Turn) -> Reply:
        rules = await self.door.rules(turn.session, "recourse")
        told = "\n".join(rules.say)
        answer = await self.door.hand_over(turn.session, "client asked", turn.words, told)
        return Reply().say(told, *answer.say)
