from __future__ import annotations

import pytest

from actions.dispute_rules import DisputeRules, Recourse


@pytest.mark.parametrize(
    ("intent", "about"), [("ask_policy", "policy"), ("ask_contact", "contact"), ("nlu_fallback", "policy")]
)
async def test_the_rules_come_from_the_web_program(intent, about, do, door):
    given = await do(DisputeRules, "how long does it take?", intent=intent)

    assert door.asked("rules") == [{"about": about}]
    assert given.text == "A written decision with its reasons comes within 10 working days."
    assert given.payloads == ["/request_human"]


async def test_inside_a_form_the_answer_offers_nothing(do):
    assert (await do(DisputeRules, "how long?", intent="ask_policy", form="dispute_form")).payloads == []


async def test_who_turns_to_somebody_else_gets_the_ways_and_a_person(do, door):
    door.says("rules", say=["You are free to turn to others at any time."])

    given = await do(Recourse, "I go to the ombudsman", intent="external_recourse")

    assert door.asked("rules") == [{"about": "recourse"}]
    [handed] = door.asked("hand_over")
    assert handed["first_words"] == "You are free to turn to others at any time."
    assert given.text.startswith("You are free to turn to others at any time.")


async def test_a_door_that_is_shut_is_said(do, door):
    door.fails_everywhere("down")
    assert "can't reach" in (await do(DisputeRules, "how long?", intent="ask_policy")).text


async def test_who_needs_more_time_hears_how_and_is_asked_for_a_person_next(do, door):
    given = await do(DisputeRules, "can I pay in 3 parts?", intent="request_payment_extension")

    assert door.asked("rules") == [{"about": "instalments"}]
    assert given.payloads == []
