"""Who asks for a person among other things gets a person: “why is it higher, and get me a human”.

A classifier of whole sentences weighs the parts against each other, and the longer one wins. Being heard by a person is
the one wish that must never lose, so it is looked for by its words. What else was written is noted for that person.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

WANTED = "request_human"
ASKED = re.compile(
    r"\b(?:get|give|put|pass|connect|transfer|let|want|need|like|speak|talk|chat)\b[^.?!;]{0,30}?"
    r"\b(?:human|(?:real |live |actual )?(?:person|agent|representative|operator)|someone (?:real|human)|real someone)\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not?|never|don[’']?t|dont|without|no need)\b[^.?!;,]{0,25}$", re.IGNORECASE)
SEVERAL = re.compile(r"[,.;?!]\s*\S|\band\b|\balso\b|\bthen\b", re.IGNORECASE)


def asks_for_person(text: str) -> bool:
    """Whether one of several parts of the message asks for a person."""
    found = ASKED.search(text)
    return bool(found and SEVERAL.search(text) and not DENIED.search(text[: found.start()]))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PersonFirst(GraphComponent, IntentClassifier):
    """Puts request_human first where a message of several parts asks for a person. Stands after the fallback."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Another classifier, whose ranking it changes."""
        return [IntentClassifier]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PersonFirst:
        """Build the component: it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Change the intent of the messages that ask for a person beside other things."""
        for message in messages:
            if asks_for_person(message.get(TEXT) or ""):
                first = {INTENT_NAME_KEY: WANTED, PREDICTED_CONFIDENCE_KEY: 1.0}
                others = [one for one in message.data.get(INTENT_RANKING_KEY) or [] if one[INTENT_NAME_KEY] != WANTED]
                message.data[INTENT] = dict(first)
                message.data[INTENT_RANKING_KEY] = [first, *others]
        return messages
