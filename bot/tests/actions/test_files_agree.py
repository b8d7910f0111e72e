"""The bot's files agree with each other: intents, rules, actions, contract. Read as text, without Rasa."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fake_door import CONTRACT
from rasa_sdk.executor import ActionExecutor
from ruamel.yaml import YAML

import actions
from actions import asides
from actions.dispute_charge import ASKED_FOR, OF_ONE_RUN

BOT = Path(__file__).parents[2]
KNOWN_TO_RASA = {"nlu_fallback"}
SKILLS = {path.stem for path in (BOT / "domain").glob("*.yml")} - {"_shared"}


def parts(folder: str) -> list[dict[str, Any]]:
    return [YAML(typ="safe").load(path) for path in sorted((BOT / folder).glob("*.yml"))]


def declared(key: str) -> set[str]:
    found: set[str] = set()
    for part in parts("domain"):
        for one in part.get(key) or []:
            found |= set(one) if isinstance(one, dict) else {one}
    return found


INTENTS = declared("intents") | KNOWN_TO_RASA


def steps_of_rules() -> list[dict[str, Any]]:
    steps = [step for part in parts("data/rules") for rule in part["rules"] for step in rule["steps"]]
    return steps + [one for step in steps for one in step.get("or", [])]


@pytest.fixture(scope="module")
def registered() -> set[str]:
    executor = ActionExecutor()
    executor.register_package(actions)
    return set(executor.actions)


def test_every_action_of_the_domain_is_written_and_every_written_one_is_in_the_domain(registered):
    assert registered == declared("actions")


def test_every_form_has_its_validation_and_a_question_for_every_slot():
    for part in parts("domain"):
        for form, about in (part.get("forms") or {}).items():
            questions = {f"action_ask_{form}_{slot}" for slot in about["required_slots"]}
            assert {f"validate_{form}", *questions} <= set(part["actions"])


def test_every_intent_is_answered_by_a_rule():
    answered = {step["intent"] for step in steps_of_rules() if "intent" in step}
    assert answered == INTENTS


def test_no_intent_carries_entities_from_typed_text():
    for part in parts("domain"):
        for intent in part.get("intents") or []:
            [settings] = intent.values()
            assert settings == {"use_entities": []}


def test_every_intent_is_an_answer_or_an_aside_and_never_both():
    sets = [asides.ANSWERS, asides.ALWAYS_ASIDE, asides.ASIDE_UNLESS_TELLING, asides.READ_FIRST]
    assert set().union(*sets) == INTENTS
    assert sum(map(len, sets)) == len(INTENTS)


def test_every_slot_that_an_action_remembers_is_declared():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (BOT / "actions").glob("*.py"))
    remembered = set(re.findall(r"(\w+)=", " ".join(re.findall(r"\.remember\(([^*]*?)\)", source))))
    slots = declared("slots") | {"requested_slot"}
    assert remembered - {"key", "value", "fallen"} <= slots
    assert {*ASKED_FOR, *OF_ONE_RUN} <= slots


def test_every_entity_of_a_button_is_declared_because_rasa_drops_the_others():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (BOT / "actions").glob("*.py"))
    read = set(re.findall(r"pressed\.get\(\"(\w+)\"", source)) | {
        "edit",
        "again",
        "invoice",
        "lines",
        "reason",
        "claimed",
    }
    assert read == declared("entities")


@pytest.mark.parametrize("folder", ["domain", "data/rules", "actions", "tests/actions"])
def test_every_skill_has_its_file_everywhere(folder):
    files = {path.stem.removeprefix("test_") for path in (BOT / folder).iterdir()}
    assert files >= SKILLS


def test_every_skill_has_test_stories():
    assert {path.stem.removeprefix("test_") for path in (BOT / "tests/stories").glob("test_*.yml")} == SKILLS


def test_no_figure_is_formatted_by_the_bot():
    for path in (BOT / "actions").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"import (datetime|decimal|locale)|EUR|€|\$\d|:\.2f|float\(", source), path.name


def test_the_bot_never_imports_the_application():
    for path in BOT.glob("actions/*.py"):
        assert not re.search(r"^\s*(from|import) support\b", path.read_text(encoding="utf-8"), re.MULTILINE), path.name


def test_every_answer_with_words_has_paragraphs_and_every_choice_a_title_and_a_value():
    for endpoint in CONTRACT["endpoints"].values():
        body = endpoint["response"]
        assert all(isinstance(paragraph, str) for paragraph in body.get("say", []))
        assert all(set(choice) == {"title", "value"} for choice in body.get("choices", []))
    for refusal in CONTRACT["refusals"].values():
        assert {"code", "say"} <= set(refusal["response"]["error"])
