"""Where the client's disputes stand, what comes next and when; and what became of a promised refund."""

from __future__ import annotations

from .choosing import of_the_last
from .support_api import AWAY, DoorTrouble
from .turn import Reply, SkillAction, Turn, button, to_choose


def the_last(turn: Turn) -> str | None:
    """The dispute that was spoken of last, where the words point at it."""
    return turn.slot("last_dispute") if of_the_last(turn.words) else None


MY_DISPUTES = button("My disputes", "check_dispute_status")


class DisputeStatus(SkillAction):
    called = "action_dispute_status"

    async def act(self, turn: Turn) -> Reply:
        if turn.intent == "check_refund_status":
            return Reply().say(*(await self.door.refunds(turn.session)).say, buttons=[] if turn.form else [MY_DISPUTES])
        reference, unknown = turn.pressed.get("dispute"), []
        if not reference and turn.words:
            reference, unknown = await self._named(turn)
            reference = reference or the_last(turn)
        answer = await self.door.disputes(turn.session, reference)
        choices = [] if reference or turn.form else answer.choices
        reply = Reply().say(*unknown, *answer.say, buttons=to_choose(choices, "check_dispute_status", "dispute"))
        return reply.remember(last_dispute=reference) if reference else reply

    async def _named(self, turn: Turn) -> tuple[str | None, list[str]]:
        """The reference in the client's words, and what to say where it fits none. The whole list is the answer then."""
        try:
            reading = await self.door.read(turn.session, turn.words, asked="dispute")
        except DoorTrouble as trouble:
            if trouble.kind in AWAY:
                raise
            return None, [trouble.say]
        return reading.dispute, [] if reading.choices else reading.say
