"""A dispute that is open already: add words or papers, withdraw it, hand it to somebody more senior.

What is wanted, and of which dispute, is read by the web program; it asks before anything that cannot be taken back.
"""

from __future__ import annotations

from typing import Any

from .answers import Change
from .choosing import of_the_last, pick, says_yes
from .person import HandOver
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button, to_choose

YES_TO = {"withdraw": "Yes, withdraw it", "add": "Yes, add them"}
NO_TO = {"withdraw": "No, keep it open", "add": "No, leave it"}


class ChangeDispute(SkillAction):
    called = "action_change_dispute"

    async def act(self, turn: Turn) -> Reply:
        kept = self._kept(turn)
        if turn.form and not turn.by_button:
            return Reply().say("That can be changed as soon as this one is done.")
        if turn.pressed.get("sure"):
            return await self._ask(turn, kept, sure=True)
        if kept and turn.intent == "affirm" and says_yes(turn.words):
            return await self._ask(turn, kept, sure=True)
        return await self._ask(turn, self._settled(turn, kept), sure=False)

    def _kept(self, turn: Turn) -> dict[str, Any]:
        """What the last question left open; a new message about another dispute begins afresh."""
        going_on = turn.by_button or turn.slot("open_question") == "change"
        return dict(turn.slot("change") or {}) if going_on else {}

    def _settled(self, turn: Turn, kept: dict[str, Any]) -> dict[str, Any]:
        pressed = {"wish": turn.pressed.get("wish"), "dispute": turn.pressed.get("dispute")}
        known = {**kept, **{name: value for name, value in pressed.items() if value}}
        if turn.words and kept.get("asked") == "dispute":
            chosen = pick(turn.shown, turn.words)
            return {**known, "dispute": chosen} if chosen else {**known, "text": turn.words}
        if turn.words and not known.get("dispute") and of_the_last(turn.words):
            known["dispute"] = turn.slot("last_dispute")
        return {**known, "text": turn.words or known.get("text") or ""}

    async def _ask(self, turn: Turn, known: dict[str, Any], sure: bool) -> Reply:
        wish, dispute, text = known.get("wish"), known.get("dispute"), known.get("text") or ""
        change = await self.door.change(turn.session, text, dispute, wish, sure)
        reply = Reply().say(*change.say, buttons=_buttons(change))
        if change.reference:
            reply.remember(last_dispute=change.reference)
        if not change.ask:
            return reply.remember(change=None)
        left = {"wish": change.wish, "dispute": change.reference, "text": text, "asked": change.ask}
        if change.ask in ("wish", "words"):
            left["text"] = ""
        return reply.remember(change=left).show(change.choices).ask("change")


def _buttons(change: Change) -> list[dict[str, str]]:
    if change.ask == "dispute":
        return to_choose(change.choices, "update_dispute", "dispute")
    if change.ask == "wish":
        return to_choose(change.choices, "update_dispute", "wish")
    if change.ask == "sure":
        wish = str(change.wish)
        yes = button(YES_TO.get(wish, "Yes"), "update_dispute", primary=True, sure="yes")
        return [yes, button(NO_TO.get(wish, "No"), "deny")]
    if change.reference:
        return [button("Where it stands", "check_dispute_status", dispute=change.reference)]
    return [TALK_TO_A_PERSON]


class Escalate(ChangeDispute):
    """Somebody more senior, always: for the dispute that is meant, and where there is none by a person at once."""

    called = "action_escalate"

    async def act(self, turn: Turn) -> Reply:
        kept = self._kept(turn)
        dispute = turn.pressed.get("dispute") or kept.get("dispute")
        change = await self.door.change(turn.session, turn.words or kept.get("text") or "", dispute, "escalate", False)
        if turn.form or (not change.ask and not change.reference):
            return await HandOver(self.door).act(turn)
        if change.ask == "dispute":
            reply = Reply().say(*change.say, buttons=to_choose(change.choices, "request_escalation", "dispute"))
            return (
                reply.show(change.choices)
                .remember(change={"wish": "escalate", "text": turn.words, "asked": "dispute"})
                .ask("change")
            )
        return Reply().say(*change.say, buttons=[TALK_TO_A_PERSON]).remember(change=None)
