from __future__ import annotations

import pytest

from actions.dispute_status import DisputeStatus


async def test_all_disputes_are_listed_and_each_can_be_pressed(do, door):
    door.says("read_nothing_certain", choices=[], say=[])
    door.says("disputes")

    given = await do(DisputeStatus, "any news?", intent="check_dispute_status")

    assert given.text.startswith("You have one dispute.")
    assert given.payloads == ['/check_dispute_status{"dispute": "DSP-00042"}']
    assert door.asked("disputes") == [{}]


@pytest.mark.parametrize("said", ["what about dsp 42", '/check_dispute_status{"dispute": "DSP-00042"}'])
async def test_one_dispute_is_asked_for_by_its_reference(said, do, door):
    door.says("read", dispute="DSP-00042")
    door.says("one_dispute")

    given = await do(DisputeStatus, said, intent="check_dispute_status")

    assert door.asked("one_dispute") == [{"reference": "DSP-00042"}]
    assert given.payloads == []


async def test_a_dispute_that_is_not_theirs_gets_the_doors_words(do, door):
    door.says("read", dispute="DSP-99999")
    door.refuses("disputes", "unknown_dispute")

    given = await do(DisputeStatus, "DSP-99999?", intent="check_dispute_status")

    assert given.text == "I can't find that dispute on your account."


async def test_a_door_that_is_away_is_waited_for_once(do, door):
    door.fails("read", "slow")

    given = await do(DisputeStatus, "any news?", intent="check_dispute_status")

    assert "can't reach" in given.text
    assert len(door.calls) == 1


async def test_a_refund_is_answered_with_how_far_each_is(do, door):
    given = await do(DisputeStatus, "where is my refund", intent="check_refund_status")

    assert door.asked("refunds") == [{}]
    assert given.text == "Credit note CN-2026-0003 of 1 March 2026 gives you 120.00 EUR with tax."


async def test_that_a_named_dispute_is_not_there_is_said_before_the_list(do, door):
    door.says("read_nothing_certain", choices=[], say=["I can't find that dispute on your account."])
    door.says("disputes")

    given = await do(DisputeStatus, "what about DSP-99999", intent="check_dispute_status")

    assert given.text.startswith("I can't find that dispute on your account.\n\nYou have one dispute.")
