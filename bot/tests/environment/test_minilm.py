"""The sentence embeddings: the official model, computed right, quick in batches."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from components import minilm

SENTENCES = [
    "Why was I charged twice on my March invoice?",
    "I was double billed in March",
    "What's the weather like?",
    "Café — 12,50 €?? 😀 中文",
]
# What PyTorch 2.13 and transformers 5.23 compute from the same files, one sentence at a time: the first four numbers of
# each vector, and each sentence's cosine with the first.
REFERENCE = [
    [-0.016649, 0.073982, 0.069590, 0.018756],
    [-0.004682, 0.051567, 0.084889, -0.005431],
    [-0.012326, 0.033136, 0.076540, 0.126608],
    [0.013187, 0.087962, 0.041980, 0.025244],
]
COSINES = [1.0, 0.717001, 0.031559, 0.071018]


@pytest.fixture(scope="module")
def model() -> minilm.MiniLM:
    """The model of the installed package."""
    return minilm.MiniLM()


def test_a_sentence_becomes_384_numbers_of_length_one(model: minilm.MiniLM) -> None:
    vectors = model.embed(SENTENCES)
    assert vectors.shape == (4, minilm.DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_numbers_are_those_of_the_reference_implementation(model: minilm.MiniLM) -> None:
    vectors = model.embed(SENTENCES)
    assert np.allclose(vectors[:, :4], REFERENCE, atol=1e-5)
    assert np.allclose(vectors @ vectors[0], COSINES, atol=1e-5)


def test_a_sentence_in_a_batch_gets_the_vector_it_gets_alone(model: minilm.MiniLM) -> None:
    together = model.embed(SENTENCES * 20)
    alone = np.stack([model.embed([sentence])[0] for sentence in SENTENCES])
    assert np.allclose(together, np.tile(alone, (20, 1)), atol=1e-5)


def test_no_sentences_and_endless_sentences_are_fine(model: minilm.MiniLM) -> None:
    assert model.embed([]).shape == (0, minilm.DIMENSIONS)
    assert np.isfinite(model.embed(["invoice " * 5000, ""])).all()


@pytest.mark.parametrize("name", sorted(minilm.DIGESTS))
def test_a_changed_model_file_is_refused(tmp_path: Path, name: str) -> None:
    for file in minilm.DIGESTS:
        shutil.copy(minilm.model_folder() / file, tmp_path)
    with (tmp_path / name).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"x")
    with pytest.raises(minilm.ModelFilesChanged, match=name):
        minilm.MiniLM(tmp_path)
