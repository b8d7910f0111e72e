from __future__ import annotations

import pytest

from actions.open_question import BareValue, No, Yes


async def test_a_yes_with_nothing_asked_is_not_guessed(do, door):
    door.says("offers", offers=[], outcomes=[])
    given = await do(Yes, "yes", intent="affirm")

    assert given.text.startswith("Good. I have no question open just now.")
    assert [path.rpartition("/")[2] for _, path, _ in door.calls] == ["offers"]


async def test_a_yes_with_two_offers_open_and_nothing_asked_asks_which(do, door):
    [one] = door.example("offers")["offers"][:1]
    door.says("offers", offers=[one, {**one, "id": "8", "reference": "DSP-00077"}], outcomes=[])

    given = await do(Yes, "yes", intent="affirm")

    assert "Which one do you mean?" in given.text
    assert given.slots["open_question"] == "which_offer"
    assert door.asked("accept_offer") == []


async def test_a_yes_with_one_offer_open_and_nothing_asked_shows_it_and_accepts_nothing(do, door):
    one = door.example("offers")["offers"][0]
    door.says("offers", offers=[one], outcomes=[])

    given = await do(Yes, "yes", intent="affirm")

    assert "Do you accept this offer?" in given.text
    assert door.asked("accept_offer") == []


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("offer", "/offers/7/accept"),
        ("person", "/hand-over"),
        ("which_offer", "/offers"),
        ("send_rejection", "/reject"),
    ],
)
async def test_a_yes_goes_to_the_skill_that_asked(question, path, do, door):
    slots = {
        "open_question": question, "offer": "7", "objection": "Too little.", "rejected": "offer:7", "rejection": "k",
    }  # fmt: skip
    await do(Yes, "yes", intent="affirm", slots=slots)

    assert door.calls[-1][1].endswith(path)


async def test_the_question_that_a_skill_asks_in_answer_stays_open(do, door):
    door.fails("reject_offer", "down")
    slots = {"open_question": "send_rejection", "objection": "x y", "rejected": "offer:7", "rejection": "k"}

    given = await do(Yes, "yes", intent="affirm", slots=slots)

    assert given.slots["open_question"] == "send_rejection"


@pytest.mark.parametrize("question", [None, "dispute", "offer", "person", "send_dispute", "send_rejection"])
async def test_a_no_does_nothing_and_closes_the_question(question, do, door):
    given = await do(No, "no", intent="deny", slots={"open_question": question, "offer": "7"})

    assert given.text
    assert door.calls == []
    assert given.slots["open_question"] is None


async def test_a_bare_value_belongs_to_the_open_question(do, door):
    await do(BareValue, "the first one", intent="inform", slots={"open_question": "which_offer"})
    await do(BareValue, "INV-2026-0042", intent="inform")

    assert [path.rpartition("/")[2] for _, path, _ in door.calls] == ["offers", "read", "explain"]


async def test_a_number_alone_that_is_a_disputes_asks_where_it_stands(do, door):
    door.says("read", dispute="DSP-00042", lines=None, claimed=None)

    await do(BareValue, "DSP-00042", intent="inform")

    assert [body["reference"] for body in door.asked("one_dispute")] == ["DSP-00042"]
    assert door.asked("explain") == []


async def test_a_line_corrected_with_nothing_explained_is_said_of_the_dispute(do, door):
    await do(BareValue, "it's actually line 3", intent="inform")
    assert [asked["text"] for asked in door.asked("change_which")] == ["it's actually line 3"]


async def test_a_line_corrected_after_an_explanation_is_a_line_of_that_invoice(do, door):
    await do(BareValue, "it's actually line 3", intent="inform", slots={"about": "INV-2026-0042"})
    assert door.asked("explain")[0]["about"] == "INV-2026-0042"
    assert door.asked("change_which") == []
