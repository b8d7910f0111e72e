"""What the dispute form asks, one action a slot, each with its buttons. Lists and summaries come from the web program."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from .answers import Choice
from .dispute_charge import NOT_SAID, draft_of, seal_of
from .support_api import DoorTrouble, Trouble
from .turn import TALK_TO_A_PERSON, Button, Reply, SkillAction, Turn, button, excuse, to_choose

EXPLAIN_AT, PERSON_AT = 2, 3
REASONS_SHOWN = 7
AMONG_THESE = "Press one of these, or say it in other words."


class AskInForm(SkillAction):
    """Asks for one slot. After the second failed reading it explains what it needs, after the third it offers a person."""

    asks: ClassVar[str]
    explains: ClassVar[str]

    def name(self) -> str:
        return f"action_ask_dispute_form_{self.asks}"

    @abstractmethod
    async def question(self, turn: Turn) -> Reply:
        """The question as it is asked the first time."""

    async def act(self, turn: Turn) -> Reply:
        if turn.slot("leaving"):
            return _shall_i_drop_it()
        if turn.slot("trouble"):
            return _could_not_read(turn.slot("trouble"))
        reply = await self.question(turn)
        misses = int(turn.slot("misses") or 0)
        if misses < EXPLAIN_AT or not reply.messages:
            return reply
        text, buttons = reply.messages[-1]
        if misses < PERSON_AT:
            said = self.explains if text == AMONG_THESE else f"{self.explains}\n\n{text}"
            reply.messages[-1] = (said, buttons)
            return reply
        sorry = "I am sorry, I still do not understand. Shall I pass you to a person? You can also try once more."
        reply.messages[-1] = (f"{sorry}\n\n{text}", [{**TALK_TO_A_PERSON, "kind": "primary"}, *buttons])
        # Beside a summary a "yes" must never be taken for anything but the summary.
        return reply if self.asks == "confirm" else reply.ask("person")

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        return _could_not_read(excuse(trouble))

    def settle(self, turn: Turn, reply: Reply) -> Reply:
        return reply


def _could_not_read(sentence: str) -> Reply:
    again = button("Try again", "inform", primary=True, again="yes")
    return Reply().say(sentence, buttons=[again, TALK_TO_A_PERSON]).remember(trouble=None)


def _shall_i_drop_it() -> Reply:
    # Not "affirm": pressed late, under a summary, that would open what it was meant to drop.
    buttons = [button("Yes, drop it", "cancel_flow"), button("No, go on", "deny", primary=True)]
    return Reply().say("Shall I drop this dispute? Nothing has been opened yet.", buttons=buttons)


def _list(question: str, choices: list[Choice], entity: str) -> Reply:
    return Reply().say(question, buttons=to_choose(choices, "inform", entity)).show(choices)


class AskInvoice(AskInForm):
    asks = "invoice"
    explains = "Press one of these, type the number as it is printed on the invoice, or name its month."

    async def question(self, turn: Turn) -> Reply:
        if turn.slot("narrowed"):
            return _list(AMONG_THESE, turn.shown, "invoice")
        latest = await self.door.invoices(turn.session)
        return _list("Which invoice is it about?", latest.choices, "invoice")


class AskLines(AskInForm):
    asks = "lines"
    explains = (
        "Press one of these, or type the numbers of the lines. You can name several, or say that you do not know which."
    )

    async def question(self, turn: Turn) -> Reply:
        if turn.slot("narrowed"):
            return _list(AMONG_THESE, turn.shown, "lines")
        listed = await self.door.read(turn.session, "", asked="lines", invoice=turn.slot("invoice"))
        reply = _list("Which charge is wrong?", listed.choices, "lines")
        reply.messages[:0] = Reply().say(*listed.say).messages
        return reply


class AskReason(AskInForm):
    asks = "reason"
    explains = "Press the one that comes nearest. Your own words come next and count more."

    async def question(self, turn: Turn) -> Reply:
        if turn.slot("narrowed"):
            return _list(AMONG_THESE, turn.shown, "reason")
        reasons = await self.door.reasons(turn.session)
        likely = [one for one in reasons if one.value != "other"][:REASONS_SHOWN]
        rest = [one for one in reasons if one.value == "other"]
        return _list("What is wrong with it? Press what fits, or say it in your own words.", likely + rest, "reason")


class AskClaimed(AskInForm):
    asks = "claimed"
    explains = (
        "I need the amount that you think is right, as a plain number, before tax. If you do not know it, say so."
    )

    async def question(self, turn: Turn) -> Reply:
        buttons = [
            button("Nothing at all", "inform", claimed="0.00"),
            button("I do not know", "inform", claimed=NOT_SAID),
        ]
        return Reply().say("What would the right amount be, before tax?", buttons=buttons).show([])


class AskStatement(AskInForm):
    asks = "statement"
    explains = "A sentence or two is enough. The person who looks into it reads exactly what you write."

    async def question(self, turn: Turn) -> Reply:
        return Reply().say("Please tell me in your own words what is wrong. I pass it on as you write it.").show([])


class AskConfirm(AskInForm):
    """Shows the summary that the web program drew up. Only this draft is what a yes agrees to."""

    asks = "confirm"
    explains = "Please say yes to open the dispute, or say what should be different."

    async def question(self, turn: Turn) -> Reply:
        if turn.slot("editing"):
            return Reply().say("What should I change?", buttons=_edits())
        try:
            summary = await self.door.draft(turn.session, draft_of(turn.slots))
        except DoorTrouble as trouble:
            if trouble.kind is Trouble.MISFIT and trouble.field in QUESTIONS:
                return await self._ask_again_for(trouble, turn)
            raise
        yes = "Yes, add my words to it" if summary.existing else "Yes, open it"
        question = "Shall I add your words to that dispute?" if summary.existing else "Shall I open this dispute?"
        seal = seal_of(turn.slots)
        buttons = [
            button(yes, "affirm", primary=True, run=turn.slot("run") or ""),
            button("Change something", "inform", edit="?"),
            button("Cancel", "cancel_flow"),
        ]
        return Reply().say(*summary.say, question, buttons=buttons).remember(summarised=seal).show([])

    async def _ask_again_for(self, trouble: DoorTrouble, turn: Turn) -> Reply:
        """What does not fit is said and asked for at once, in place of a summary of something impossible."""
        reply = Reply().say(excuse(trouble))
        asked = await QUESTIONS[trouble.field](self.door).question(turn)
        reply.messages += asked.messages
        return reply.remember(**asked.slots, **{trouble.field: None}, requested_slot=trouble.field, summarised=None)


def _edits() -> list[Button]:
    return [
        button("The invoice", "inform", edit="invoice"),
        button("The charges", "inform", edit="lines"),
        button("The reason", "inform", edit="reason"),
        button("The amount", "inform", edit="claimed"),
        button("My words", "inform", edit="statement"),
        button("Nothing, go back", "inform", edit="nothing"),
    ]


QUESTIONS: dict[str, type[AskInForm]] = {
    kind.asks: kind for kind in (AskInvoice, AskLines, AskReason, AskClaimed, AskStatement)
}
