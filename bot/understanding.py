"""The trained model, asked many sentences at once and nothing else: no conversations, no actions, no server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LONGEST = 1000  # characters of a message that the product passes on
NOT_UNDERSTOOD = "nlu_fallback"


class ModelUnfitted(RuntimeError):
    """The model could not be loaded, or its classifier was never fitted."""


class Understanding:
    """A trained model, loaded once. Call `launch.prepare()` first."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent

        from components.intent_classifier import ClassifierUnfitted

        try:
            agent = Agent.load(str(model))
        except ClassifierUnfitted as why:
            raise ModelUnfitted(f"{model.name}: {why}") from why
        if agent.processor is None:
            raise ModelUnfitted(f"{model.name} could not be loaded.")
        self._processor = agent.processor

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Understand texts, in order: each a dict with intent {name, confidence}, intent_ranking and entities.

        A text without a word is not understood (nlu_fallback, certain), as the product refuses it before the model.
        """
        asked = [as_typed(text) for text in texts]
        answers = iter(self._run([text for text in asked if text]))
        return [next(answers) if text else not_understood() for text in asked]

    def _run(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        if not texts:
            return []
        tracker = DialogueStateTracker.from_events("understanding", [])
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts], PLACEHOLDER_TRACKER: tracker}
        target = self._processor.model_metadata.nlu_target
        messages = self._processor.graph_runner.run(inputs=inputs, targets=[target])[target]
        return [plain(message.as_dict(only_output_properties=True)) for message in messages]


def as_typed(text: str) -> str:
    """The text as the product would hand it on: no command, no surplus length, no blanks around it."""
    return re.sub(r"^[\s/]+", "", text).rstrip()[:LONGEST]


def not_understood() -> dict[str, Any]:
    """The answer for a text without a word."""
    intent = {"name": NOT_UNDERSTOOD, "confidence": 1.0}
    return {"intent": intent, "intent_ranking": [intent], "entities": []}


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """What Rasa found, in plain Python numbers and strings."""
    return {
        "intent": plain_intent(found.get("intent") or {}),
        "intent_ranking": [plain_intent(intent) for intent in found.get("intent_ranking") or []],
        "entities": found.get("entities") or [],
    }


def plain_intent(intent: dict[str, Any]) -> dict[str, Any]:
    """An intent without NumPy's types; the confidence to six places."""
    name = intent.get("name")
    return {"name": None if name is None else str(name), "confidence": round(float(intent.get("confidence", 0.0)), 6)}
