"""Files of the assistant that disagree are found, by our own reading and by Rasa's, before a client finds them."""

import shutil
from pathlib import Path

import pytest

import agreement
import check

BOT = Path(check.__file__).resolve().parent
READ = ("domain", "data", "tests/stories")
RULE = """
rules:
  - rule: a broken one
    steps:
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The assistant's files, to be broken."""
    for part in READ:
        shutil.copytree(BOT / part, tmp_path / part)
    return tmp_path


def without(path: Path, words: str) -> None:
    """Take words that are there out of a file."""
    written = path.read_text(encoding="utf-8")
    assert words in written
    path.write_text(written.replace(words, ""), encoding="utf-8")


def add_rule(copy: Path, *steps: str) -> None:
    (copy / "data/rules/broken.yml").write_text(RULE + "".join(f"      - {step}\n" for step in steps), encoding="utf-8")


def learn(copy: Path, intent: str, *sentences: str) -> None:
    lines = "".join(f"    - {sentence}\n" for sentence in sentences)
    (copy / "data/nlu/broken.yml").write_text(f"nlu:\n- intent: {intent}\n  examples: |\n{lines}", encoding="utf-8")


def test_the_assistants_own_files_agree() -> None:
    assert agreement.faults(BOT) == []


def test_an_intent_without_sentences_is_found(copy: Path) -> None:
    (copy / "data/nlu/safety.yml").unlink()
    assert "The intent threat has 0 sentences; it needs 60." in agreement.faults(copy)


def test_too_few_sentences_out_of_scope_are_found(copy: Path) -> None:
    (copy / "data/nlu/out_of_scope.yml").unlink()
    assert "The intent out_of_scope has 0 sentences; it needs 600." in agreement.faults(copy)


def test_an_intent_that_is_learnt_and_not_declared_is_found(copy: Path) -> None:
    learn(copy, "sing", "sing me the blues about a bill")
    assert "The intent sing is used and not declared in the domain." in agreement.faults(copy)


def test_an_intent_that_nothing_answers_is_found(copy: Path) -> None:
    (copy / "domain/broken.yml").write_text("intents: [sing]\n", encoding="utf-8")
    assert "The intent sing is declared and no rule or story answers it." in agreement.faults(copy)


def test_a_sentence_under_two_intents_is_found_whatever_its_punctuation(copy: Path) -> None:
    learn(copy, "greet", "an unheard-of thing to say")
    shutil.copy(copy / "data/nlu/broken.yml", copy / "data/nlu/broken2.yml")
    learn(copy, "goodbye", "An unheard-of thing to say!")
    [fault] = agreement.faults(copy)
    assert fault == "The sentence “an unheard-of thing to say” stands under goodbye and under greet."


def test_a_sentence_that_stands_twice_is_found(copy: Path) -> None:
    learn(copy, "greet", "an unheard-of thing to say", "An unheard-of thing to say")
    assert agreement.faults(copy) == ["The sentence “An unheard-of thing to say” stands twice under greet."]


def test_a_reply_that_is_missing_is_found_where_it_is_used(copy: Path) -> None:
    add_rule(copy, "intent: greet", "action: utter_song")
    assert "“a broken one” uses utter_song, which is not in the domain." in agreement.faults(copy)


def test_an_action_that_is_missing_is_found_in_a_test_story_too(copy: Path) -> None:
    without(copy / "domain/person.yml", "  - action_hand_over\n")
    assert any("uses action_hand_over" in fault for fault in agreement.faults(copy))


def test_a_reply_that_nobody_uses_and_one_without_words_are_found(copy: Path) -> None:
    (copy / "domain/broken.yml").write_text("responses:\n  utter_song:\n    - text: ''\n", encoding="utf-8")
    assert agreement.faults(copy) == [
        "The reply utter_song is written and never used.",
        "The reply utter_song has no text.",
    ]


def test_a_slot_that_is_missing_and_a_value_that_does_not_exist_are_found(copy: Path) -> None:
    add_rule(copy, "intent: greet", "slot_was_set: [{song: blues}]", "slot_was_set: [{open_question: song}]")
    assert agreement.faults(copy) == [
        "“a broken one” sets the slot song, which is not in the domain.",
        "“a broken one” sets the slot open_question to song, which is not one of its values.",
    ]


def test_an_entity_and_a_form_that_do_not_exist_are_found(copy: Path) -> None:
    add_rule(copy, "{intent: greet, entities: [{song: blues}]}", "active_loop: song_form")
    assert agreement.faults(copy) == [
        "“a broken one” has the entity song, which is not in the domain.",
        "“a broken one” goes through the form song_form, which is not in the domain.",
    ]


def test_a_form_that_asks_for_an_unknown_slot_is_found(copy: Path) -> None:
    (copy / "domain/broken.yml").write_text("forms:\n  song_form:\n    required_slots: [song]\n", encoding="utf-8")
    assert agreement.faults(copy) == ["The form song_form asks for the slot song, which is not in the domain."]


def test_rasa_finds_a_broken_copy_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_out = shutil.ignore_patterns(*check.LEFT_OUT)
    broken = Path(shutil.copytree(BOT, tmp_path / "bot", ignore=left_out))
    add_rule(broken, "intent: greet", "action: utter_song")
    learn(broken, "sing", "sing me the blues about a bill")
    assert check.validation(broken) != 0
    said = capsys.readouterr().out
    assert "utter_song" in said
    assert "sing" in said
