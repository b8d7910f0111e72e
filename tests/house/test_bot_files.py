"""The bot's files agree with each other, read as plain YAML: no Rasa is needed to see that they do not."""

import ast
import re
from typing import Any

import yaml

from tests.house import source

BOT = source.ROOT / "bot"
OF_RASA = {
    "action_listen",
    "action_restart",
    "action_default_fallback",
    "action_session_start",
    "action_deactivate_loop",
}
OF_NOBODY = {"nlu_fallback"}


def _documents(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text()) for path in sorted((BOT / folder).rglob("*.yml"))]


def _domain() -> dict[str, Any]:
    merged: dict[str, Any] = {"intents": [], "actions": [], "responses": {}, "slots": {}, "forms": {}, "entities": []}
    for part in _documents("domain"):
        for key, value in part.items():
            if isinstance(merged.get(key), list):
                merged[key] += value
            elif isinstance(merged.get(key), dict):
                merged[key].update(value)
    return merged


def _names(items: list[Any]) -> set[str]:
    return {item if isinstance(item, str) else next(iter(item)) for item in items}


def _steps(kind: str) -> list[dict[str, Any]]:
    return [
        step for document in _documents(f"data/{kind}") for item in document.get(kind, []) for step in item["steps"]
    ]


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for document in _documents("data/nlu"):
        for block in document["nlu"]:
            lines = [
                line.strip()[2:].strip() for line in block["examples"].splitlines() if line.strip().startswith("- ")
            ]
            found.setdefault(block["intent"], []).extend(lines)
    return found


def test_every_intent_of_the_domain_has_examples_and_the_other_way_round() -> None:
    assert _names(_domain()["intents"]) - OF_NOBODY == set(_examples())


def test_every_intent_is_answered_by_a_rule_or_a_form() -> None:
    used = {step["intent"] for step in _steps("rules") + _steps("stories") if "intent" in step}
    used |= {
        intent for step in _steps("rules") for intent in [part.get("intent") for part in step.get("or", [])] if intent
    }
    answered_in_forms = set(re.findall(r"\b[a-z_]+\b", (BOT / "domain" / "dispute_charge.yml").read_text()))
    assert _names(_domain()["intents"]) - used - answered_in_forms == set()


def test_no_sentence_teaches_two_intents() -> None:
    seen: dict[str, str] = {}
    twice = []
    for intent, sentences in _examples().items():
        for sentence in sentences:
            key = re.sub(r"\W+", " ", sentence).strip().lower()
            if key and seen.get(key, intent) != intent:
                twice.append((sentence, seen[key], intent))
            seen[key] = intent
    assert twice == []


def _called(statement: ast.stmt) -> str | None:
    """The action that a class stands for: `called = "action_x"`, or `asks = "slot"` for a question of the form."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
        return None
    [target] = statement.targets
    prefix = {"called": "", "asks": "action_ask_dispute_form_"}.get(ast.unparse(target))
    return None if prefix is None else f"{prefix}{statement.value.value}"


def test_every_action_of_the_domain_is_coded_and_every_coded_one_is_listed() -> None:
    trees = [ast.parse(path.read_text()) for path in source.files("bot/actions/*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    coded = {name for node in classes for statement in node.body if (name := _called(statement))}
    assert set(_domain()["actions"]) - OF_RASA == coded - OF_RASA


def test_every_response_is_said_somewhere() -> None:
    said = {step["action"] for step in _steps("rules") + _steps("stories") if "action" in step}
    code = " ".join(path.read_text() for path in source.files("bot/actions/*.py"))
    said |= set(re.findall(r"utter_[a-z_]+", code))
    asked = {f"utter_ask_{slot}" for form in _domain()["forms"].values() for slot in form["required_slots"]}
    assert set(_domain()["responses"]) - said - asked == set()


def test_a_skill_has_one_name_in_every_folder() -> None:
    skills = {path.stem for path in (BOT / "domain").glob("*.yml")} - {"_shared"}
    rules = {path.stem for path in (BOT / "data" / "rules").glob("*.yml")}
    actions = {path.stem for path in (BOT / "actions").glob("*.py")}
    assert rules <= skills | {"_shared"}
    assert {skill for skill in skills if skill in rules or skill in actions} == skills


def test_bot_and_application_never_import_each_other() -> None:
    for path in source.files("bot/*.py"):
        assert not re.search(r"^\s*(from|import) support\b", path.read_text(), re.MULTILINE), source.name_of(path)
    for path in source.files("support/*.py"):
        assert not re.search(r"^\s*(from|import) (bot|rasa)\b", path.read_text(), re.MULTILINE), source.name_of(path)
