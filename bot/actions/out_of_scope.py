"""What the assistant is not for, and what it did not understand. After two in a row a person is offered."""

from __future__ import annotations

import re

from rasa_sdk.events import UserUtteranceReverted

from .languages import ONLY_ENGLISH, is_foreign
from .support_api import SupportApi
from .turn import TALK_TO_A_PERSON, Button, Reply, SkillAction, Turn, button

ENOUGH = 2
# A guess that words are about something else may be wrong: what was not understood is not sent away.
NOT_MINE = (
    "I am afraid I did not understand that as a question about your bills. I know about your invoices, charges, payments "
    "and disputes. Could you say it in other words?"
)
STOLEN_CARD = (
    "If somebody else may have your card or your bank details, please call your bank at once: only your bank can block them, "
    "I can't. If the charge stands on one of our invoices, tell me which one. A person here can help you too."
)
ONLY_YOUR_OWN = (
    "I can only speak about the account that is signed in here, and only with the people who are registered for it. If you write "
    "for somebody else, a person can register you first."
)
BOUNDARIES: list[tuple[re.Pattern[str], str]] = [
    (
        re.compile(
            r"\b(?:stolen|stole|hack\w*|fraud\w*|scam\w*|phish\w*|clon\w*|block|freeze|lost|criminals?|thieves|somebody|someone|stranger)\b.*"
            r"\b(?:card|bank|visa|mastercard|pin|identity)\b|\b(?:card|bank|visa|mastercard|pin|identity)\b.*"
            r"\b(?:stolen|stole|hack\w*|fraud\w*|scam\w*|phish\w*|clon\w*|lost|gone|swallowed|someone|somebody|theft)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        STOLEN_CARD,
    ),
    (
        re.compile(
            r"\b(?:his|her|their|my) (?:wife|husband|partner|mother|father|mum|dad|papa|son|daughter|brother|sister|uncle|aunt|cousin|neighbou?r|friend"
            r"|assistant|landlord|tenant|grandmother|grandfather|girlfriend|boyfriend|colleague)\b|\bon behalf of\b|\bpower of attorney\b"
            r"|\b(?:other|another|all|your) (?:clients?|customers?|compan(?:y|ies))(?:['’]s?)?\b|\bnot (?:the|a) client\b|\beverybody\b"
            r"|\bthe (?:account holder|client with)\b",
            re.IGNORECASE,
        ),
        ONLY_YOUR_OWN,
    ),
]
"""What is not for the assistant, but has its own right contact."""
AGAIN = re.compile(
    r"\b(?:say|tell|show|write|ask|send|repeat|see|hear|go over)\b.{0,30}\b(?:again|once more|one more time)\b|\brepeat\b|\bcome again\b|\bpardon\b"
    r"|\b(?:catch|miss(?:ed)?|get) that\b|\blost the thread\b|\b(?:the|your) (?:question|last (?:message|answer|sentence))\b|\bwhere were we\b"
    r"|\bwhat (?:did|do) you (?:just )?(?:say|said|ask|asked|want)\b|\bwhat you (?:say|said)\b|\bwhat was that\b|^\W*(?:sorry|what|huh|eh|again|once more please|one more time)\W*$",
    re.IGNORECASE,
)
# What a guess is called on its button. A guess without a title is not offered.
TITLES = {
    "explain_charge": "Explain a charge",
    "ask_bill_increase": "Why my bill is higher",
    "dispute_duplicate_charge": "I was charged twice",
    "dispute_wrong_amount": "The amount is wrong",
    "dispute_unrecognised_charge": "I do not know this charge",
    "dispute_service": "I did not get what was billed",
    "dispute_fee": "A fee is wrong",
    "missing_credit": "A discount or credit is missing",
    "open_dispute": "Open a dispute",
    "check_dispute_status": "Where my disputes stand",
    "ask_amount_due": "What I owe",
    "get_invoice": "My invoices",
    "check_payment": "Whether my payment arrived",
    "request_refund": "A refund",
    "accept_resolution": "Answer an offer",
}
GUESSES = 2


class OutOfScope(SkillAction):
    called = "action_out_of_scope"
    any_language = True

    async def act(self, turn: Turn) -> Reply:
        if is_foreign(turn.words):
            return _lost(turn, ONLY_ENGLISH, [], at_once=True)
        if AGAIN.search(turn.words):
            return await say_again(self.door, turn)
        elsewhere = next((sentence for said, sentence in BOUNDARIES if said.search(turn.words)), None)
        if elsewhere:
            return Reply().say(elsewhere, buttons=[TALK_TO_A_PERSON])
        return _lost(turn, NOT_MINE, [])


async def say_again(door: SupportApi, turn: Turn) -> Reply:
    """What was said last, with its buttons. A form asks its question again by itself."""
    last = await door.last_said(turn.session)
    question = turn.slot("open_question")
    if not last.say or turn.form:
        return Reply().say("Of course." if turn.form else "I have not said anything yet. What can I do for you?")
    buttons = [{"title": one.title, "payload": one.value} for one in last.choices]
    return Reply().say(*last.say, buttons=buttons).ask(question)


class NotUnderstood(SkillAction):
    """The first time it offers its two best guesses; the client's words are kept and go with the guess."""

    called = "action_not_understood"
    any_language = True

    async def act(self, turn: Turn) -> Reply:
        if is_foreign(turn.words):
            return _lost(turn, ONLY_ENGLISH, [], at_once=True)
        if AGAIN.search(turn.words):
            return await say_again(self.door, turn)
        guesses = [name for name in turn.guesses if name in TITLES][:GUESSES]
        buttons = [button(TITLES[name], name) for name in guesses]
        sentence = "I am not sure what you mean. Is it one of these? You can also say it in other words."
        if not guesses:
            sentence = "I did not understand that. Could you say it in other words?"
        return _lost(turn, sentence, buttons)


class NothingFits(NotUnderstood):
    """Rasa's own last resort, when no rule fits: the turn is taken back so that it confuses nothing later."""

    called = "action_default_fallback"

    async def act(self, turn: Turn) -> Reply:
        reply = await super().act(turn)
        reply.events.append(UserUtteranceReverted())
        return reply


def _lost(turn: Turn, sentence: str, buttons: list[Button], at_once: bool = False) -> Reply:
    lost = int(turn.slot("lost") or 0) + 1
    reply = Reply().remember(lost=lost)
    if not turn.form:
        reply.remember(words=turn.words or turn.slot("words"), topic=None)
    if lost < ENOUGH and not at_once:
        return reply.say(sentence, buttons=buttons)
    person = {**TALK_TO_A_PERSON, "kind": "primary"}
    return reply.say(f"{sentence} Shall I pass you to a person?", buttons=[person, *buttons]).ask("person")
