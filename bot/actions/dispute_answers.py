"""What the client answers to the dispute form: read by the web program, remembered slot by slot.

Returning no slot at all tells Rasa that the message was no answer; the rule of its intent then speaks, and the form asks
again. Returning the asked slot as None tells Rasa to ask again.
"""

from __future__ import annotations

import re
from typing import Any

from .answers import Reading
from .asides import ALWAYS_ASIDE, ASIDE_UNLESS_TELLING, BUTTONS_OF_FORMS, NO, READ_FIRST, YES
from .choosing import corrects_place, does_not_know, drops_dispute, only, pick, says_yes
from .dispute_charge import ASKED_FOR, NOT_SAID, seal_of, with_amount_settled
from .dispute_questions import PERSON_AT
from .support_api import DoorTrouble
from .turn import Reply, SkillAction, Turn, excuse

READABLE = ("invoice", "lines", "reason", "claimed")
FALLS_WITH = {"invoice": ("lines", "claimed"), "lines": ("claimed",)}
NAMED_PARTS = {
    "invoice": "invoice", "bill": "invoice", "charge": "lines", "charges": "lines", "line": "lines", "lines": "lines",
    "reason": "reason", "amount": "claimed", "words": "statement", "statement": "statement", "text": "statement",
}  # fmt: skip
A_FIGURE = re.compile(r"^\W*[0-9][0-9.,]*\W*(?:euros?)?\W*$", re.IGNORECASE)
UNREAD = "I could not make that out."
BARE = 3  # words: "the espresso beans" looks like no business of ours, and answers what was asked
ENOUGH_TO_TELL = 4  # words: "it came twice" names a reason, a longer answer tells the story too


class ReadAnswer(SkillAction):
    called = "validate_dispute_form"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        if turn.already_answered or not turn.asked or self._is_aside(turn):
            return Reply()
        under_summary = "run" in turn.pressed  # "Yes, open it" stays that, even while "Shall I drop it?" is open
        # "Delete the dispute" in the middle of one means this one, of which nothing is open yet.
        stops = turn.intent == "cancel_flow" or (turn.intent == "update_dispute" and drops_dispute(turn.words))
        if (turn.slot("leaving") and not under_summary) or stops:
            left = self._leaving(turn)
            if left is not None:
                return left
        if turn.by_button:
            return await self._pressed(turn)
        return await self._typed(turn, turn.words)

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        """The words are kept: "Try again" reads them once more."""
        unread = turn.words or turn.slot("unread")
        return Reply().remember(trouble=excuse(trouble), unread=unread)

    def settle(self, turn: Turn, reply: Reply) -> Reply:
        if not reply.slots:
            return reply
        reply.slots = {"open_question": None, "leaving": None, **reply.slots}
        return reply

    def _is_aside(self, turn: Turn) -> bool:
        if turn.by_button:
            return turn.intent not in BUTTONS_OF_FORMS
        if turn.intent == "affirm":
            return bool(turn.slot("open_question") == "person")
        telling = turn.asked == "statement"
        return turn.intent in ALWAYS_ASIDE or (turn.intent in ASIDE_UNLESS_TELLING and not telling)

    def _leaving(self, turn: Turn) -> Reply | None:
        """ "cancel" asks once; a yes, or a second cancel, drops everything. Any other answer goes on with the form."""
        if not turn.slot("leaving"):
            return Reply().remember(leaving=True)
        agrees = turn.intent in YES and (turn.by_button or says_yes(turn.words))
        if agrees or turn.intent == "cancel_flow" or drops_dispute(turn.words):
            return Reply().remember(confirm="dropped", requested_slot=None)
        return Reply().remember(leaving=None) if turn.intent in NO else None

    async def _pressed(self, turn: Turn) -> Reply:
        if "again" in turn.pressed:
            unread = turn.slot("unread")
            return await self._typed(turn, unread) if unread else Reply().remember(trouble=None)
        if "edit" in turn.pressed:
            return _edit(turn.pressed["edit"])
        if turn.intent == "inform":
            known: dict[str, Any] = {name: value for name, value in turn.pressed.items() if name in READABLE}
            if "lines" in known:
                known["lines"] = [known["lines"]]
            return _taken(turn, await self._with_first_words(turn, known)) if known else _missed(turn)
        return await self._typed(turn, "")

    async def _typed(self, turn: Turn, words: str) -> Reply:
        if turn.asked == "confirm":
            return await self._confirmed(turn, words)
        if turn.slot("invoice") and corrects_place(words) and (corrected := await self._corrected(turn, words)):
            return _taken(turn, corrected).say("I have changed that.")
        if turn.asked == "statement":
            told = any(letter.isalnum() for letter in words) and turn.intent not in YES | NO
            return _taken(turn, {"statement": words}) if told else _missed(turn)
        if turn.asked == "claimed" and (turn.intent in NO or does_not_know(words)):
            return _taken(turn, {"claimed": NOT_SAID})
        if turn.asked == "lines" and does_not_know(words):
            return _taken(turn, {"lines": ["*"]})
        if turn.asked == "reason" and does_not_know(words) and len(words.split()) <= ENOUGH_TO_TELL:
            return _taken(turn, {"reason": "other"})
        chosen = only(turn.shown) if turn.intent in YES else pick(turn.shown, words)
        if chosen is not None:
            known = {str(turn.asked): [chosen] if turn.asked == "lines" else chosen}
            return _taken(turn, await self._with_first_words(turn, known))
        if turn.intent in NO and turn.slot("narrowed"):
            return Reply().remember(narrowed=None, shown=None, misses=0, **{str(turn.asked): None})
        return await self._read(turn, words)

    async def _read(self, turn: Turn, words: str) -> Reply:
        if not words:
            return _missed(turn)
        reading = await self.door.read(turn.session, words, asked=turn.asked, invoice=turn.slot("invoice"))
        known = _certain(turn, reading)
        if turn.asked not in known:
            aside = turn.intent in READ_FIRST and not _narrows(turn, reading) and not _bare(turn, words)
            return Reply() if aside else _missed(turn, reading).remember(**known)
        if turn.asked == "reason" and len(words.split()) >= ENOUGH_TO_TELL and not turn.slot("statement"):
            known["statement"] = words
        return _taken(turn, await self._with_first_words(turn, known))

    async def _with_first_words(self, turn: Turn, known: dict[str, Any]) -> dict[str, Any]:
        """Once the invoice is clear, the first words tell which of its lines they were about: that is not asked again."""
        told = turn.slot("told")
        if not told or not known.get("invoice"):
            return known
        reading = await self.door.read(turn.session, told, asked=None, invoice=known["invoice"])
        open_ = {"lines": reading.lines, "claimed": reading.claimed}
        return {**{name: value for name, value in open_.items() if value and not turn.slot(name)}, **known}

    async def _corrected(self, turn: Turn, words: str) -> dict[str, Any]:
        """What the words change of what was told before."""
        reading = await self.door.read(turn.session, words, asked=None, invoice=turn.slot("invoice"))
        places = {name: value for name, value in _fields(reading).items() if name in ("invoice", "lines")}
        return {name: value for name, value in places.items() if value != turn.slot(name)}

    async def _confirmed(self, turn: Turn, words: str) -> Reply:
        """A yes is for the summary shown; a no asks what to change; anything else may itself be the correction."""
        if turn.intent in YES and (turn.by_button or says_yes(words)):
            another_run = turn.by_button and turn.pressed.get("run") != turn.slot("run")
            seen = turn.slot("summarised") == seal_of(turn.slots) and not another_run
            return Reply().remember(confirm="yes" if seen else None)
        named = {NAMED_PARTS[word] for word in words.casefold().split() if word in NAMED_PARTS}
        if turn.intent in NO and len(named) != 1:
            return _edit("nothing" if turn.slot("editing") else "?")
        asked = "claimed" if A_FIGURE.match(words) else None  # "30" under a summary is another amount
        reading = await self.door.read(turn.session, words, asked=asked, invoice=turn.slot("invoice"))
        corrected = {name: value for name, value in _fields(reading).items() if value != turn.slot(name)}
        if corrected:
            return _taken(turn, corrected).say("I have changed that.")
        if len(named) == 1:
            return _edit(named.pop())
        return Reply() if turn.intent in READ_FIRST else _missed(turn, reading)


