"""What the dispute form asks, and what it says when it is not understood."""

from __future__ import annotations

import pytest

from actions.dispute_charge import seal_of
from actions.dispute_questions import (
    QUESTIONS,
    AskClaimed,
    AskConfirm,
    AskInvoice,
    AskLines,
    AskReason,
    AskStatement,
)

DRAFT = {
    "invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "0.00", "statement": "Twice!",
    "run": "5b0c",
}  # fmt: skip
FORM = "dispute_form"


async def test_the_clients_latest_invoices_are_the_choices(do):
    given = await do(AskInvoice, form=FORM)

    assert given.payloads == ['/inform{"invoice": "INV-2026-0042"}']
    assert given.slots["shown"] == [{"title": "INV-2026-0042, 3 March, 150.00 EUR", "value": "INV-2026-0042"}]


async def test_the_lines_of_that_invoice_are_listed_by_the_door(do, door):
    door.says("read_list_the_lines")

    given = await do(AskLines, form=FORM, slots={"invoice": "INV-2026-0042"})

    assert door.asked("read") == [{"text": "", "asked": "lines", "invoice": "INV-2026-0042"}]
    assert given.payloads[-1] == '/inform{"lines": "*"}'
    assert given.messages[0]["text"] == "These are the lines of INV-2026-0042."


async def test_the_likeliest_reasons_are_shown_and_other_comes_last(do, door):
    many = [{"title": str(number), "value": f"r{number}"} for number in range(12)]
    door.says("reasons", choices=[{"title": "Something else", "value": "other"}, *many])

    given = await do(AskReason, form=FORM)

    assert len(given.payloads) == 8
    assert given.payloads[-1] == '/inform{"reason": "other"}'


async def test_an_amount_may_be_nothing_or_unknown(do):
    given = await do(AskClaimed, form=FORM)

    assert given.payloads == ['/inform{"claimed": "0.00"}', '/inform{"claimed": "not said"}']


async def test_the_statement_is_asked_for_in_own_words(do):
    given = await do(AskStatement, form=FORM)

    assert "in your own words" in given.text


@pytest.mark.parametrize("ask", [AskInvoice, AskLines, AskReason])
async def test_what_a_failed_reading_left_over_is_all_that_is_shown(ask, do, door):
    left = [{"title": "this", "value": "2"}, {"title": "that", "value": "3"}]

    given = await do(ask, form=FORM, slots={"narrowed": True, "shown": left, "misses": 1})

    assert door.calls == []
    assert [button["title"] for button in given.messages[-1]["buttons"]] == ["this", "that"]


async def test_the_summary_is_the_doors_and_a_yes_is_bound_to_it(do, door):
    given = await do(AskConfirm, form=FORM, slots=DRAFT)

    assert door.asked("draft") == [
        {name: DRAFT[name] for name in ("invoice", "lines", "reason", "claimed", "statement")}
    ]
    assert "in dispute 120.00 EUR" in given.text
    assert "Shall I open this dispute?" in given.text
    assert given.payloads == ['/affirm{"run": "5b0c"}', '/inform{"edit": "?"}', "/cancel_flow"]
    assert given.slots["summarised"] == seal_of(DRAFT)


async def test_an_open_dispute_on_the_same_lines_is_added_to(do, door):
    door.says("draft", say=["DSP-00042 is open on this line already."], existing="DSP-00042")

    given = await do(AskConfirm, form=FORM, slots=DRAFT)

    assert "Shall I add your words to that dispute?" in given.text
    assert given.messages[0]["buttons"][0]["title"] == "Yes, add my words to it"


async def test_a_draft_that_does_not_fit_is_asked_again_at_that_place(do, door):
    door.refuses("draft", "does_not_fit")
    door.says("read_list_the_lines")

    given = await do(AskConfirm, form=FORM, slots=DRAFT)

    assert given.messages[0]["text"] == "Line 9 is not on INV-2026-0042."
    assert given.slots["requested_slot"] == "lines"
    assert given.slots["lines"] is None
    assert '/inform{"lines": "2"}' in given.payloads
    assert given.slots["summarised"] is None


async def test_every_part_can_be_changed(do):
    given = await do(AskConfirm, form=FORM, slots={**DRAFT, "editing": True})

    assert [payload for payload in given.payloads if "nothing" not in payload] == [
        f'/inform{{"edit": "{part}"}}' for part in QUESTIONS
    ]


@pytest.mark.parametrize("ask", [AskInvoice, AskStatement, AskConfirm])
async def test_two_failed_readings_explain_and_a_third_offers_a_person(ask, do):
    first = await do(ask, form=FORM, slots={**DRAFT, "misses": 1})
    second = await do(ask, form=FORM, slots={**DRAFT, "misses": 2})
    third = await do(ask, form=FORM, slots={**DRAFT, "misses": 3})

    assert ask.explains not in first.text
    assert ask.explains in second.text
    assert "/request_human" not in second.payloads
    assert third.payloads[0] == "/request_human"
    assert "a person" in third.text


async def test_beside_a_summary_a_yes_never_calls_a_person(do):
    given = await do(AskConfirm, form=FORM, slots={**DRAFT, "misses": 3})

    assert given.slots.get("open_question") is None


async def test_leaving_is_asked_once_before_anything_is_dropped(do, door):
    given = await do(AskInvoice, form=FORM, slots={"leaving": True})

    assert given.text == "Shall I drop this dispute? Nothing has been opened yet."
    assert given.payloads == ["/cancel_flow", "/deny"]
    assert door.calls == []


@pytest.mark.parametrize("how", ["down", "slow", "crashed", "not JSON"])
@pytest.mark.parametrize("ask", [AskInvoice, AskLines, AskReason, AskConfirm])
async def test_a_question_that_cannot_be_put_together_says_so_and_can_be_tried_again(ask, how, do, door):
    door.fails_everywhere(how)

    given = await do(ask, form=FORM, slots=DRAFT)

    assert "can't reach the billing records" in given.text
    assert given.payloads == ['/inform{"again": "yes"}', "/request_human"]


async def test_words_that_could_not_be_read_are_spoken_of_once(do, door):
    given = await do(AskInvoice, form=FORM, slots={"trouble": "I can't reach anybody."})

    assert given.text == "I can't reach anybody."
    assert given.slots["trouble"] is None
    assert door.calls == []
