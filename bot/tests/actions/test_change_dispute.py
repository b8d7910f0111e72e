from __future__ import annotations

import pytest

from actions.change_dispute import ChangeDispute, Escalate
from actions.open_question import BareValue, No, Yes

SURE = {"wish": "withdraw", "dispute": "DSP-00042", "text": "please withdraw it", "asked": "sure"}
OPEN = {"open_question": "change", "change": SURE}


async def test_withdrawing_asks_first_and_says_what_follows(do, door):
    given = await do(ChangeDispute, "please withdraw it", intent="update_dispute")

    assert door.asked("change_sure") == [{"text": "please withdraw it", "reference": None, "wish": None, "sure": False}]
    assert given.slots["open_question"] == "change"
    assert given.slots["change"] == SURE
    assert given.payloads == ['/update_dispute{"sure": "yes"}', "/deny"]


@pytest.mark.parametrize("how", ["yes", '/update_dispute{"sure": "yes"}'])
async def test_a_yes_does_what_was_asked_about_and_nothing_else(how, do, door):
    door.says("change_done")
    given = await do(Yes if how == "yes" else ChangeDispute, how, intent="affirm", slots=OPEN)

    [sent] = door.asked("change_sure")
    assert sent == {"text": "please withdraw it", "reference": "DSP-00042", "wish": "withdraw", "sure": True}
    assert given.slots["change"] is None
    assert given.slots["open_question"] is None


async def test_a_no_leaves_the_dispute_as_it_is(do, door):
    given = await do(No, "no wait", intent="deny", slots=OPEN)

    assert door.calls == []
    assert "left your dispute as it is" in given.text


@pytest.mark.parametrize(("said", "intent"), [("the first one", "inform"), ("DSP-00042, INV-2026-0042", "inform")])
async def test_one_of_several_is_chosen_by_its_place_or_its_name(said, intent, do, door):
    door.says("change_which")
    asked = await do(ChangeDispute, "I want to withdraw a dispute", intent="update_dispute")
    door.says("change_sure")
    await do(BareValue, said, intent=intent, slots=asked.slots)

    first, second = door.asked("change_sure")
    assert first["reference"] is None
    assert (second["reference"], second["text"]) == ("DSP-00042", "I want to withdraw a dispute")


async def test_words_that_are_asked_for_are_the_next_ones(do, door):
    door.says("change_done", ask="words", say=["What shall I add?"])
    asked = await do(ChangeDispute, "I want to add something", intent="update_dispute")
    door.says("change_sure", wish="add")
    await do(BareValue, "the driver was called Dana", intent="inform", slots=asked.slots)

    assert door.asked("change_sure")[1]["text"] == "the driver was called Dana"
    assert door.asked("change_sure")[1]["wish"] == "add"


async def test_another_message_later_begins_afresh(do, door):
    await do(ChangeDispute, "also the driver was called Dana", intent="update_dispute", slots={"change": SURE})

    assert door.asked("change_sure")[0]["wish"] is None


async def test_inside_the_form_of_another_dispute_nothing_is_changed(do, door):
    given = await do(ChangeDispute, "withdraw my dispute", intent="update_dispute", form="dispute_form")

    assert door.calls == []
    assert "as soon as this one is done" in given.text


async def test_somebody_more_senior_is_always_called(do, door):
    door.says("change_done", wish="escalate", say=["DSP-00042 is now with a specialist."])
    given = await do(Escalate, "I want your manager", intent="request_escalation")

    assert door.asked("change_done")[0]["wish"] == "escalate"
    assert "with a specialist" in given.text
    assert door.asked("hand_over") == []


async def test_without_an_open_dispute_a_person_is_called_instead(do, door):
    door.says("change_done", wish="escalate", reference=None, say=["You have no open dispute."])
    given = await do(Escalate, "I want your manager", intent="request_escalation")

    assert door.asked("hand_over")[0]["text"] == "I want your manager"
    assert "no open dispute" not in given.text


async def test_with_several_disputes_it_is_asked_which(do, door):
    door.says("change_which", wish="escalate")
    given = await do(Escalate, "escalate this", intent="request_escalation")

    assert given.payloads == ['/request_escalation{"dispute": "DSP-00042"}']


@pytest.mark.parametrize("action", [ChangeDispute, Escalate])
async def test_a_door_that_is_shut_is_said(action, do, door):
    door.fails_everywhere("down")
    assert "can't reach" in (await do(action, "withdraw it", intent="update_dispute")).text
