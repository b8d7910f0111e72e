"""One turn of a conversation: what an action is given (Turn) and what it gives back (Reply)."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .answers import Choice
from .languages import ONLY_ENGLISH, is_foreign
from .support_api import DoorTrouble, SupportApi, the_door, understood

Button = dict[str, str]
Event = dict[str, Any]

FOR_A_PERSON = ("invoice", "lines", "reason", "claimed", "about", "offer", "rejected")
NOT_SKILLS = {"action_listen", "action_extract_slots"}
OUT_OF_REACH = (
    "I am sorry, I can't reach the billing records just now. Your message is kept. "
    "You can try again in a moment, or talk to a person."
)
WENT_WRONG = (
    "I am sorry, something went wrong on my side. Your message is kept. You can try again, or talk to a person."
)
NOTHING_KNOWN = "I have nothing to tell you about that. A person may know more."

log = logging.getLogger(__name__)


def button(title: str, intent: str, primary: bool = False, **entities: str) -> Button:
    """A Rasa button: its payload is the intent, with the entities as JSON. `kind` tells the page which one stands out."""
    carried = json.dumps(entities, ensure_ascii=False) if entities else ""
    made = {"title": title, "payload": f"/{intent}{carried}"}
    return {**made, "kind": "primary"} if primary else made


def to_choose(choices: Iterable[Choice], intent: str, entity: str) -> list[Button]:
    return [button(choice.title, intent, False, **{entity: choice.value}) for choice in choices]


TALK_TO_A_PERSON = button("Talk to a person", "request_human")


@dataclass(frozen=True)
class Turn:
    """What the client has just done, and where the conversation stands.

    `words` is what the client typed, verbatim, and empty when a button was pressed; `pressed` holds a button's entities.
    Entities found in typed text are left out on purpose: the web program reads texts, and one reader is enough.
    """

    session: str
    intent: str
    words: str
    by_button: bool
    pressed: dict[str, str]
    slots: dict[str, Any]
    form: str | None
    already_answered: bool
    guesses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        message = tracker.latest_message or {}
        text = message.get("text") or ""
        by_button = text.startswith("/")
        entities = message.get("entities") or []
        form = (tracker.active_loop or {}).get("name")
        return cls(
            session=tracker.sender_id,
            intent=(message.get("intent") or {}).get("name") or "",
            words="" if by_button else text,
            by_button=by_button,
            pressed={one["entity"]: str(one["value"]) for one in entities} if by_button else {},
            slots=dict(tracker.slots),
            form=form,
            already_answered=_a_skill_has_spoken(tracker.events, form),
            guesses=[guess["name"] for guess in message.get("intent_ranking") or []],
        )

    def slot(self, name: str) -> Any:
        return self.slots.get(name)

    def in_short(self) -> str:
        """JSON {"intent", "form", "invoice", "lines", ...} for a person who takes over; ASCII, so that a header carries it."""
        known = {name: self.slots.get(name) for name in FOR_A_PERSON if self.slots.get(name)}
        return json.dumps({"intent": self.intent, "form": self.form, **known})

    @property
    def asked(self) -> str | None:
        """The slot that the form waits for."""
        return self.slots.get("requested_slot") or None

    @property
    def shown(self) -> list[Choice]:
        """The choices under the last question, so that "the second one" means something."""
        return [Choice(one["title"], one["value"]) for one in self.slot("shown") or []]


def _a_skill_has_spoken(events: list[Event], form: str | None) -> bool:
    """Rasa calls a form's validation again after a digression and at activation; the message is not the form's then."""
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in NOT_SKILLS | {form}:
            return True
    return False


@dataclass
class Reply:
    """Messages to show and slots to remember. One call of `say` is one message."""

    messages: list[tuple[str, list[Button]]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def say(self, *paragraphs: str, buttons: Iterable[Button] = ()) -> Reply:
        text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
        if text:
            self.messages.append((text, list(buttons)))
        return self

    def remember(self, **slots: Any) -> Reply:
        self.slots.update(slots)
        return self

    def ask(self, question: str) -> Reply:
        """The next "yes" answers this question, and no other."""
        return self.remember(open_question=question)

    def show(self, choices: Iterable[Choice]) -> Reply:
        return self.remember(shown=[{"title": one.title, "value": one.value} for one in choices])

    def to_rasa(self, dispatcher: CollectingDispatcher) -> list[Event]:
        for text, buttons in self.messages:
            dispatcher.utter_message(text=text, buttons=buttons)
        return [SlotSet(name, value) for name, value in self.slots.items()] + self.events


class SkillAction(Action, ABC):
    """An action that always says something honest: Rasa answers an exception with silence."""

    called: ClassVar[str]
    speaks: ClassVar[bool] = True  # False: another action speaks in this turn
    any_language: ClassVar[bool] = False  # True: it acts on words that it cannot read, too

    def __init__(self, door: SupportApi | None = None) -> None:
        self.door = door or the_door()

    def name(self) -> str:
        return self.called

    @abstractmethod
    async def act(self, turn: Turn) -> Reply:
        """What this action does in this turn. May raise DoorTrouble."""

    async def answer(self, turn: Turn) -> Reply:
        understood.set(turn.in_short())
        try:
            reply = _only_english(turn) if self._cannot_read(turn) else await self.act(turn)
        except DoorTrouble as trouble:
            reply = self.apologise(turn, trouble)
        except Exception:
            log.exception("%s failed", self.name())
            reply = self.apologise(turn, None)
        if self.speaks and not reply.messages:
            reply.say(NOTHING_KNOWN, buttons=[TALK_TO_A_PERSON])
        return self.settle(turn, reply)

    def _cannot_read(self, turn: Turn) -> bool:
        """A guess about words of another language is worth nothing. In a form they may be the client's statement."""
        return self.speaks and not self.any_language and not turn.form and is_foreign(turn.words)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        return (await self.answer(Turn.of(tracker))).to_rasa(dispatcher)

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        return Reply().say(excuse(trouble), buttons=[TALK_TO_A_PERSON])

    def settle(self, turn: Turn, reply: Reply) -> Reply:
        """Every answer closes the question that was open, unless it asks one, and ends a run of misunderstandings."""
        reply.slots = {"open_question": None, "lost": 0, **reply.slots}
        # Inside a form the form asks its own question right after this answer, so a "yes" belongs to the form.
        if turn.form and reply.slots["open_question"]:
            reply.slots["open_question"] = None
        return reply


def _only_english(turn: Turn) -> Reply:
    person = {**TALK_TO_A_PERSON, "kind": "primary"}
    asked = Reply().say(f"{ONLY_ENGLISH} Shall I pass you to a person?", buttons=[person]).ask("person")
    return asked.remember(words=turn.words)


def excuse(trouble: DoorTrouble | None) -> str:
    """The door's own sentence where it gave one; an honest general one otherwise."""
    if trouble is None:
        return WENT_WRONG
    return trouble.say or OUT_OF_REACH
