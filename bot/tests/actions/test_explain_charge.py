from __future__ import annotations

from actions.explain_charge import Explain

WHY_TWICE = "Why was I charged twice on my March invoice?"
TWO_INVOICES = [
    {"title": "INV-2026-0042, 3 March, 150.00 EUR", "value": "INV-2026-0042"},
    {"title": "INV-2026-0051, 2 April, 96.00 EUR", "value": "INV-2026-0051"},
]
WAITS_FOR_INVOICE = {
    "open_question": "invoice", "words": "What is this fee?", "topic": "explain_charge", "shown": TWO_INVOICES,
}  # fmt: skip


async def test_a_question_goes_to_the_door_word_for_word_with_its_intent_as_topic(do, door):
    await do(Explain, WHY_TWICE, intent="dispute_duplicate_charge")

    assert door.asked("explain") == [
        {"text": WHY_TWICE, "topic": "dispute_duplicate_charge", "invoice": None, "line": None, "about": None}
    ]


async def test_the_explanation_is_said_and_a_dispute_is_offered(do):
    given = await do(Explain, WHY_TWICE, intent="dispute_duplicate_charge")

    assert "Line 2: Espresso bean delivery" in given.messages[0]["text"]
    assert [button["title"] for button in given.messages[1]["buttons"]] == ["Open a dispute", "No, that answers it"]
    assert given.messages[1]["buttons"][0]["kind"] == "primary"
    assert given.slots["open_question"] == "dispute"


async def test_the_proposal_keeps_what_is_known_and_the_first_words(do):
    given = await do(Explain, WHY_TWICE, intent="dispute_duplicate_charge")

    assert given.slots["proposals"] == [
        {
            "invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "0.00",
            "statement": WHY_TWICE, "words": WHY_TWICE, "topic": "dispute_duplicate_charge", "id": "1",
        }
    ]  # fmt: skip


async def test_each_explanation_has_a_button_of_its_own_and_only_the_last_few_are_kept(do):
    earlier = [{"id": str(number)} for number in range(3, 8)]

    given = await do(Explain, WHY_TWICE, intent="explain_charge", slots={"proposals": earlier})

    assert '/open_dispute{"proposal": "8"}' in given.payloads
    assert [one["id"] for one in given.slots["proposals"]] == ["4", "5", "6", "7", "8"]


async def test_nothing_is_offered_where_nothing_can_be_disputed(do, door):
    door.says("explain", may_dispute=False, dispute=None)

    given = await do(Explain, WHY_TWICE, intent="explain_charge")

    assert given.payloads == []
    assert given.slots["open_question"] is None


async def test_an_unclear_invoice_is_asked_for_with_the_clients_own_invoices(do, door):
    door.says("explain_which_invoice")

    given = await do(Explain, "What is this fee?", intent="explain_charge")

    assert given.payloads[0] == '/explain_charge{"invoice": "INV-2026-0042"}'
    assert given.slots["open_question"] == "invoice"
    assert (given.slots["words"], given.slots["topic"]) == ("What is this fee?", "explain_charge")


async def test_an_invoice_that_is_not_theirs_gets_the_doors_words_and_a_person(do, door):
    door.says("explain_which_invoice", say=["I can't find that invoice on your account."], choices=[])

    given = await do(Explain, "What is on INV-2026-9999?", intent="explain_charge")

    assert given.text == "I can't find that invoice on your account."
    assert given.payloads == ["/request_human"]


async def test_pressing_an_invoice_explains_the_first_question_again(do, door):
    await do(
        Explain, '/explain_charge{"invoice": "INV-2026-0051"}', slots={**WAITS_FOR_INVOICE, "topic": "dispute_fee"}
    )

    [asked] = door.asked("explain")
    assert (asked["text"], asked["topic"], asked["invoice"]) == ("What is this fee?", "dispute_fee", "INV-2026-0051")


async def test_naming_the_invoice_explains_the_first_question(do, door):
    door.says("read", invoice="INV-2026-0042")

    await do(Explain, "the March one", intent="inform", slots=WAITS_FOR_INVOICE)

    assert door.asked("read") == [{"text": "the March one", "asked": "invoice", "invoice": None}]
    [asked] = door.asked("explain")
    assert (asked["text"], asked["invoice"]) == ("What is this fee?", "INV-2026-0042")


async def test_the_second_one_is_the_second_of_the_list_just_shown(do, door):
    await do(Explain, "the second one", intent="inform", slots=WAITS_FOR_INVOICE)

    assert [asked["invoice"] for asked in door.asked("explain")] == ["INV-2026-0051"]
    assert door.asked("read") == []


