"""What a client does under the summary: agree, correct, edit, cancel."""

from __future__ import annotations

import pytest

from actions.dispute_answers import ReadAnswer
from actions.dispute_charge import seal_of

FORM = "dispute_form"
DRAFT = {
    "invoice": "INV-2026-0042", "lines": ["3"], "reason": "rate_discrepancy", "claimed": "80.00",
    "statement": "The price is wrong.", "run": "5b0c",
}  # fmt: skip
SUMMARISED = {**DRAFT, "requested_slot": "confirm", "summarised": seal_of(DRAFT)}
NOTHING_READ = {"invoice": None, "lines": None, "reason": None, "claimed": None, "choices": [], "say": []}


def asked(slot: str, **known: object) -> dict[str, object]:
    return {"requested_slot": slot, "run": "5b0c", **known}


async def test_yes_agrees_to_the_summary_that_was_shown(do):
    given = await do(ReadAnswer, "yes", intent="affirm", form=FORM, slots=SUMMARISED)

    assert given.slots["confirm"] == "yes"


@pytest.mark.parametrize("said", ["Yes, go ahead and file it", "ok", "that's right", "👍", "please do", "10-4"])
async def test_a_yes_has_many_words(said, do):
    given = await do(ReadAnswer, said, intent="affirm", form=FORM, slots=SUMMARISED)

    assert given.slots["confirm"] == "yes"


@pytest.mark.parametrize("said", ["status please", "yes but not line 3", "march"])
async def test_what_only_sounds_like_a_yes_opens_nothing(said, do, door):
    door.says("read", **NOTHING_READ)

    given = await do(ReadAnswer, said, intent="affirm", form=FORM, slots=SUMMARISED)

    assert given.slots["confirm"] is None


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("yes", {**SUMMARISED, "summarised": None}),
        ("yes", {**SUMMARISED, "lines": ["2"]}),
        ('/affirm{"run": "another"}', SUMMARISED),
        ("/affirm", SUMMARISED),
    ],
    ids=["no summary", "another draft", "a button of an earlier run", "a button of something else"],
)
async def test_a_yes_to_anything_else_shows_the_summary_again(said, slots, do):
    given = await do(ReadAnswer, said, intent="affirm", form=FORM, slots=slots)

    assert given.slots["confirm"] is None


async def test_no_asks_what_to_change_and_a_second_no_goes_back(do):
    first = await do(ReadAnswer, "no", intent="deny", form=FORM, slots=SUMMARISED)
    second = await do(ReadAnswer, "no", intent="deny", form=FORM, slots={**SUMMARISED, **first.slots})

    assert (first.slots["editing"], first.slots["summarised"]) == (True, None)
    assert second.slots["editing"] is None


async def test_yes_to_what_should_i_change_opens_nothing(do):
    slots = {**SUMMARISED, "editing": True, "summarised": None}

    given = await do(ReadAnswer, "yes", intent="affirm", form=FORM, slots=slots)

    assert given.slots["confirm"] is None


@pytest.mark.parametrize(
    ("said", "emptied"),
    [
        ('/inform{"edit": "invoice"}', {"invoice", "lines", "claimed"}),
        ('/inform{"edit": "statement"}', {"statement"}),
        ("change the amount please", {"claimed"}),
    ],
)
async def test_a_part_is_emptied_to_be_asked_again_with_what_hangs_on_it(said, emptied, do, door):
    door.says("read", **NOTHING_READ)

    given = await do(ReadAnswer, said, intent="inform", form=FORM, slots=SUMMARISED)

    assert {name for name in DRAFT if name in given.slots and given.slots[name] is None} == emptied
    assert given.slots["summarised"] is None


async def test_a_correction_typed_under_the_summary_is_taken(do, door):
    door.says("read", **{**NOTHING_READ, "lines": ["2"]})

    given = await do(ReadAnswer, "it's actually line 2", intent="update_dispute", form=FORM, slots=SUMMARISED)

    assert given.slots["lines"] == ["2"]
    assert given.slots["claimed"] is None, "the right amount of another line is asked for"
    assert given.slots["confirm"] is None


@pytest.mark.parametrize("said", ["it's actually line 2", "sorry, I meant line 2", "no, line 2 please"])
@pytest.mark.parametrize("slot", ["reason", "claimed", "statement"])
async def test_a_line_is_corrected_at_any_question(do, door, slot, said):
    door.says("read", **{**NOTHING_READ, "lines": ["2"]})
    known = {"invoice": "INV-2026-0042", "lines": ["3"]}

    given = await do(ReadAnswer, said, intent="inform", form=FORM, slots=asked(slot, **known))

    assert given.slots["lines"] == ["2"]
    assert given.slots.get(slot) is None
    assert given.text == "I have changed that."


async def test_a_statement_that_says_actually_is_still_a_statement(do, door):
    told = "Actually the van never came to the line of shops at all that morning, and nobody rang us about it either."

    given = await do(ReadAnswer, told, intent="inform", form=FORM, slots=asked("statement", invoice="INV-2026-0042"))

    assert given.slots["statement"] == told


@pytest.mark.parametrize("said", ["delete dispute", "cancel my dispute", "withdraw it", "close the case please"])
async def test_deleting_a_dispute_that_is_not_open_yet_asks_whether_to_drop_it(do, said):
    first = await do(ReadAnswer, said, intent="update_dispute", form=FORM, slots=asked("reason"))
    second = await do(ReadAnswer, said, intent="update_dispute", form=FORM, slots={**asked("reason"), **first.slots})

    assert first.slots["leaving"] is True
    assert second.slots["confirm"] == "dropped"


async def test_cancelling_asks_and_a_yes_drops_everything(do):
    first = await do(ReadAnswer, "cancel", intent="cancel_flow", form=FORM, slots=asked("lines"))
    slots = {**asked("lines"), **first.slots}
    yes = await do(ReadAnswer, "yes", intent="affirm", form=FORM, slots=slots)
    again = await do(ReadAnswer, "/cancel_flow", form=FORM, slots=slots)

    assert first.slots["leaving"] is True
    for dropped in (yes, again):
        assert (dropped.slots["confirm"], dropped.slots["requested_slot"]) == ("dropped", None)


@pytest.mark.parametrize(("said", "intent"), [("no", "deny"), ("/deny", "deny")])
async def test_a_no_to_leaving_goes_on(said, intent, do):
    given = await do(ReadAnswer, said, intent=intent, form=FORM, slots=asked("lines", leaving=True))

    assert given.slots["leaving"] is None
    assert "requested_slot" not in given.slots


async def test_an_answer_instead_of_yes_or_no_goes_on_with_the_answer(do):
    given = await do(ReadAnswer, "line 3", intent="inform", form=FORM, slots=asked("lines", leaving=True))

    assert (given.slots["lines"], given.slots["leaving"]) == (["3"], None)


async def test_yes_open_it_still_opens_while_leaving_is_asked(do):
    given = await do(ReadAnswer, '/affirm{"run": "5b0c"}', form=FORM, slots={**SUMMARISED, "leaving": True})

    assert given.slots["confirm"] == "yes"
