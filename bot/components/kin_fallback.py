"""Rasa's fallback, which lets intents that end in the same answer count as one.

Eight intents complain of a charge and one asks what it is; all of them are explained and then disputed in the same way. A sentence that is
surely a complaint, and half one of them and half another, is understood; asking “which?” would only be a detour.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

Ranking = list[dict[str, Any]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KinFallback(FallbackClassifier):
    """FallbackClassifier whose two thresholds look at families of intents; `kin` is a list of lists of their names.

    The likeliest family wins, and the likeliest of its members is the intent, with the confidence of the family.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`kin`: no families; then it is the FallbackClassifier that it comes from."""
        return {**FallbackClassifier.get_default_config(), "kin": []}

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank by family, then fall back as Rasa does."""
        for message in messages:
            ranking = message.data.get(INTENT_RANKING_KEY) or []
            if ranking:
                message.data[INTENT_RANKING_KEY] = self.by_family(ranking)
                message.data[INTENT] = dict(message.data[INTENT_RANKING_KEY][0])
        return super().process(messages)

    def by_family(self, ranking: Ranking) -> Ranking:
        """The best intent of each family with the confidence of all of it, the others after them with their own."""
        family_of = {name: number for number, names in enumerate(self.component_config["kin"]) for name in names}
        best: dict[Any, dict[str, Any]] = {}
        others: Ranking = []
        for intent in sorted(ranking, key=confidence_of, reverse=True):
            family = family_of.get(intent[INTENT_NAME_KEY], intent[INTENT_NAME_KEY])
            if family in best:
                best[family][PREDICTED_CONFIDENCE_KEY] += confidence_of(intent)
                others.append(intent)
            else:
                best[family] = dict(intent)
        return sorted(best.values(), key=confidence_of, reverse=True) + others


def confidence_of(intent: dict[str, Any]) -> float:
    """How sure the classifier is of this intent."""
    return float(intent[PREDICTED_CONFIDENCE_KEY])