async def test_yes_means_the_only_invoice_proposed(do, door):
    await do(Explain, "yes", intent="affirm", slots={**WAITS_FOR_INVOICE, "shown": TWO_INVOICES[:1]})

    assert [asked["invoice"] for asked in door.asked("explain")] == ["INV-2026-0042"]


async def test_yes_to_two_invoices_asks_which(do, door):
    given = await do(Explain, "yes", intent="affirm", slots=WAITS_FOR_INVOICE)

    assert given.text == "Which one do you mean?"
    assert given.slots["open_question"] == "invoice"
    assert door.calls == []


async def test_an_invoice_that_stays_unread_is_asked_again_and_then_a_person_is_offered(do, door):
    door.says("read_nothing_certain", say=["Which month?"], choices=TWO_INVOICES)

    first = await do(Explain, "hm", intent="inform", slots=WAITS_FOR_INVOICE)
    second = await do(Explain, "hm", intent="inform", slots={**WAITS_FOR_INVOICE, **first.slots})

    assert "/request_human" not in first.payloads
    assert "/request_human" in second.payloads


async def test_inside_a_form_it_only_explains(do):
    given = await do(
        Explain, WHY_TWICE, intent="explain_charge", form="dispute_form", slots={"proposals": [{"id": "1"}]}
    )

    assert given.payloads == []
    assert "proposals" not in given.slots
    assert given.slots["open_question"] is None


async def test_a_guess_that_was_pressed_takes_the_words_along(do, door):
    await do(Explain, "/dispute_fee", slots={"words": "take that off please"})

    [asked] = door.asked("explain")
    assert (asked["text"], asked["topic"]) == ("take that off please", "dispute_fee")


async def test_a_bare_number_outside_any_question_is_explained(do, door):
    await do(Explain, "INV-2026-0042", intent="inform")

    assert [asked["topic"] for asked in door.asked("explain")] == ["explain_charge"]


async def test_words_are_kept_for_another_try_when_nobody_answers(do, door):
    door.fails("explain", "down")

    failed = await do(Explain, WHY_TWICE, intent="dispute_duplicate_charge")
    door.works_again()
    await do(Explain, failed.payloads[0], slots=failed.slots)

    assert "can't reach" in failed.text
    assert failed.payloads == ["/dispute_duplicate_charge", "/request_human"]
    again = door.asked("explain")[-1]
    assert (again["text"], again["topic"]) == (WHY_TWICE, "dispute_duplicate_charge")


async def test_a_mere_question_is_no_statement_but_a_complaint_is(do, door):
    door.says("explain_chosen_invoice")

    asked = await do(Explain, "what is on my March invoice?", intent="explain_charge")
    complained = await do(Explain, "you billed 95 instead of 80", intent="dispute_wrong_amount")

    assert asked.slots["proposals"][0]["statement"] is None
    assert complained.slots["proposals"][0]["statement"] == "you billed 95 instead of 80"


async def test_what_is_in_dispute_already_is_offered_its_status_and_no_second_dispute(do, door):
    door.says("explain_what_is_in_dispute")

    given = await do(Explain, WHY_TWICE, intent="dispute_duplicate_charge")

    assert given.payloads == ['/check_dispute_status{"dispute": "DSP-00042"}']
    assert given.slots["open_question"] is None


async def test_a_line_named_afterwards_is_a_line_of_the_invoice_explained_last(do, door):
    first = await do(Explain, "explain my March invoice", intent="explain_charge")
    await do(Explain, "and what is line 3?", intent="explain_charge", slots=first.slots)

    assert [asked["about"] for asked in door.asked("explain")] == [None, "INV-2026-0042"]


async def test_a_payment_that_nobody_found_is_a_matter_for_a_person(do, door):
    door.says("explain_chosen_invoice", may_dispute=False, invoice=None, lines=[])

    given = await do(Explain, "I paid on the 3rd but it still shows open", intent="check_payment")

    assert given.payloads == ["/request_human"]


async def test_the_one_line_that_was_explained_is_not_asked_for_again(do, door):
    door.says("explain_chosen_invoice", lines=["2"])

    given = await do(Explain, "the rental was out of order", intent="dispute_service")

    assert (given.slots["proposals"][0]["invoice"], given.slots["proposals"][0]["lines"]) == ("INV-2026-0042", ["2"])
