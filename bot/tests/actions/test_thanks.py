"""After a thank-you: welcomed, and asked once how a decided dispute was dealt with."""

from __future__ import annotations

import pytest

from actions.open_question import BareValue, No
from actions.small_talk import WELCOME, Thanks

ASKED = {
    "open_question": "rating",
    "rated": True,
    "shown": [
        {"title": "5: Completely", "value": "DSP-00044:5"},
        {"title": "1: Not at all", "value": "DSP-00044:1"},
    ],
}


async def test_whoever_has_a_decision_is_asked_once(do):
    first = await do(Thanks, "thanks", intent="thank_you")
    second = await do(Thanks, "thanks again", intent="thank_you", slots={"rated": True})

    assert "are you satisfied with how it was dealt with?" in first.text
    assert '/thank_you{"rating": "DSP-00044:5"}' in first.payloads
    assert (first.slots["open_question"], first.slots["rated"]) == ("rating", True)
    assert second.text == WELCOME


async def test_nobody_is_asked_about_nothing(do, door):
    door.says("rating", say=[], choices=[])

    given = await do(Thanks, "thanks", intent="thank_you")

    assert given.text == WELCOME


@pytest.mark.parametrize("said", ["5", "5 of 5", "I give it a 5", "It's a 5."])
async def test_a_number_is_the_answer(do, door, said):
    given = await do(BareValue, said, intent="inform", slots=ASKED)

    assert door.asked("rate") == [{"rating": "DSP-00044:5"}]
    assert "written down" in given.text


async def test_a_button_is_the_answer(do, door):
    await do(Thanks, '/thank_you{"rating": "DSP-00044:1"}', intent="thank_you", slots=ASKED)

    assert door.asked("rate") == [{"rating": "DSP-00044:1"}]


@pytest.mark.parametrize("said", ["9", "fifty", "line 5"])
async def test_what_is_no_number_of_the_five_is_asked_again(do, door, said):
    given = await do(BareValue, said, intent="inform", slots=ASKED)

    assert door.asked("rate") == []
    assert "Which number is it?" in given.text


async def test_not_now_is_no_answer(do, door):
    given = await do(No, "/deny", intent="deny", slots=ASKED)

    assert door.asked("rate") == []
    assert given.slots["open_question"] is None


async def test_in_the_middle_of_a_form_nobody_is_asked(do, door):
    given = await do(Thanks, "thanks", intent="thank_you", form="dispute_form")

    assert (given.text, door.asked("rating")) == (WELCOME, [])


async def test_a_thank_you_is_never_answered_with_an_error(do, door):
    door.fails_everywhere("down")

    given = await do(Thanks, "thanks", intent="thank_you")

    assert given.text == WELCOME
