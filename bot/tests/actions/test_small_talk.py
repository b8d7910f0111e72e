from __future__ import annotations

from actions.small_talk import Capabilities, CloseQuestion, Greet, NothingToStop


async def test_a_greeting_has_the_name_and_what_waits(do, door):
    door.says("conversation", pending_offers=1)

    given = await do(Greet, "hello", intent="greet")

    assert given.text.startswith("Hello Maria. I am the billing assistant, a program.")
    assert given.payloads[:2] == ["/accept_resolution", "/check_dispute_status"]


async def test_a_greeting_needs_no_door(do, door):
    door.fails("conversation", "down")

    given = await do(Greet, "hello", intent="greet")

    assert given.text.startswith("Hello. I am the billing assistant")


async def test_it_says_what_it_can_do_and_that_people_decide(do):
    given = await do(Capabilities, "what can you do", intent="ask_capabilities")

    assert "a person does" in given.text
    assert "/request_human" in given.payloads


async def test_small_talk_closes_the_question_before_it(do):
    given = await do(CloseQuestion, "thanks", intent="thank_you", slots={"open_question": "offer"})

    assert given.messages == []
    assert given.slots["open_question"] is None


async def test_a_charge_that_is_to_be_cancelled_is_explained(do, door):
    given = await do(NothingToStop, "can you just cancel line 2", intent="cancel_flow")

    assert door.asked("explain")[0]["text"] == "can you just cancel line 2"
    assert "Would you like to dispute this?" in given.text


async def test_stopping_nothing_is_said(do):
    given = await do(NothingToStop, "cancel", intent="cancel_flow")

    assert given.text == "There is nothing to stop: nothing is half done."
