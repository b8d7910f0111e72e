"""Meaning and words read a sentence together; what they learnt is kept as plain arrays."""

from pathlib import Path

import numpy as np
import pytest

import launch

launch.prepare()

from components.intent_classifier import UNREADABLE  # noqa: E402 (Rasa needs its stand-ins first)
from components.two_readings import TwoReadings, shares  # noqa: E402 (and our components need Rasa)

TEXTS = [
    "charge me twice",
    "charged twice again",
    "twice the charge",
    "send my money",
    "money send it",
    "send the money",
]
INTENTS = ["double"] * 3 + ["refund"] * 3
ASKED = ["twice charge", "money please send", "nothing of it"]


def vectors(texts: list[str]) -> np.ndarray:
    """Stands in for the embeddings: whether a 'twice' and whether a 'money' is in it."""
    return np.array([["twice" in text, "money" in text, 1] for text in texts], np.float32)


def fitted() -> TwoReadings:
    return TwoReadings.fit(TEXTS, vectors(TEXTS), INTENTS)


def test_each_row_is_a_distribution_and_the_right_intent_leads() -> None:
    readings = fitted()
    found = readings.probabilities(ASKED, vectors(ASKED))
    assert np.allclose(found.sum(axis=1), 1)
    assert [readings.intents[place] for place in found[:2].argmax(axis=1)] == ["double", "refund"]


def test_a_sentence_without_a_known_word_is_still_read_by_its_meaning() -> None:
    found = fitted().probabilities(["zzz"], np.array([[0, 1, 1]], np.float32))
    assert found[0].argmax() == 1


def test_three_intents_and_a_sentence_alone_or_among_others_are_read_alike() -> None:
    texts = [*TEXTS, "good day you", "good day", "a good day"]
    readings = TwoReadings.fit(texts, vectors(texts), [*INTENTS, *["greet"] * 3])
    together = readings.probabilities(ASKED, vectors(ASKED))
    alone = [readings.probabilities([text], vectors([text]))[0] for text in ASKED]
    assert readings.intents == ["double", "greet", "refund"]
    assert np.allclose(together, np.stack(alone), atol=1e-6)


def test_what_was_learnt_outlives_the_program(tmp_path: Path) -> None:
    before = fitted()
    before.save(tmp_path / "kept.npz")
    after = TwoReadings.load(tmp_path / "kept.npz")
    asked = vectors(ASKED)
    assert np.allclose(before.probabilities(ASKED, asked), after.probabilities(ASKED, asked), atol=1e-6)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 nothing", b"not an archive"])
def test_a_missing_or_damaged_file_is_no_model(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "kept.npz").write_bytes(content)
    with pytest.raises(UNREADABLE):
        TwoReadings.load(tmp_path / "kept.npz")


def test_a_file_that_holds_code_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "kept.npz").open("wb") as file:
        np.savez(file, intents=np.array([{"code": print}], object))
    with pytest.raises(ValueError, match="allow_pickle"):
        TwoReadings.load(tmp_path / "kept.npz")


def test_many_examples_count_less_each_and_more_together() -> None:
    counted = shares(["few"] * 4 + ["many"] * 64)
    assert counted["few"] / counted["many"] == pytest.approx(4)
    assert counted["many"] * 64 > counted["few"] * 4
