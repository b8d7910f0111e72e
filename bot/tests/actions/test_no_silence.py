"""Rasa answers HTTP 200 and nothing when an action fails. So no action may fail, whatever the door does."""

from __future__ import annotations

import pytest
from fake_door import FAILURES
from rasa_sdk import utils

import actions
from actions.billing_facts import Balance
from actions.dispute_questions import AskInForm
from actions.support_api import SupportApi
from actions.turn import SkillAction

STATES = {
    "at rest": {},
    "in the dispute form": {"requested_slot": "lines", "invoice": "INV-2026-0042", "run": "5b0c"},
    "under a summary": {"requested_slot": "confirm", "run": "5b0c", "summarised": "x", "editing": None},
    "turning something down": {
        "requested_slot": "objection",
        "rejected": "offer:7",
        "objection": "no",
        "rejection": "k",
    },
    "with an offer open": {"open_question": "offer", "offer": "7", "something_to_reject": True},
    "lost": {"lost": 3, "misses": 4, "open_question": "person", "words": "hm"},
}
ANOTHER_SPEAKS = {
    "action_close_question", "action_start_dispute", "action_start_rejection",
    "validate_dispute_form", "validate_rejection_form",
}  # fmt: skip


def all_skills() -> list[type[SkillAction]]:
    from rasa_sdk.executor import ActionExecutor

    ActionExecutor().register_package(actions)
    return [one for one in utils.all_subclasses(SkillAction) if one is not AskInForm]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("skill", all_skills(), ids=lambda skill: skill.__name__)
async def test_an_action_never_fails_and_never_falls_silent(skill, state, do, door):
    form = "dispute_form" if "form" in state or "summary" in state else None
    for how in FAILURES:
        door.fails_everywhere(how)

        given = await do(skill, "some words", intent="inform", slots=STATES[state], form=form)

        assert given.text or not skill.speaks, how
        assert "Traceback" not in given.text
        assert "secret" not in given.text


@pytest.mark.parametrize("skill", all_skills(), ids=lambda skill: skill.__name__)
async def test_an_action_survives_its_own_mistakes(skill, do, monkeypatch):
    async def broken(self, turn):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(skill, "act", broken)

    given = await do(skill, "some words", intent="inform", slots={"requested_slot": "lines"}, form="dispute_form")

    assert given.text or given.slots.get("trouble") or skill().name().startswith("validate_")
    assert "a mistake of ours" not in given.text


async def test_a_message_without_anything_in_it_breaks_nothing(do):
    for skill in all_skills():
        await do(skill, "", intent="")


def test_every_skill_can_be_made_without_a_door_as_the_action_server_does():
    for skill in all_skills():
        assert isinstance(skill().door, SupportApi)


def test_only_actions_that_another_one_follows_may_say_nothing():
    assert {skill().name() for skill in all_skills() if not skill.speaks} == ANOTHER_SPEAKS


async def test_an_answer_without_words_is_not_passed_on_as_silence(do, door):
    door.says("balance", say=[])

    given = await do(Balance, "what do I owe?", intent="ask_amount_due")

    assert given.text == "I have nothing to tell you about that. A person may know more."