def _fields(reading: Reading) -> dict[str, Any]:
    fields = {name: getattr(reading, name) for name in READABLE}
    return {name: value for name, value in fields.items() if value is not None}


def _certain(turn: Turn, reading: Reading) -> dict[str, Any]:
    """The slot asked for, and any later one that the same words fill; what was told before is not overwritten."""
    return {name: value for name, value in _fields(reading).items() if name == turn.asked or not turn.slot(name)}


def _narrows(turn: Turn, reading: Reading) -> bool:
    """Whether the words named some of the choices shown, if not one of them: then they were an answer."""
    left, shown = {one.value for one in reading.choices}, {one.value for one in turn.shown}
    return bool(left) and left < shown


def _bare(turn: Turn, words: str) -> bool:
    """A word or three that ask for nothing: an answer that could not be read rather than a change of subject."""
    return turn.intent == "out_of_scope" and "?" not in words and len(words.split()) <= BARE


def _taken(turn: Turn, known: dict[str, Any]) -> Reply:
    """Remembers what was told. What hangs on a changed invoice or line is asked again."""
    fallen: dict[str, Any] = {}
    for name, value in known.items():
        if turn.slot(name) not in (None, value):
            fallen.update(dict.fromkeys(FALLS_WITH.get(name, ())))
    reply = Reply().remember(misses=0, shown=None, narrowed=None, unread=None, trouble=None, editing=None)
    reply.remember(confirm=None, summarised=None, **{**fallen, **known})
    settled = with_amount_settled({**turn.slots, **reply.slots})
    return reply.remember(claimed=settled.get("claimed"))


def _missed(turn: Turn, reading: Reading | None = None) -> Reply:
    """Counts a failed reading, says why it failed, and narrows the choices when the reading did."""
    misses = int(turn.slot("misses") or 0) + 1
    reply = Reply().remember(misses=misses, trouble=None, unread=None, **{str(turn.asked): None})
    if turn.words:
        reply.remember(words=turn.words)  # what a person is told, if it comes to that
    if misses < PERSON_AT:
        reply.say(*(reading.say if reading and reading.say else [UNREAD]))
    if reading and reading.choices:
        reply.show(reading.choices).remember(narrowed=True)
    return reply


def _edit(part: str) -> Reply:
    if part not in ASKED_FOR[:-1]:
        return Reply().remember(editing=True if part == "?" else None, confirm=None, summarised=None)
    emptied = dict.fromkeys((part, *FALLS_WITH.get(part, ()), "shown", "narrowed"))
    return Reply().remember(editing=None, confirm=None, summarised=None, misses=0, **emptied)
