"""Train the assistant when its sources changed, and keep a model only when it proves that it understands.

Run it as `bot/.venv/bin/python bot/train.py [--force | --check]`.

A model is named after the digest of what it was made from, so nothing is trained, and nothing of Rasa imported, while
the sources stay the same. Beside each model lie known sentences with their intents; whatever loads the model can ask
it those. A model that loads may still understand nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import launch

HERE = launch.HERE
MODELS = HERE / "models"
SOURCES = ("config.yml", "domain", "data", "components", "requirements.txt", "stand_ins.py", "launch.py")
KEPT = 2
KNOWN = 150  # sentences asked of a fresh model
UNDERSTOOD = 0.85  # part of the known sentences that must come back as their own intent


class ModelUseless(RuntimeError):
    """A model that loads and does not understand the sentences it was trained on."""


def source_files() -> Iterator[Path]:
    """Every file a model is made from, in a fixed order."""
    for name in SOURCES:
        path = HERE / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in found if file.is_file() and file.suffix in {".yml", ".py", ".txt"})


def digest() -> str:
    """Name the state of the sources: twelve hex digits."""
    total = hashlib.sha256()
    for file in source_files():
        total.update(f"{file.relative_to(HERE)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def current_model() -> Path:
    """Where the model of the present sources is, or will be."""
    return MODELS / f"{digest()}.tar.gz"


def is_trained(model: Path) -> bool:
    """Is this model there, with its known sentences?"""
    return model.exists() and known_file(model).exists()


def known_file(model: Path) -> Path:
    """The known sentences that lie beside a model."""
    return model.with_name(model.name.replace(".tar.gz", ".known.json"))


def train_if_needed(force: bool = False) -> Path:
    """Give the path of a model of the present sources that has proved itself; train one if there is none."""
    if not force and is_trained(current_model()):
        current_model().touch()  # the newest stay
        return current_model()
    with one_at_a_time():
        model = current_model()
        if force or not is_trained(model):
            print("Training the assistant (one to two minutes).", flush=True)
            launch.prepare_quietly()
            fresh = train(model)
            prove(fresh, examples_of_training())
            fresh.rename(model)
            print(f"The assistant is trained: bot/models/{model.name}", flush=True)
        forget_old_models()
    return model


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other program trains in this folder, and keep others waiting meanwhile."""
    MODELS.mkdir(exist_ok=True)
    with (MODELS / "training.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def train(model: Path) -> Path:
    """Train under a provisional name, so that an interrupted or useless model is never taken for a good one."""
    import rasa

    name = f"unproved-{model.name}"
    said = io.StringIO()
    with contextlib.redirect_stdout(said), tempfile.TemporaryDirectory() as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache  # it knows nothing of components.minilm, so it is not kept
        result = rasa.train("domain", "config.yml", ["data"], str(MODELS), force_training=True, fixed_model_name=name)
    if result.code or not result.model:
        print(said.getvalue())
        sys.exit("Rasa could not train the assistant; its message is above.")
    fresh = Path(result.model)
    known_file(model).write_text(json.dumps(examples_of_training(), ensure_ascii=False, indent=0), encoding="utf-8")
    return fresh


def examples_of_training() -> list[dict[str, str]]:
    """Training sentences with their intents, a few of each intent, in a fixed order."""
    from rasa.shared.importers.importer import TrainingDataImporter

    data = TrainingDataImporter.load_from_config("config.yml", "domain", ["data"]).get_nlu_data()
    by_intent: dict[str, list[str]] = {}
    for message in data.intent_examples:
        if message.get("text"):
            by_intent.setdefault(message.get("intent"), []).append(message.get("text"))
    share = max(1, KNOWN // max(1, len(by_intent)))
    return [
        {"text": text, "intent": intent}
        for intent, texts in sorted(by_intent.items())
        for text in sorted(set(texts))[:: max(1, len(set(texts)) // share)][:share]
    ]


def prove(model: Path, known: list[dict[str, str]]) -> None:
    """Load a model as the server would and ask it the known sentences; raise ModelUseless when it fails them."""
    from understanding import Understanding

    found = Understanding(model).parse([example["text"] for example in known])
    right = sum(answer["intent"]["name"] == example["intent"] for answer, example in zip(found, known, strict=True))
    if right < UNDERSTOOD * len(known) or not known:
        raise ModelUseless(
            f"{model.name} understands only {right} of {len(known)} sentences it was trained on: it is not used."
        )


def forget_old_models() -> None:
    """Keep the newest models, with their sentences, and remove the others and what was never proved."""
    newest = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    proved = [path for path in newest if not path.name.startswith("unproved-")]
    for model in [*proved[KEPT:], *(path for path in newest if path not in proved)]:
        model.unlink()
        known_file(model).unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Train if needed; exit code 1 with one sentence when the result is useless.

    `--check` trains nothing and only says, by the exit code, whether a model of the present sources is there.
    """
    if "--check" in arguments:
        return 0 if is_trained(current_model()) else 1
    try:
        train_if_needed(force="--force" in arguments)
    except ModelUseless as why:
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
