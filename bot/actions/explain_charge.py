"""Explain an invoice, a charge, an increase or what looks like a duplicate; then offer a dispute where there can be one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from .answers import Choice, Explanation, Proposal, Reading
from .choosing import only, pick
from .further import TOPIC_OF, ask_for_the_next, note, wants_the_next
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Button, Reply, SkillAction, Turn, button, excuse, to_choose

KEPT_PROPOSALS = 5
STILL_UNREAD = 2
MERE_QUESTIONS = {"explain_charge", "ask_bill_increase"}
COMPLAINTS = {
    "dispute_unrecognised_charge", "dispute_duplicate_charge", "dispute_wrong_amount", "dispute_fee", "dispute_service",
    "missing_credit", "request_refund",
}  # fmt: skip
WRONG_NAME = "wrong_client_data"
MADE_OUT_WRONGLY = (
    "An invoice that has been sent is never changed. If it names the wrong company, person or address, I can open a dispute: "
    "a person checks whom it should name, and a corrected invoice takes its place."
)
SORRY = "I understand how this could be confusing, and I am sorry for the trouble. Let us look at it together."


class Explain(SkillAction):
    """Asks the web program about the client's words, with the intent as topic, and says what comes back.

    When the invoice is not clear, the words and the topic are kept, and the next answer only has to name the invoice.
    """

    called = "action_explain"

    async def act(self, turn: Turn) -> Reply:
        if wants_the_next(turn):
            return await self._noted(turn)
        if turn.intent in ("inform", "affirm") and turn.slot("open_question") == "invoice" and not turn.by_button:
            return await self._with_named_invoice(turn)
        invoice = turn.pressed.get("invoice")
        if turn.by_button:
            words, topic = turn.slot("words") or "", (invoice and turn.slot("topic")) or turn.intent
        else:
            words, topic = turn.words, turn.intent
        reply = await self._explain(turn, words, topic, invoice)
        return reply if turn.by_button or turn.form else reply.remember(beside=None)

    async def _noted(self, turn: Turn) -> Reply:
        """The next of what was noted, explained as if it had just been written; its dispute belongs to the one before."""
        words, *left = turn.slot("noted")
        reading = await self.door.read(turn.session, words, asked=None)
        topic = TOPIC_OF.get(reading.reason or "", "explain_charge")
        reply = await self._explain(turn, words, topic, None)
        return reply.remember(noted=left or None, beside=turn.slot("last_dispute"))

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        """The words are kept for another try, with the topic that they had."""
        if turn.form or not turn.words or turn.slot("open_question") == "invoice":
            return super().apologise(turn, trouble)
        again = button("Try again", turn.intent, primary=True)
        return Reply().say(excuse(trouble), buttons=[again, TALK_TO_A_PERSON]).remember(words=turn.words, topic=None)

    async def _with_named_invoice(self, turn: Turn) -> Reply:
        invoice = only(turn.shown) if turn.intent == "affirm" else pick(turn.shown, turn.words)
        if invoice is None and turn.intent == "affirm":
            return self._unread(turn, ["Which one do you mean?"], turn.shown)
        if invoice is None:
            reading = await self.door.read(turn.session, turn.words, asked="invoice")
            if reading.invoice is None:
                return self._unread(turn, reading.say, reading.choices or turn.shown)
            invoice = reading.invoice
        topic = turn.slot("topic") or "explain_charge"
        return await self._explain(turn, turn.slot("words") or turn.words, topic, invoice)

    def _unread(self, turn: Turn, say: list[str], choices: list[Choice]) -> Reply:
        lost = int(turn.slot("lost") or 0) + 1
        help_at_hand = [TALK_TO_A_PERSON] if lost >= STILL_UNREAD else []
        reply = Reply().say(
            *(say or ["I could not tell which invoice you mean."]),
            buttons=to_choose(choices, "explain_charge", "invoice") + help_at_hand,
        )
        return reply.show(choices).ask("invoice").remember(lost=lost)

    async def _explain(self, turn: Turn, words: str, topic: str, invoice: str | None) -> Reply:
        topic = "explain_charge" if topic in ("inform", "affirm", "") else topic
        about = turn.slot("invoice" if turn.form else "about")
        explanation = await self.door.explain(turn.session, words, topic, invoice, about)
        # One message: the sentences of an explanation belong together, and Rasa cuts at blank lines.
        if turn.form:
            return Reply().say("\n".join(explanation.say))
        reply = Reply().remember(words=words, topic=topic)
        if topic in COMPLAINTS and not turn.slot("acknowledged"):
            reply.remember(acknowledged=True)
            explanation = replace(explanation, say=[SORRY, *explanation.say])
        if not explanation.found:
            note(reply, turn, explanation.further)
            return _which_invoice(reply, explanation)
        told = "\n".join(explanation.say)
        reply.remember(about=explanation.invoice or about)
        buttons = [_where_it_stands(one) for one in explanation.in_dispute]
        if topic == "check_payment" and not explanation.may_dispute and not buttons:
            buttons = [TALK_TO_A_PERSON]
        reply.say(told, buttons=buttons)
        note(reply, turn, explanation.further)
        if not explanation.may_dispute:
            return ask_for_the_next(reply, turn)
        return _offer_dispute(reply, turn.slot("proposals") or [], _as_slot(explanation, words, topic))


def _where_it_stands(reference: str) -> Button:
    return button(f"Where {reference} stands", "check_dispute_status", dispute=reference)


def _which_invoice(reply: Reply, explanation: Explanation) -> Reply:
    buttons: list[Button] = to_choose(explanation.choices, "explain_charge", "invoice")
    reply.say(*explanation.say, buttons=buttons or [TALK_TO_A_PERSON])
    return reply.show(explanation.choices).ask("invoice")


def _offer_dispute(reply: Reply, earlier: list[dict[str, Any]], proposal: dict[str, Any]) -> Reply:
    """The button carries the number of its own proposal, so that an old button opens what it stood under."""
    proposal["id"] = str(int(earlier[-1]["id"]) + 1 if earlier else 1)
    reply.remember(proposals=[*earlier, proposal][-KEPT_PROPOSALS:])
    reply.say(
        "Would you like to dispute this?",
        buttons=[
            button("Open a dispute", "open_dispute", primary=True, proposal=proposal["id"]),
            button("No, that answers it", "deny"),
        ],
    )
    return reply.ask("dispute")


def _as_slot(explanation: Explanation, words: str, topic: str) -> dict[str, Any]:
    """{"invoice", "lines", "reason", "claimed", "statement", "words", "topic"}: what the dispute form need not ask again.

    The words are the statement when they complain; a mere question says nothing of what is wrong.
    """
    the_one_line = explanation.lines if len(explanation.lines) == 1 else []
    nothing_known = Proposal(invoice=None, lines=the_one_line, reason=None, claimed=None)
    known = explanation.dispute or nothing_known
    known = replace(known, invoice=known.invoice or explanation.invoice)
    complains = explanation.dispute is not None or topic not in MERE_QUESTIONS
    return {**asdict(known), "statement": words if words and complains else None, "words": words, "topic": topic}


def made_out_wrongly(turn: Turn, reading: Reading) -> Reply:
    """Offers a dispute about the whole invoice: its name is wrong, and no line of it."""
    wanted = {
        "invoice": reading.invoice,
        "lines": ["*"],
        "reason": WRONG_NAME,
        "claimed": None,
        "statement": turn.words,
        "topic": turn.intent,
    }
    return _offer_dispute(Reply().say(MADE_OUT_WRONGLY), turn.slot("proposals") or [], wanted)
