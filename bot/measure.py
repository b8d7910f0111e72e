"""How well the assistant understands: cross-validation, a CSV of real utterances, few examples an intent, speed and memory.

Run it as `bot/.venv/bin/python bot/measure.py [--folds N] [--csv FILE] [--train FILE --test FILE --shots N]`.

FILE of `--csv` has the columns id, intent, also_ok (other labels a fair judge accepts, with | between them) and text; the
trained model is asked. `--train` and `--test` are a data set of the shape of BANKING77 (columns text and category): the
embeddings and the classifier are trained on `--shots` examples a category. Nothing is kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import time
from pathlib import Path
from typing import Any

import launch
import train

DISPUTES = frozenset(
    {
        "open_dispute",
        "dispute_unrecognised_charge",
        "dispute_duplicate_charge",
        "dispute_wrong_amount",
        "dispute_fee",
        "dispute_service",
        "missing_credit",
    }
)
REJECTED = frozenset({"nlu_fallback", "out_of_scope"})
SCALE = 6.0  # as config.yml has it


def share(part: int, whole: int) -> float:
    """A part of a whole to four places; 0 of nothing."""
    return round(part / whole, 4) if whole else 0.0


def of_csv(rows: list[dict[str, str]], half: int | None = None) -> dict[str, Any]:
    """Strict, lenient, disputes merged, out-of-scope recall and rejected, a fallback counting as wrong.

    `half`: only every second row (0 or 1), to see whether what was chosen on the one half holds on the other.
    """
    from understanding import Understanding

    chosen = [row for place, row in enumerate(rows) if half is None or place % 2 == half]
    found = Understanding(train.current_model()).parse([row["text"] for row in chosen])
    judged = [(row, answer["intent"]["name"]) for row, answer in zip(chosen, found, strict=True)]
    outside = [name for row, name in judged if row["intent"] == "out_of_scope"]
    inside = [(row, name) for row, name in judged if row["intent"] != "out_of_scope"]
    fair = [(row, name, {row["intent"], *row.get("also_ok", "").split("|")} - {""}) for row, name in inside]
    disputes = [(name, good) for row, name, good in fair if row["intent"] in DISPUTES]
    return {
        "sentences": len(judged),
        "strict": share(sum(name == row["intent"] for row, name in inside), len(inside)),
        "lenient": share(sum(name in good for _, name, good in fair), len(fair)),
        "disputes_merged": share(sum(name in DISPUTES or name in good for name, good in disputes), len(disputes)),
        "out_of_scope_recall": share(sum(name in REJECTED for name in outside), len(outside)),
        "rejected": share(sum(name == "nlu_fallback" for _, name in inside), len(inside)),
    }


def cross_validated(folds: int) -> dict[str, Any]:
    """The part of our own sentences that is understood by readings that have not seen them, no threshold applied."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from sklearn.model_selection import StratifiedKFold

    from components.kept_vectors import embed_or_remember
    from components.minilm import MiniLM

    data = TrainingDataImporter.load_from_config("config.yml", "domain", ["data"]).get_nlu_data()
    examples = [(one.get("text"), one.get("intent")) for one in data.intent_examples if one.get("text")]
    texts, intents = [text for text, _ in examples], [intent for _, intent in examples]
    vectors = embed_or_remember(texts, MiniLM().embed, train.MODELS) * SCALE
    pairs = []
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=7).split(texts, intents):
        guessed = guesses(*(part(of, seen) for of in (texts, vectors, intents)), part(texts, unseen), vectors[unseen])
        pairs += zip(part(intents, unseen), guessed, strict=True)
    right = sum(guess == intent for intent, guess in pairs)
    merged = sum(guess == intent or {guess, intent} <= DISPUTES for intent, guess in pairs)
    found = {"accuracy": share(right, len(pairs)), "accuracy_disputes_merged": share(merged, len(pairs))}
    return {"folds": folds, "sentences": len(texts), "intents": len(set(intents)), **found}


def part(of: Any, places: Any) -> Any:
    """The elements of a list or the rows of an array at these places."""
    return [of[place] for place in places] if isinstance(of, list) else of[places]


def guesses(texts: list[str], vectors: Any, intents: list[str], asked: list[str], asked_vectors: Any) -> list[str]:
    """What readings fitted on the first three take each of the asked sentences for."""
    from components.two_readings import TwoReadings

    fitted = TwoReadings.fit(texts, vectors, intents)
    return [fitted.intents[place] for place in fitted.probabilities(asked, asked_vectors).argmax(axis=1)]


def few_shot(training: Path, testing: Path, shots: int) -> dict[str, Any]:
    """Accuracy on the test file with `shots` examples a category (0: all), drawn with a fixed seed."""
    from components.minilm import MiniLM

    by_category: dict[str, list[str]] = {}
    for row in rows_of(training):
        by_category.setdefault(row["category"], []).append(row["text"])
    chance = random.Random(7)  # noqa: S311 (a sample, no secret)
    drawn = {name: chance.sample(texts, min(shots or len(texts), len(texts))) for name, texts in by_category.items()}
    texts, names = zip(*((text, name) for name, texts in drawn.items() for text in texts), strict=True)
    model, tested = MiniLM(), rows_of(testing)
    asked = [row["text"] for row in tested]
    guessed = guesses(list(texts), model.embed(texts) * SCALE, list(names), asked, model.embed(asked) * SCALE)
    right = sum(guess == row["category"] for guess, row in zip(guessed, tested, strict=True))
    return {"shots": shots, "trained_on": len(texts), "tested": len(tested), "accuracy": share(right, len(tested))}


def speed(sentences: int = 200) -> dict[str, Any]:
    """Milliseconds a message through the whole pipeline, one after another: by the clock, and of processor time, which a
    busy machine does not stretch; and the memory of this process."""
    from understanding import Understanding

    understanding = Understanding(train.current_model())
    known = [example["text"] for example in json.loads(train.known_file(train.current_model()).read_text())]
    times, busy = [], []
    for text in (known * (sentences // len(known) + 1))[:sentences]:
        begun, used = time.perf_counter(), time.process_time()
        understanding.parse([text])
        times.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - used) * 1000)
    times.sort()
    busy.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[len(times) * 95 // 100], 1),
        "cpu_p50_ms": round(busy[len(busy) // 2], 1),
        "cpu_p95_ms": round(busy[len(busy) * 95 // 100], 1),
        "memory_mb": memory,
    }


def rows_of(source: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print one JSON document a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate our own sentences in N parts")
    parser.add_argument("--csv", type=Path, help="real utterances with their intents")
    parser.add_argument("--train", type=Path, help="training file of another data set")
    parser.add_argument("--test", type=Path, help="its test file")
    parser.add_argument("--shots", type=int, default=10, help="examples a category; 0 for all (10)")
    wanted = parser.parse_args()
    sources = {name: path.resolve() for name in ("csv", "train", "test") if (path := getattr(wanted, name))}
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the server of the model runs
    launch.prepare_quietly()
    print(json.dumps({"speed": speed()}), flush=True)
    if "csv" in sources:
        rows = rows_of(sources["csv"])
        for name, half in (("all", None), ("one half", 0), ("the other half", 1)):
            print(json.dumps({"csv": name, **of_csv(rows, half)}), flush=True)
    if wanted.folds:
        print(json.dumps({"cross_validation": cross_validated(wanted.folds)}), flush=True)
    if "train" in sources and "test" in sources:
        print(json.dumps({"few_shot": few_shot(sources["train"], sources["test"], wanted.shots)}), flush=True)


if __name__ == "__main__":
    main()
