"""Starting the form and opening the dispute."""

from __future__ import annotations

import pytest

from actions.dispute_charge import OF_ONE_RUN, OpenDispute, StartDispute, seal_of

PROPOSAL = {
    "id": "1", "invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "0.00",
    "statement": "Why was I charged twice?",
}  # fmt: skip
OTHER = {**PROPOSAL, "id": "2", "invoice": "INV-2026-0051", "claimed": None}
AGREED = {
    "invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "0.00",
    "statement": "Why was I charged twice?", "confirm": "yes", "run": "5b0c",
}  # fmt: skip
AGREED["summarised"] = seal_of(AGREED)


async def test_the_button_under_an_explanation_fills_in_what_it_proposed(do):
    given = await do(StartDispute, '/open_dispute{"proposal": "1"}', slots={"proposals": [PROPOSAL, OTHER]})

    assert given.slots["invoice"] == "INV-2026-0042"
    assert given.slots["lines"] == ["3"]
    assert given.slots["statement"] == "Why was I charged twice?"
    assert given.slots["confirm"] is None


async def test_yes_takes_the_last_explanation(do):
    given = await do(
        StartDispute, "yes", intent="affirm", slots={"proposals": [PROPOSAL, OTHER], "open_question": "dispute"}
    )

    assert given.slots["invoice"] == "INV-2026-0051"


async def test_an_amount_is_not_asked_where_the_reason_has_none(do):
    given = await do(StartDispute, '/open_dispute{"proposal": "2"}', slots={"proposals": [OTHER]})

    assert given.slots["claimed"] == "not said"


BARE = {
    "id": "3", "invoice": "INV-2026-0042", "lines": [], "reason": None, "claimed": None, "topic": "dispute_wrong_amount",
    "statement": "line 3 should be nothing",
}  # fmt: skip


async def test_what_the_first_words_say_beyond_the_explanation_is_filled_in(do, door):
    given = await do(StartDispute, '/open_dispute{"proposal": "3"}', slots={"proposals": [BARE]})

    assert door.asked("read") == [{"text": "line 3 should be nothing", "asked": None, "invoice": "INV-2026-0042"}]
    assert (given.slots["lines"], given.slots["claimed"]) == (["3"], "0.00")
    assert given.slots["reason"] == "wrong_amount", "as the intent has it, because the words were not certain"


async def test_an_explanation_is_disputed_even_when_the_words_cannot_be_read_now(do, door):
    door.fails("read", "slow")

    given = await do(StartDispute, '/open_dispute{"proposal": "3"}', slots={"proposals": [BARE]})

    assert given.slots["invoice"] == "INV-2026-0042"
    assert given.slots["reason"] == "wrong_amount"
    assert "can't reach" in given.slots["trouble"]


async def test_the_first_message_fills_what_it_says_and_is_the_statement(do, door):
    words = "I dispute line 3 of INV-2026-0042, it should be nothing"
    door.says("read", invoice="INV-2026-0042", reason="duplicate")

    given = await do(StartDispute, words, intent="open_dispute")

    assert door.asked("read") == [{"text": words, "asked": None, "invoice": None}]
    assert (given.slots["invoice"], given.slots["lines"]) == ("INV-2026-0042", ["3"])
    assert (given.slots["reason"], given.slots["claimed"]) == ("duplicate", "0.00")
    assert given.slots["statement"] == words


async def test_a_bare_wish_to_dispute_is_no_statement(do, door):
    door.says("read_nothing_certain", invoice="INV-2026-0042", choices=[], say=[])

    given = await do(StartDispute, "I want to dispute INV-2026-0042", intent="open_dispute")

    assert given.slots["invoice"] == "INV-2026-0042"
    assert given.slots["statement"] is None


async def test_the_name_of_a_line_alone_does_not_say_what_is_wrong_with_it(do, door):
    door.says("read", invoice="INV-2026-0042", claimed=None)

    given = await do(StartDispute, "I want to dispute line 3 of INV-2026-0042", intent="open_dispute")

    assert (given.slots["lines"], given.slots["statement"]) == (["3"], None)


async def test_lines_without_an_invoice_are_not_believed(do, door):
    door.says("read", invoice=None)

    given = await do(StartDispute, "line 3 is wrong", intent="open_dispute")

    assert given.slots["lines"] is None


async def test_the_form_starts_even_when_nobody_answers(do, door):
    door.fails("read", "down")

    given = await do(StartDispute, "I want to dispute something", intent="open_dispute")

    assert given.messages == [], "the form's first question says it, without another wait"
    assert given.slots["run"]
    assert given.slots["trouble"]
    assert given.slots["unread"] == "I want to dispute something"


async def test_each_run_has_its_own_key_and_nothing_of_the_last_run(do):
    left = dict.fromkeys(OF_ONE_RUN, "left over")

    first = await do(StartDispute, "/open_dispute", slots=left)
    second = await do(StartDispute, "/open_dispute", slots=left)

    assert first.slots["run"] != second.slots["run"]
    assert {name: value for name, value in first.slots.items() if value} == {
        "run": first.slots["run"],
        "acknowledged": True,
    }


