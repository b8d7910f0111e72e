"""Vectors kept between trainings: the same numbers, computed once."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from components.kept_vectors import embed_or_remember
from components.minilm import Floats


class Counting:
    """Embeds a sentence as its length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, sentences: Sequence[str]) -> Floats:
        self.asked += sentences
        return np.array([[len(sentence)] * 3 for sentence in sentences], np.float32).reshape(len(sentences), 3)


def test_only_new_sentences_are_computed_and_all_come_back_in_order(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    embed_or_remember(["a", "bb"], first, tmp_path)
    vectors = embed_or_remember(["ccc", "a", "bb", "ccc"], second, tmp_path)
    assert (first.asked, second.asked) == (["a", "bb"], ["ccc"])
    assert vectors[:, 0].tolist() == [3, 1, 2, 3]


def test_a_damaged_file_is_computed_again(tmp_path: Path) -> None:
    embed_or_remember(["a"], Counting(), tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:50])
    again = Counting()
    assert embed_or_remember(["a"], again, tmp_path).tolist() == [[1, 1, 1]]
    assert again.asked == ["a"]


def test_without_a_folder_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    assert embed_or_remember(["a"], Counting(), tmp_path / "missing").shape == (1, 3)
    assert embed_or_remember([], Counting(), tmp_path).shape == (0, 3)
