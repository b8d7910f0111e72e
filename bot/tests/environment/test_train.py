"""Training: once per state of the sources, and no model is kept or served that does not understand."""

import json
import os
import shutil
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import launch
import train
import understanding


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources of its own."""
    monkeypatch.setattr(train, "HERE", tmp_path)
    monkeypatch.setattr(train, "MODELS", tmp_path / "models")
    (tmp_path / "models").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("nlu: []")
    (tmp_path / "config.yml").write_text("pipeline: []")
    return tmp_path


def test_a_changed_sentence_asks_for_a_new_model_and_a_cache_file_does_not(sources: Path) -> None:
    before = train.digest()
    (sources / "data" / "__pycache__").mkdir()
    (sources / "data" / "__pycache__" / "x.pyc").write_text("noise")
    assert train.digest() == before
    (sources / "data" / "nlu.yml").write_text("nlu: [1]")
    assert train.digest() != before


def test_nothing_is_trained_while_the_sources_stay_the_same(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (train.current_model(), train.known_file(train.current_model())):
        file.write_text("[]")
    monkeypatch.setattr(train, "train", lambda model: pytest.fail("trained again"))
    assert train.train_if_needed() == train.current_model()


def test_a_model_that_fails_its_own_sentences_is_not_kept(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = sources / "models" / f"unproved-{train.digest()}.tar.gz"
    fresh.write_text("model")
    monkeypatch.setattr(launch, "prepare_quietly", lambda: None)
    monkeypatch.setattr(train, "train", lambda model: fresh)
    monkeypatch.setattr(train, "examples_of_training", lambda: [{"text": "hello", "intent": "greet"}] * 10)
    forgetful = SimpleNamespace(parse=lambda texts: [{"intent": {"name": "goodbye"}} for _ in texts])
    monkeypatch.setattr(understanding, "Understanding", lambda model: forgetful)
    with pytest.raises(train.ModelUseless, match="understands only 0 of 10 sentences"):
        train.train_if_needed()
    assert not train.current_model().exists()


def test_only_the_newest_two_models_stay(sources: Path) -> None:
    for age, name in enumerate(["a", "b", "c", "unproved-d"]):
        model = sources / "models" / f"{name}.tar.gz"
        model.write_text("")
        train.known_file(model).write_text("[]")
        os.utime(model, (1000 + age, 1000 + age))
    train.forget_old_models()
    assert sorted(file.name for file in (sources / "models").glob("*.tar.gz")) == ["b.tar.gz", "c.tar.gz"]


@pytest.fixture(scope="module")
def trained() -> Path:
    """The model of the present sources; skipped where make train has not made it."""
    model = train.current_model()
    if not train.is_trained(model):
        pytest.skip("no trained model: make train")
    launch.prepare_quietly()
    return model


@pytest.fixture(scope="module")
def unfitted(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model with its classifier lost, which Rasa loads without a word."""
    folder = tmp_path_factory.mktemp("unfitted")
    with tarfile.open(trained) as archive:
        archive.extractall(folder / "parts")  # noqa: S202 (we made it)
    lost = list((folder / "parts").rglob("readings.npz"))
    assert lost
    for file in lost:
        shutil.rmtree(file.parent)
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "parts", arcname=".")
    return folder / "model.tar.gz"


def test_the_trained_model_understands_its_own_sentences(trained: Path) -> None:
    train.prove(trained, json.loads(train.known_file(trained).read_text(encoding="utf-8")))


def test_a_model_whose_classifier_was_lost_is_reported(unfitted: Path) -> None:
    with pytest.raises(understanding.ModelUnfitted):
        understanding.Understanding(unfitted).parse(["hello"])


async def test_the_assistant_is_not_ready_with_such_a_model(trained: Path, unfitted: Path) -> None:
    from rasa.core.agent import load_agent

    from components.readiness import ReadinessChannel

    channel = ReadinessChannel()
    assert await channel.problem(await load_agent(model_path=str(trained))) is None
    train.known_file(unfitted).write_text(train.known_file(trained).read_text(encoding="utf-8"), encoding="utf-8")
    assert await channel.problem(await load_agent(model_path=str(unfitted))) == "No model is loaded."
    assert await channel.problem(None) == "No model is loaded."
