"""Rasa's logistic regression, quicker to train on embeddings and loud when it was never fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


class ClassifierUnfitted(RasaException):
    """The model holds no fitted classifier."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """LogisticRegressionClassifier for dense sentence features only.

    Its parent keeps even dense features as sparse matrices, which triples the time of training and changes nothing in
    the result; and it loads a model without a fitted classifier as if all were well.
    """

    def _create_X(self, messages: list[Message]) -> NDArray[np.float64]:
        """Sentence features of the messages, shape (messages, 384); zeros for a message without text."""
        found = [message.get_dense_features(attribute=TEXT)[1] for message in messages]
        size = next((features.features.shape[-1] for features in found if features), 0)
        return np.vstack([features.features if features else np.zeros((1, size)) for features in found]).astype(float)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **more: Any,
    ) -> IntentClassifier:
        """Load the fitted classifier, or raise ClassifierUnfitted where the parent would give an empty one."""
        component = super().load(config, model_storage, resource, execution_context, **more)
        if not hasattr(component.clf, "classes_"):
            raise ClassifierUnfitted("The model holds no fitted intent classifier: train it again.")
        return component
