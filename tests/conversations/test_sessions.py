"""The name under which the assistant knows a conversation: long enough for a form, and not for ever."""

import json

import pytest

from support.conversations import sessions
from support.conversations.models import Conversation
from support.extensions import db
from support.kernel.transaction import transaction
from tests.conftest import Calendar


def _session(conversation: Conversation, understood: str | None = None, turns: int = 3) -> str:
    with transaction():
        found = sessions.session_for(db.session.get_one(Conversation, conversation.id))
        found.turns = turns
        if understood is not None:
            found.understood = understood
        return found.token


IN_A_FORM = json.dumps({"intent": "inform", "form": "dispute_form", "invoice": "INV-1"})


def test_a_form_that_was_left_in_the_middle_waits_for_half_a_day(
    conversation: Conversation, calendar: Calendar
) -> None:
    first = _session(conversation, IN_A_FORM)
    calendar.forward(hours=11)
    assert _session(conversation) == first
    calendar.forward(hours=13)
    assert _session(conversation) != first


@pytest.mark.parametrize("understood", ["", "no JSON", "[]", '{"form": null}'])
def test_outside_a_form_half_an_hour_is_enough(understood: str, conversation: Conversation, calendar: Calendar) -> None:
    first = _session(conversation, understood)
    calendar.forward(minutes=29)
    assert _session(conversation) == first
    calendar.forward(minutes=31)
    assert _session(conversation) != first


def test_a_form_that_never_ends_gets_a_new_name_all_the_same(conversation: Conversation, calendar: Calendar) -> None:
    first = _session(conversation, IN_A_FORM, turns=sessions.TOO_MANY_TURNS)
    assert _session(conversation) != first
