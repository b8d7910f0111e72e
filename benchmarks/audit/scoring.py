"""How many of a rule's findings were errors, and how many of the errors it found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.audit.drafts import Label

Place = tuple[str, str, str]
"""(client, number of the document, place)"""
BARS = dict.fromkeys(("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R10", "R14"), (1.0, 1.0))
"""Precision and recall that must be reached: of the rest 0.98 and 0.95."""
REST = (0.98, 0.95)


@dataclass
class Score:
    rule: str
    right: int = 0
    wrong: int = 0
    missed: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def passes(self) -> bool:
        precision, recall = BARS.get(self.rule, REST)
        return self.precision >= precision and self.recall >= recall

    def as_dict(self) -> dict[str, object]:
        return {
            "rule": self.rule, "right": self.right, "wrong": self.wrong, "missed": self.missed,
            "precision": round(self.precision, 4), "recall": round(self.recall, 4), "passes": self.passes, "examples": self.examples[:8],
        }  # fmt: skip


def places_of(label: Label) -> list[Place]:
    return [(label.client, label.number, place) for place in label.place.split("|")]


def score(labels: Iterable[Label], found: Iterable[tuple[str, Place, str]]) -> list[Score]:
    """`found`: (rule, place, message). A finding that a label's own rule need not make, but may, counts for nobody."""
    scores: dict[str, Score] = defaultdict(lambda: Score(""))
    expected = {(label.rule, place): label for label in labels for place in places_of(label)}
    allowed = {(rule, label.client) for label in expected.values() for rule in label.also}
    seen: Counter[tuple[str, Place]] = Counter()
    for rule, place, message in found:
        one = scores[rule]
        seen[rule, place] += 1
        if (rule, place) in expected and seen[rule, place] == 1:
            one.right += 1
        elif (rule, place[0]) not in allowed:
            one.wrong += 1
            one.examples.append(f"{' '.join(place)}: {message}")
    for (rule, place), label in expected.items():
        if not seen[rule, place]:
            scores[rule].missed += 1
            scores[rule].examples.append(f"missed {' '.join(place)}: {label.kind}")
    for rule, one in scores.items():
        one.rule = rule
    return _ordered(scores.values())


def summed(runs: Iterable[Iterable[Score]]) -> list[Score]:
    """Of several ledgers together."""
    found: dict[str, Score] = {}
    for one in (score for run in runs for score in run):
        whole = found.setdefault(one.rule, Score(one.rule))
        whole.right, whole.wrong, whole.missed = (
            whole.right + one.right, whole.wrong + one.wrong, whole.missed + one.missed,
        )  # fmt: skip
        whole.examples += one.examples
    return _ordered(found.values())


def _ordered(scores: Iterable[Score]) -> list[Score]:
    return sorted(scores, key=lambda one: int(one.rule[1:]))
