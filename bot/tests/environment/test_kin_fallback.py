"""Intents that end in the same answer are one to the fallback."""

import pytest

import launch

launch.prepare()

from rasa.shared.nlu.training_data.message import Message  # noqa: E402 (Rasa needs its stand-ins first)

from components.kin_fallback import KinFallback  # noqa: E402 (and our components need Rasa)

KIN = [["dispute_fee", "dispute_wrong_amount"]]


def understood(kin: list[list[str]], **confidences: float) -> list[tuple[str, float]]:
    config = {**KinFallback.get_default_config(), "threshold": 0.4, "ambiguity_threshold": 0.1, "kin": kin}
    ranking = [{"name": name, "confidence": value} for name, value in confidences.items()]
    message = Message({"intent": ranking[0], "intent_ranking": ranking})
    KinFallback(config).process([message])
    return [(intent["name"], round(intent["confidence"], 2)) for intent in message.data["intent_ranking"]]


def test_two_complaints_as_likely_as_each_other_are_one_complaint() -> None:
    found = understood(KIN, dispute_fee=0.35, dispute_wrong_amount=0.33, greet=0.3)
    assert found[0] == ("dispute_fee", 0.68)


def test_without_kin_they_are_not_understood() -> None:
    assert understood([], dispute_fee=0.35, dispute_wrong_amount=0.33, greet=0.3)[0][0] == "nlu_fallback"


def test_the_likeliest_family_wins_over_a_likelier_single_intent() -> None:
    found = understood(KIN, greet=0.42, dispute_fee=0.3, dispute_wrong_amount=0.27)
    assert [name for name, _ in found] == ["dispute_fee", "greet", "dispute_wrong_amount"]


@pytest.mark.parametrize("confidences", [{"dispute_fee": 0.2, "greet": 0.15}, {"dispute_fee": 0.45, "greet": 0.44}])
def test_an_unsure_guess_still_falls_back(confidences: dict[str, float]) -> None:
    assert understood(KIN, **confidences)[0][0] == "nlu_fallback"
