"""Fixtures: a door that answers from contract.json, and a way to run one action against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_door import Door, Given, conversation
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import SkillAction


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def do(door: Door) -> Callable[..., Any]:
    """`await do(Explain, "Why?", intent="explain_charge")`: what the action gives back."""

    async def done(action: type[SkillAction], said: str = "", **how: Any) -> Given:
        dispatcher = CollectingDispatcher()
        events = await action(door.api).run(dispatcher, conversation(said, **how), {})
        return Given(dispatcher.messages, events)

    return done
