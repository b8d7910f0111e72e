"""Where the client's disputes stand, what comes next and when; and what became of a promised refund."""

from __future__ import annotations

from .support_api import AWAY, DoorTrouble
from .turn import Reply, SkillAction, Turn, to_choose

ABOUT_REFUNDS = "A refund or a credit follows from a dispute, so here is where yours stand."


class DisputeStatus(SkillAction):
    called = "action_dispute_status"

    async def act(self, turn: Turn) -> Reply:
        reference = turn.pressed.get("dispute") or await self._named(turn)
        answer = await self.door.disputes(turn.session, reference)
        opening = ABOUT_REFUNDS if turn.intent == "check_refund_status" else ""
        choices = [] if reference or turn.form else answer.choices
        return Reply().say(opening, *answer.say, buttons=to_choose(choices, "check_dispute_status", "dispute"))

    async def _named(self, turn: Turn) -> str | None:
        """The reference in the client's words. Without one the whole list is the answer."""
        if not turn.words:
            return None
        try:
            return (await self.door.read(turn.session, turn.words, asked="dispute")).dispute
        except DoorTrouble as trouble:
            if trouble.kind in AWAY:
                raise
            return None