async def test_trying_again_keeps_the_run_and_asks_for_a_new_yes(do):
    given = await do(StartDispute, '/open_dispute{"again": "yes"}', slots=AGREED)

    assert "run" not in given.slots
    assert "invoice" not in given.slots
    assert given.slots["confirm"] is None


async def test_a_dispute_is_opened_with_the_key_of_the_run(do, door):
    given = await do(OpenDispute, "yes", intent="affirm", slots=AGREED)

    assert door.asked("open_dispute") == [
        {
            "invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "0.00",
            "statement": "Why was I charged twice?", "key": "5b0c", "beside": None,
        }
    ]  # fmt: skip
    assert given.text == "Your dispute is open. Its reference is DSP-00042."
    assert given.payloads == ['/check_dispute_status{"dispute": "DSP-00042"}']
    assert all(given.slots[name] is None for name in OF_ONE_RUN)


async def test_an_amount_that_was_not_said_is_sent_as_null(do, door):
    slots = {**AGREED, "claimed": "not said"}

    await do(OpenDispute, slots={**slots, "summarised": seal_of(slots)})

    assert door.asked("open_dispute")[0]["claimed"] is None


@pytest.mark.parametrize(
    "change",
    [{"confirm": None}, {"confirm": "dropped"}, {"summarised": None}, {"lines": ["2"]}, {"run": None}],
    ids=["no answer", "dropped", "no summary shown", "another draft than the summary", "no run"],
)
async def test_nothing_is_opened_without_a_yes_to_this_very_draft(change, do, door):
    given = await do(OpenDispute, "yes", intent="affirm", slots={**AGREED, **change})

    assert door.calls == []
    assert "No dispute was opened" in given.text
    assert all(given.slots[name] is None for name in OF_ONE_RUN)


@pytest.mark.parametrize("how", ["down", "slow", "crashed", "not JSON", "another shape"])
async def test_no_reference_is_made_up_and_the_second_try_has_the_same_key(how, do, door):
    door.fails("open_dispute", how)

    failed = await do(OpenDispute, "yes", intent="affirm", slots=AGREED)
    door.works_again()
    again = await do(OpenDispute, "yes", intent="affirm", slots={**AGREED, **failed.slots})

    assert "DSP-" not in failed.text
    assert failed.slots["open_question"] == "send_dispute"
    assert failed.payloads == ['/open_dispute{"again": "yes"}', "/request_human"]
    first, second = door.asked("open_dispute")
    assert first["key"] == second["key"] == "5b0c"
    assert "DSP-00042" in again.text


async def test_what_does_not_fit_after_all_is_asked_for_again(do, door):
    door.refuses("open_dispute", "does_not_fit")

    given = await do(OpenDispute, "yes", intent="affirm", slots=AGREED)

    assert given.text == "Line 9 is not on INV-2026-0042."
    assert given.slots["lines"] is None
    assert {"event": "followup", "timestamp": None, "name": "dispute_form"} in given.events


async def test_a_refusal_is_said_in_the_doors_words(do, door):
    door.refuses("open_dispute", "already_answered", say="This invoice is too old to dispute.")

    given = await do(OpenDispute, "yes", intent="affirm", slots=AGREED)

    assert given.text == "This invoice is too old to dispute."
    assert given.payloads == ["/request_human"]


ASKED_ONLY = {
    **BARE,
    "id": "4",
    "topic": "explain_charge",
    "statement": None,
    "words": "line 3 should be 45",
    "lines": ["3"],
}


async def test_a_question_that_says_what_would_be_right_is_the_statement_and_the_claim(do, door):
    door.says("read", invoice=None, lines=None, reason=None, claimed="45.00", say=[], choices=[])

    given = await do(StartDispute, '/open_dispute{"proposal": "4"}', slots={"proposals": [ASKED_ONLY]})

    assert (given.slots["claimed"], given.slots["reason"]) == ("45.00", "wrong_amount")
    assert given.slots["statement"] == "line 3 should be 45"


async def test_an_amount_in_another_currency_is_said_to_be_one_and_not_taken(do, door):
    foreign = "The amount you wrote is in another currency."
    door.says("read", invoice="INV-2026-0042", lines=["3"], reason=None, claimed=None, say=[foreign], choices=[])

    given = await do(StartDispute, "I dispute line 3 of INV-2026-0042, it should be $40", intent="open_dispute")

    assert foreign in given.text
    assert (given.slots["claimed"], given.slots["reason"]) == (None, "wrong_amount")


async def test_everything_on_a_bill_is_the_whole_bill_before_the_bill_is_known(do, door):
    door.says("read", invoice=None, lines=["*"], reason=None, claimed=None, say=[], choices=[])
    given = await do(StartDispute, "everything on this bill is wrong", intent="open_dispute")
    assert given.slots["lines"] == ["*"]
