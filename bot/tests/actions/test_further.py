"""Several things in one message: noted, taken up one after the other, and their disputes linked."""

from __future__ import annotations

import pytest
from test_dispute_charge import AGREED

from actions.dispute_charge import OpenDispute, StartDispute
from actions.explain_charge import Explain
from actions.open_question import No, Yes

SAID = "line 3 of #42 is wrong, and I never got credit for February"
NOTED = {"noted": ["I never got credit for February"], "last_dispute": "DSP-00042"}


async def test_what_else_was_written_is_noted_and_said_when_a_dispute_begins(do, door):
    door.says("read", **door.example("read_first_words"))

    given = await do(StartDispute, SAID, intent="open_dispute")

    assert given.slots["noted"] == ["I never got credit for February"]
    assert "I have noted the other thing as well, and come back to it: “I never got credit for February”." in given.text


async def test_an_invoice_named_in_doubt_is_asked_about_and_the_words_are_kept_for_its_lines(do, door):
    door.says("read", **door.example("read_first_words"))

    given = await do(StartDispute, SAID, intent="open_dispute")

    assert "Did you mean INV-2026-0042" in given.text
    assert (given.slots["narrowed"], given.slots["told"]) == (True, SAID)
    assert [one["value"] for one in given.slots["shown"]] == ["INV-2026-0042"]


async def test_an_explanation_notes_the_rest_too(do, door):
    door.says("explain", further=["the VAT is wrong"])

    given = await do(Explain, "I was charged twice and the VAT is wrong", intent="dispute_duplicate_charge")

    assert given.slots["noted"] == ["the VAT is wrong"]
    assert given.text.index("“the VAT is wrong”") < given.text.index("Would you like to dispute this?")


async def test_after_the_first_is_open_the_second_is_offered(do, door):
    given = await do(OpenDispute, "yes", intent="affirm", slots={**AGREED, **NOTED})

    assert "You also wrote: “I never got credit for February”. Shall we look at that now?" in given.text
    assert given.slots["open_question"] == "noted"
    assert '/explain_charge{"noted": "yes"}' in given.payloads


@pytest.mark.parametrize("said", ["yes", '/explain_charge{"noted": "yes"}'])
async def test_a_yes_explains_what_was_noted_and_its_dispute_belongs_to_the_first(do, door, said):
    slots = {**NOTED, "open_question": "noted"}
    action = Yes if said == "yes" else Explain

    given = await do(action, said, intent="affirm" if said == "yes" else "explain_charge", slots=slots)

    assert door.asked("explain")[0]["text"] == "I never got credit for February"
    assert (given.slots["noted"], given.slots["beside"]) == (None, "DSP-00042")


async def test_the_second_dispute_is_opened_beside_the_first(do, door):
    given = await do(OpenDispute, "yes", intent="affirm", slots={**AGREED, "beside": "DSP-00041"})

    assert door.asked("open_dispute")[0]["beside"] == "DSP-00041"
    assert given.slots["beside"] is None


async def test_a_no_leaves_what_was_noted_and_goes_to_the_next(do):
    slots = {"noted": ["one thing more", "and another"], "open_question": "noted"}

    given = await do(No, "no", intent="deny", slots=slots)

    assert given.slots["noted"] == ["and another"]
    assert "You also wrote: “and another”" in given.text


async def test_a_new_question_of_the_clients_own_belongs_to_nothing(do):
    given = await do(Explain, "what is line 2?", intent="explain_charge", slots={"beside": "DSP-00041"})

    assert given.slots["beside"] is None
