from __future__ import annotations

import pytest

from actions.person import FIRST_WORDS, HandOver


async def test_a_person_is_called_with_the_clients_words(do, door):
    given = await do(HandOver, "I want to talk to a person", intent="request_human")

    assert door.asked("hand_over") == [{"why": "client asked", "text": "I want to talk to a person", "first_words": ""}]
    assert given.text == "A person will answer you here. You need not repeat anything."


@pytest.mark.parametrize("intent", FIRST_WORDS)
async def test_where_a_machine_is_the_wrong_listener_it_says_so_first(intent, do, door):
    given = await do(HandOver, "something serious", intent=intent)

    assert door.asked("hand_over")[0]["first_words"] == FIRST_WORDS[intent]
    assert given.text.startswith(FIRST_WORDS[intent])
    assert "A person will answer you here." in given.text


@pytest.mark.parametrize("form", ["dispute_form", "rejection_form"])
async def test_an_open_form_is_left(form, do):
    given = await do(HandOver, "a person please", intent="request_human", form=form)

    assert {"event": "active_loop", "timestamp": None, "name": None} in given.events
    assert given.slots["requested_slot"] is None


@pytest.mark.parametrize("how", ["down", "slow", "crashed", "not JSON", "another shape"])
async def test_a_failed_call_leaves_the_form_and_is_honest(how, do, door):
    door.fails("hand_over", how)

    given = await do(HandOver, "a person please", intent="request_human", form="dispute_form")

    assert "could not call a person" in given.text
    assert "kept" in given.text
    assert all(event["event"] == "slot" for event in given.events)


async def test_a_yes_to_a_person_passes_on_what_was_said_before(do, door):
    await do(HandOver, "yes", intent="affirm", slots={"words": "make it 50", "open_question": "person"})
    await do(HandOver, "/request_human", slots={"words": "make it 50"})

    assert [asked["text"] for asked in door.asked("hand_over")] == ["make it 50", "make it 50"]


@pytest.mark.parametrize("slots", [{"lost": 2}, {"misses": 3}])
async def test_the_person_is_told_that_the_bot_did_not_understand(slots, do, door):
    await do(HandOver, "/request_human", slots=slots)

    assert door.asked("hand_over")[0]["why"] == "not understood"


@pytest.mark.parametrize(
    ("said", "intent", "why", "first"),
    [
        ("I do not want to live any more", "self_harm", "in danger", "should not be alone"),
        ("I will burn your office down", "threat", "a threat", "how angry you are"),
        ("nobody ever answers me", "complain_service", "client asked", "gone so badly"),
    ],
)
async def test_what_hurts_is_met_kindly_and_the_desk_is_told_why(said, intent, why, first, do, door):
    given = await do(HandOver, said, intent=intent)

    assert door.asked("hand_over")[0]["why"] == why
    assert first in door.asked("hand_over")[0]["first_words"]
    assert first in given.text


async def test_an_opinion_about_our_bills_is_kept_and_thanked_for_and_calls_nobody(do, door):
    given = await do(HandOver, "your bills are hard to read", intent="complain_service")

    assert door.asked("opinion") == [{"text": "your bills are hard to read"}]
    assert door.asked("hand_over") == []
    assert "people who make our invoices" in given.text
    assert given.payloads == ["/request_human"]


async def test_a_bill_in_the_wrong_name_taken_for_somebody_elses_is_disputed(do, door):
    door.says("read", invoice=None, lines=None, reason="wrong_client_data", claimed=None, dispute=None)

    given = await do(HandOver, "bill our GmbH, not me", intent="not_my_invoice")

    assert door.asked("hand_over") == []
    assert given.slots["proposals"][0]["reason"] == "wrong_client_data"


async def test_somebody_elses_bill_goes_to_a_person(do, door):
    door.says("read", invoice=None, lines=None, reason=None, claimed=None, dispute=None)

    await do(HandOver, "I got someone else's invoice", intent="not_my_invoice")

    assert len(door.asked("hand_over")) == 1
