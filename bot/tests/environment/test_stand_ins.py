"""Rasa without TensorFlow: what the stand-ins allow, and that they refuse loudly what they cannot do."""

import subprocess
import sys
from pathlib import Path

import pytest

import stand_ins

BOT = Path(stand_ins.__file__).resolve().parent
HONEST = """
recipe: default.v1
pipeline:
- name: WhitespaceTokenizer
- name: components.sentence_embeddings.SentenceEmbeddings
- name: LogisticRegressionClassifier
policies:
- name: RulePolicy
"""


@pytest.fixture
def tensorflow() -> object:
    """The stand-in for TensorFlow; skipped on a stock Rasa, which has the real one."""
    if not stand_ins.are_needed():
        pytest.skip("TensorFlow is installed here, so nothing stands in for it")
    stand_ins.install()
    import tensorflow

    return tensorflow


def test_our_own_pipeline_needs_no_tensorflow() -> None:
    stand_ins.refuse_tensorflow(BOT / "config.yml")


@pytest.mark.parametrize("part", sorted(stand_ins.NEED_TENSORFLOW))
def test_a_component_that_needs_tensorflow_is_refused_in_one_sentence(tmp_path: Path, part: str) -> None:
    config = tmp_path / "config.yml"
    list_ = "policies:" if part.endswith("Policy") else "pipeline:"
    config.write_text(HONEST.replace(list_, f"{list_}\n- name: rasa.somewhere.{part}\n  epochs: 5"))
    with pytest.raises(SystemExit) as refusal:
        stand_ins.refuse_tensorflow(config)
    sentence = str(refusal.value)
    assert f"config.yml names {part}, which needs TensorFlow" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("part", ["pipeline", "policies"])
def test_an_empty_list_is_refused_because_rasa_would_fill_it_with_what_needs_tensorflow(
    tmp_path: Path, part: str
) -> None:
    config = tmp_path / "config.yml"
    config.write_text(HONEST.partition("pipeline:" if part == "pipeline" else "policies:")[0])
    with pytest.raises(SystemExit, match=part):
        stand_ins.refuse_tensorflow(config)


def test_the_refusal_ends_the_program_with_that_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(HONEST.replace("- name: RulePolicy", "- name: TEDPolicy"))
    code = f"import stand_ins, pathlib; stand_ins.refuse_tensorflow(pathlib.Path({str(tmp_path / 'config.yml')!r}))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=BOT, capture_output=True, text=True)  # noqa: S603 (a script of our own)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_a_stand_in_can_be_subclassed_and_decorate_and_annotate(tensorflow) -> None:
    class Layer(tensorflow.keras.layers.Layer):
        """A class as Rasa declares them."""

    @tensorflow.function
    def compute(numbers: tensorflow.Tensor) -> int:
        return 7

    assert issubclass(Layer, tensorflow.keras.layers.Layer) or Layer.__mro__
    assert compute(None) == 7


def test_a_stand_in_that_should_compute_says_what_is_missing(tensorflow) -> None:
    with pytest.raises(stand_ins.NeedsTensorFlow, match=r"tensorflow\.constant needs TensorFlow"):
        tensorflow.constant([1, 2])


def test_only_tensorflow_and_keras_are_stood_in_for(tensorflow) -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__("no_such_module_anywhere")
    assert not stand_ins.StandIns().find_spec("numpy")
