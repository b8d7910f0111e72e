"""Open a dispute: where the form starts, what its draft is, and what happens after the client's explicit yes."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from rasa_sdk.events import FollowupAction

from .answers import Reading
from .further import ask_for_the_next, note
from .support_api import DoorTrouble, Trouble
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button, excuse

ASKED_FOR = ("invoice", "lines", "reason", "claimed", "statement", "confirm")
# What belongs to one run of the form and must not leak into the next.
OF_ONE_RUN = (
    *ASKED_FOR, "run", "summarised", "misses", "shown", "narrowed", "unread", "told", "trouble", "leaving", "editing",
)  # fmt: skip
NOT_SAID = "not said"  # a form asks again for a slot that is None; the door gets null
# Only where the client can know a right figure; for the rest the statement says what is wrong.
REASONS_WITH_A_RIGHT_AMOUNT = {
    "arithmetic", "wrong_amount", "rate_discrepancy", "quantity", "missing_discount", "tax", "terms", "proration", "other",
}  # fmt: skip
SORRY = "I am sorry that something on your bill looks wrong. I write it down with you, step by step; it costs nothing."
DROPPED = "All right, I have dropped it. No dispute was opened. You can begin again whenever you like."
REASON_OF_INTENT = {
    "dispute_duplicate_charge": "duplicate",
    "dispute_unrecognised_charge": "unrecognised",
    "dispute_wrong_amount": "wrong_amount",
    "dispute_fee": "terms",
    "dispute_service": "not_rendered",
}


def draft_of(slots: dict[str, Any]) -> dict[str, Any]:
    """{"invoice", "lines", "reason", "claimed", "statement"} as the door wants it."""
    claimed = slots.get("claimed")
    return {
        "invoice": slots.get("invoice"),
        "lines": slots.get("lines"),
        "reason": slots.get("reason"),
        "claimed": None if claimed == NOT_SAID else claimed,
        "statement": slots.get("statement"),
    }


def seal_of(slots: dict[str, Any]) -> str:
    """One text for one draft: a yes counts only for the draft that was summarised."""
    return json.dumps(draft_of(slots), sort_keys=True, ensure_ascii=False)


def with_amount_settled(slots: dict[str, Any]) -> dict[str, Any]:
    """The right amount is not asked for when the reason is not about an amount."""
    if slots.get("reason") and slots.get("claimed") is None and slots["reason"] not in REASONS_WITH_A_RIGHT_AMOUNT:
        return {**slots, "claimed": NOT_SAID}
    return slots


class StartDispute(SkillAction):
    """Prefills the form from an explanation, or from the client's first words, so that nothing is asked twice.

    Sets `run`, the idempotency key of this form run: a repeat of the same run opens no second dispute.
    """

    called = "action_start_dispute"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        if turn.pressed.get("again") and turn.slot("run"):
            return Reply().remember(confirm=None, trouble=None)
        proposal = self._proposed(turn)
        known = await (self._completed(turn, proposal) if proposal else self._from_words(turn))
        reply = Reply()
        if not proposal:
            reply.remember(beside=None)
            if not turn.slot("acknowledged") and not known.get("trouble"):
                reply.say(SORRY).remember(acknowledged=True)
            note(reply, turn, known.get("further") or [])
        fresh: dict[str, Any] = dict.fromkeys(OF_ONE_RUN)
        prefilled = {name: known.get(name) or None for name in (*ASKED_FOR, "trouble", "unread", "told")}
        reply.say(*known.get("say") or []).remember(**fresh)
        reply.remember(**with_amount_settled(prefilled), run=uuid4().hex)
        return reply.show(known["choices"]).remember(narrowed=True) if known.get("choices") else reply

    def _proposed(self, turn: Turn) -> dict[str, Any] | None:
        proposals: list[dict[str, Any]] = turn.slot("proposals") or []
        if turn.slot("open_question") == "dispute" and not turn.pressed.get("proposal"):
            return proposals[-1] if proposals else None
        return next((one for one in proposals if one["id"] == turn.pressed.get("proposal")), None)

    async def _completed(self, turn: Turn, proposal: dict[str, Any]) -> dict[str, Any]:
        """What the first words say beyond the explanation: a reason, a line, a right amount."""
        statement = proposal.get("statement")
        words = statement or proposal.get("words")
        if not words or (proposal["lines"] and proposal["reason"]):
            return proposal
        known = {**proposal, "reason": proposal["reason"] or REASON_OF_INTENT.get(proposal.get("topic") or "")}
        try:
            reading = await self.door.read(turn.session, words, asked=None, invoice=proposal["invoice"])
        except DoorTrouble as trouble:
            return {**known, "trouble": excuse(trouble)}
        return {
            **known,
            "lines": proposal["lines"] or reading.lines,
            "reason": proposal["reason"] or reason_of(reading) or known["reason"],
            "claimed": proposal["claimed"] or reading.claimed,
            # A question that says what would be right ("line 4 should be 45") tells what is wrong as well.
            "statement": statement or (words if reading.claimed or reading.say else None),
            "say": reading.say,
        }

    async def _from_words(self, turn: Turn) -> dict[str, Any]:
        if not turn.words:
            return {}
        try:
            reading = await self.door.read(turn.session, turn.words, asked=None)
        except DoorTrouble as trouble:
            # The form says so in place of its first question, and "Try again" reads the words once more.
            return {"trouble": excuse(trouble), "unread": turn.words}
        return known_from(reading, turn)


def reason_of(reading: Reading) -> str | None:
    """Who names another amount, be it one that cannot be taken, says that the amount is wrong."""
    return reading.reason or ("wrong_amount" if reading.claimed or reading.say else None)


def known_from(reading: Reading, turn: Turn) -> dict[str, Any]:
    """What a first message settles. It is the statement too when it says what is wrong, not only where."""
    reason = reason_of(reading) or REASON_OF_INTENT.get(turn.intent)
    says_what = bool(reason or reading.claimed)
    return {
        "invoice": reading.invoice,
        "lines": reading.lines if reading.invoice or reading.lines == ["*"] else None,
        "reason": reason,
        "claimed": reading.claimed if reading.invoice else None,
        "statement": turn.words if says_what else None,
        "told": None if reading.invoice else turn.words,
        "say": [*reading.asks, *reading.say],
        "choices": reading.choices if reading.asks else [],
        "further": reading.further,
    }


class OpenDispute(SkillAction):
    """After the form: opens the dispute that was summarised and agreed to, or says that nothing was opened."""

    called = "action_open_dispute"

    async def act(self, turn: Turn) -> Reply:
        agreed = turn.slot("confirm") == "yes" and turn.slot("summarised") == seal_of(turn.slots)
        if not agreed or not turn.slot("run"):
            return _forget(ask_for_the_next(Reply().say(DROPPED).remember(beside=None), turn))
        try:
            key, beside = turn.slot("run"), turn.slot("beside")
            opened = await self.door.open_dispute(turn.session, draft_of(turn.slots), key, beside)
        except DoorTrouble as trouble:
            return self._not_opened(trouble)
        status = button("Where it stands", "check_dispute_status", dispute=opened.reference)
        reply = Reply().say(*opened.say, buttons=[status]).remember(proposals=None, beside=None)
        return _forget(ask_for_the_next(reply.remember(last_dispute=opened.reference), turn))

    def _not_opened(self, trouble: DoorTrouble) -> Reply:
        if trouble.kind is Trouble.MISFIT and trouble.field in ASKED_FOR:
            reply = Reply().say(excuse(trouble)).remember(**{trouble.field: None}, confirm=None)
            reply.events.append(FollowupAction("dispute_form"))
            return reply
        again = button("Try again", "open_dispute", primary=True, again="yes")
        if trouble.say:
            return Reply().say(trouble.say, buttons=[TALK_TO_A_PERSON])
        # After a time-out the dispute may exist. The key makes the second try safe, and no reference is made up.
        sentence = (
            "I am sorry, I did not hear back, so I can't give you a reference yet. What you told me is kept. "
            "Shall I try again? It will not open a second dispute."
        )
        return Reply().say(sentence, buttons=[again, TALK_TO_A_PERSON]).ask("send_dispute")


def _forget(reply: Reply) -> Reply:
    for slot in OF_ONE_RUN:
        reply.slots.setdefault(slot, None)
    return reply
