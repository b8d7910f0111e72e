"""Two readings of a sentence and the mean of what they say: by its meaning (its vector) and by its words and letters.

A vector sees that “let me have my money again” is a refund and blurs “paid twice” with “paid late”; words and pieces of
words miss the first and see the second. They err on different sentences, so their mean is right more often than either.
Whatever they learnt is kept as plain arrays: loading a model runs no code of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float32]

MEANING, WORDS = "meaning", "words"
PATTERNS: dict[str, dict[str, Any]] = {
    "words": {"ngram_range": (1, 2), "min_df": 2, "token_pattern": r"(?u)\b\w[\w']*\b"},
    "letters": {"ngram_range": (3, 4), "min_df": 3, "analyzer": "char_wb"},
}
"""Single words and pairs of them; pieces of three or four letters, of which a slip of the finger changes only a few."""
STRICTNESS = {MEANING: 1.0, WORDS: 10.0}  # inverse of how much large weights cost
ROUNDS = 300
TOLERANCE = 1e-4


class TwoReadings:
    """Fitted by `fit` or read by `load`; `probabilities` is safe to call from several threads."""

    def __init__(self, known: dict[str, NDArray[Any]]) -> None:
        self.known = known
        self.intents: list[str] = known["intents"].tolist()
        self._counters = {name: counter(name, known[f"{name}_terms"], known[f"{name}_rarity"]) for name in PATTERNS}

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Floats, intents: Sequence[str]) -> TwoReadings:
        """Learn from texts, their vectors (shape (texts, 384)) and their intents."""
        known: dict[str, NDArray[Any]] = {}
        pieces = []
        for name, pattern in PATTERNS.items():
            vectoriser = TfidfVectorizer(sublinear_tf=True, **pattern)
            pieces.append(vectoriser.fit_transform(texts))
            known[f"{name}_terms"] = vectoriser.get_feature_names_out().astype(str)
            known[f"{name}_rarity"] = vectoriser.idf_.astype(np.float32)
        for reading, features in ((MEANING, vectors), (WORDS, side_by_side(pieces))):
            known.update(learnt(reading, features, intents))
        known["intents"] = np.unique(np.array(intents, str))
        return cls(known)

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> NDArray[np.float64]:
        """How likely each intent is, shape (texts, intents), in the order of `intents`; each row sums to 1."""
        counted = side_by_side([vectoriser.transform(texts) for vectoriser in self._counters.values()])
        return (self._reading(MEANING, vectors) + self._reading(WORDS, counted)) / 2

    def _reading(self, name: str, features: Any) -> NDArray[np.float64]:
        scores = np.asarray(features @ self.known[f"{name}_weights"] + self.known[f"{name}_bias"], float)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    def save(self, path: Path) -> None:
        """Write what was learnt."""
        with path.open("wb") as file:
            np.savez_compressed(file, **self.known)

    @classmethod
    def load(cls, path: Path) -> TwoReadings:
        """Read what `save` wrote; raises OSError, ValueError or KeyError when it is missing or damaged."""
        with np.load(path, allow_pickle=False) as file:
            return cls({name: file[name] for name in file.files})


def counter(name: str, terms: NDArray[Any], rarity: Floats) -> TfidfVectorizer:
    """Counts the terms that were seen in training, the rarer ones weighing more."""
    vectoriser = TfidfVectorizer(
        sublinear_tf=True, vocabulary={term: place for place, term in enumerate(terms.tolist())}, **PATTERNS[name]
    )
    vectoriser.idf_ = rarity
    return vectoriser


def side_by_side(pieces: Sequence[Any]) -> Any:
    """Sparse matrices of the same rows as one, of 32-bit numbers."""
    from scipy.sparse import hstack

    return hstack(pieces, format="csr", dtype=np.float32)


def learnt(name: str, features: Any, intents: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The weights (features, intents) and the bias of a logistic regression on one kind of features."""
    fitted = LogisticRegression(
        C=STRICTNESS[name], max_iter=ROUNDS, tol=TOLERANCE, class_weight=shares(intents), random_state=42
    ).fit(features, intents)
    weights, bias = fitted.coef_.T, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn then keeps one column, for the second of them
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.concatenate([[0.0], bias])
    return {f"{name}_weights": weights.astype(np.float32), f"{name}_bias": bias.astype(np.float32)}


def shares(intents: Sequence[str]) -> dict[str, float]:
    """What an example of each intent counts: less where there are many, by the square root.

    With equal shares, out of scope would weigh no more than any other intent, and there is far more of it out there;
    with none, its two thousand sentences would crowd out those of sixty.
    """
    counted = Counter(intents)
    middle = float(np.median(list(counted.values())))
    return {intent: float((middle / count) ** 0.5) for intent, count in counted.items()}
