"""The intent classifier of the pipeline: components.two_readings as a part of Rasa."""

from __future__ import annotations

import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as AnyClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.two_readings import TwoReadings

UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
"""What NumPy raises for a missing or damaged file."""
KEPT_AS = "readings.npz"
RANKED = 10  # intents named a message; each message of a conversation carries them from turn to turn


class ClassifierUnfitted(RasaException):
    """The model holds no fitted classifier."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, AnyClassifier):
    """Ranks the intents of a message by its sentence features and its words; refuses to load a model without a fit."""

    def __init__(self, storage: ModelStorage, resource: Resource, readings: TwoReadings | None = None) -> None:
        self._storage, self._resource, self._readings = storage, resource, readings

    @classmethod
    def required_components(cls) -> list[type]:
        """Something that gives each message a sentence vector."""
        return [Featurizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Build the component for training."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both readings on the examples that have an intent, and keep them."""
        messages = [message for message in training_data.intent_examples if message.get(TEXT)]
        self._readings = TwoReadings.fit(
            [message.get(TEXT) for message in messages],
            sentence_vectors(messages),
            [message.get(INTENT) for message in messages],
        )
        with self._storage.write_to(self._resource) as folder:
            self._readings.save(folder / KEPT_AS)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **more: Any,
    ) -> IntentClassifier:
        """Load the fitted readings, or raise ClassifierUnfitted: a model that understands nothing must not start."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(model_storage, resource, TwoReadings.load(folder / KEPT_AS))
        except UNREADABLE as why:
            raise ClassifierUnfitted("The model holds no fitted intent classifier: train it again.") from why

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of every message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        if self._readings is None or not written:
            return messages
        texts = [message.get(TEXT) for message in written]
        found = self._readings.probabilities(texts, sentence_vectors(written))
        for message, likely in zip(written, found, strict=True):
            ranking = [
                {INTENT_NAME_KEY: self._readings.intents[place], PREDICTED_CONFIDENCE_KEY: float(likely[place])}
                for place in np.argsort(-likely)[:RANKED]
            ]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def sentence_vectors(messages: list[Message]) -> NDArray[np.float32]:
    """Sentence features of the messages, shape (messages, 384); zeros for a message without any."""
    found = [message.get_dense_features(attribute=TEXT)[1] for message in messages]
    size = next((features.features.shape[-1] for features in found if features), 0)
    rows = [features.features if features else np.zeros((1, size)) for features in found]
    return np.vstack(rows).astype(np.float32)
