"""Do the assistant's files agree with each other? Intents, sentences, rules, stories, replies, slots and forms.

Rasa's own validation (`bot/check.py` runs it too) lets some of this pass without a word: an intent with too few
sentences, a slot's value that does not exist, a sentence that differs from another intent's in its punctuation only.
Read as text, so it takes a second and needs no Rasa.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FEWEST = 60  # sentences an intent is learnt from
FEWEST_OUTSIDE = 600  # and of what is none of our business, because there is so much of it
OUTSIDE = "out_of_scope"
UNLEARNT = {"nlu_fallback"}  # set by a component, not learnt
OF_RASA = {"action_listen", "action_default_fallback", "action_deactivate_loop", "action_restart", "requested_slot"}
MARKED = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")


class Files:
    """The YAML files of a folder of the assistant, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def domain(self) -> list[dict[str, Any]]:
        """Every file of the domain."""
        return list(self._read("domain"))

    @cached_property
    def steps(self) -> list[tuple[str, dict[str, Any]]]:
        """Every step of a rule or a story, those within an `or` too, with the name of what it belongs to."""
        found = []
        for part in [*self._read("data/rules"), *self._read("data/stories"), *self._read("tests/stories")]:
            for told in [*(part.get("rules") or []), *(part.get("stories") or [])]:
                name = str(told.get("rule") or told.get("story"))
                for step in [*(told.get("condition") or []), *(told.get("steps") or [])]:
                    found += [(name, one) for one in step.get("or", [step])]
        return found

    @cached_property
    def sentences(self) -> list[tuple[str, str]]:
        """Every training sentence with its intent."""
        return [
            (intent["intent"], MARKED.sub(r"\1", line.strip()[2:].strip()))
            for part in self._read("data/nlu")
            for intent in part.get("nlu") or []
            if "intent" in intent
            for line in str(intent.get("examples") or "").splitlines()
            if line.strip().startswith("- ")
        ]

    def declared(self, key: str) -> set[str]:
        """The names under one key of the domain."""
        return {
            name
            for part in self.domain
            for one in part.get(key) or []
            for name in ([one] if isinstance(one, str) else one)
        }

    def _read(self, part: str) -> Iterator[dict[str, Any]]:
        for path in sorted((self.folder / part).rglob("*.yml")):
            yield YAML(typ="safe").load(path) or {}


def faults(folder: Path) -> list[str]:
    """One sentence for each place where the files of `folder` disagree; an empty list when all is well."""
    files = Files(folder)
    return [*of_intents(files), *of_sentences(files), *of_replies(files), *of_slots(files), *of_forms(files)]


def of_intents(files: Files) -> Iterator[str]:
    """Intents without sentences, a rule or a declaration."""
    declared = files.declared("intents") | UNLEARNT
    learnt = Counter(intent for intent, _ in files.sentences)
    used = {step["intent"] for _, step in files.steps if "intent" in step}
    for intent in sorted((set(learnt) | used) - declared):
        yield f"The intent {intent} is used and not declared in the domain."
    for intent in sorted(declared - used):
        yield f"The intent {intent} is declared and no rule or story answers it."
    for intent in sorted(declared - UNLEARNT):
        fewest = FEWEST_OUTSIDE if intent == OUTSIDE else FEWEST
        if learnt[intent] < fewest:
            yield f"The intent {intent} has {learnt[intent]} sentences; it needs {fewest}."


def of_sentences(files: Files) -> Iterator[str]:
    """Sentences that stand twice, or that only their punctuation keeps from standing under another intent too."""
    written: set[str] = set()
    owners: dict[str, str] = {}
    for intent, text in files.sentences:
        words = " ".join(re.findall(r"[^\W_]+", text.casefold())) or text
        owner = owners.setdefault(words, intent)
        if owner != intent:
            yield f"The sentence “{text}” stands under {owner} and under {intent}."
        elif text.casefold() in written:
            yield f"The sentence “{text}” stands twice under {intent}."
        written.add(text.casefold())


def of_replies(files: Files) -> Iterator[str]:
    """Actions and replies that are used and missing, or written and never used."""
    replies, forms = files.declared("responses"), files.declared("forms")
    known = files.declared("actions") | replies | forms | OF_RASA
    used = {str(step["action"]): name for name, step in files.steps if "action" in step}
    for action in sorted(set(used) - known):
        yield f"“{used[action]}” uses {action}, which is not in the domain."
    for reply in sorted(replies - set(used)):
        yield f"The reply {reply} is written and never used."
    for part in files.domain:
        for reply, variations in (part.get("responses") or {}).items():
            if not variations or not all(one.get("text") for one in variations):
                yield f"The reply {reply} has no text."


def of_slots(files: Files) -> Iterator[str]:
    """Slots and entities of rules and stories that do not exist, or have a value that does not."""
    slots = {name: about for part in files.domain for name, about in (part.get("slots") or {}).items()}
    entities = files.declared("entities")
    for name, step in files.steps:
        for slot, value in pairs(step.get("slot_was_set")):
            if slot not in slots and slot not in OF_RASA:
                yield f"“{name}” sets the slot {slot}, which is not in the domain."
            elif value is not None and value not in slots.get(slot, {}).get("values", [value]):
                yield f"“{name}” sets the slot {slot} to {value}, which is not one of its values."
        for entity, _ in pairs(step.get("entities")):
            if entity not in entities:
                yield f"“{name}” has the entity {entity}, which is not in the domain."


def of_forms(files: Files) -> Iterator[str]:
    """Forms that do not exist, or ask for slots that do not."""
    slots, forms = files.declared("slots"), files.declared("forms")
    for part in files.domain:
        for form, about in (part.get("forms") or {}).items():
            for slot in sorted(set(about["required_slots"]) - slots):
                yield f"The form {form} asks for the slot {slot}, which is not in the domain."
    for name, step in files.steps:
        if step.get("active_loop") and step["active_loop"] not in forms:
            yield f"“{name}” goes through the form {step['active_loop']}, which is not in the domain."


def pairs(listed: Any) -> Iterator[tuple[str, Any]]:
    """The names and values of a step's slots or entities: a list of names and of mappings, or one mapping."""
    for one in listed if isinstance(listed, list) else [listed] if listed else []:
        yield from one.items() if isinstance(one, dict) else [(str(one), None)]
