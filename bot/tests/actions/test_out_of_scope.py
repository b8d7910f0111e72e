from __future__ import annotations

import pytest

from actions.billing_facts import Balance
from actions.out_of_scope import NothingFits, NotUnderstood, OutOfScope
from actions.person import HandOver


@pytest.mark.parametrize("action", [OutOfScope, NotUnderstood])
async def test_after_two_in_a_row_a_person_is_offered(action, do):
    first = await do(action, "how is glue made", intent="out_of_scope")
    second = await do(action, "and paper", intent="out_of_scope", slots=first.slots)

    assert "/request_human" not in first.payloads
    assert second.payloads[0] == "/request_human"
    assert second.slots["open_question"] == "person"


async def test_any_answer_ends_the_row(do):
    given = await do(Balance, "what do I owe", intent="ask_amount_due", slots={"lost": 1})

    assert given.slots["lost"] == 0


async def test_the_two_best_guesses_are_offered_with_titles_and_the_words_are_kept(do):
    guesses = ("nlu_fallback", "greet", "dispute_fee", "missing_credit", "open_dispute")

    given = await do(NotUnderstood, "that thing there", intent="nlu_fallback", guesses=guesses)

    assert given.payloads == ["/dispute_fee", "/missing_credit"]
    assert given.slots["words"] == "that thing there"


async def test_rasas_last_resort_speaks_and_takes_the_turn_back(do):
    given = await do(NothingFits, "?", intent="affirm")

    assert given.text
    assert given.events[-1]["event"] == "rewind"


@pytest.mark.parametrize("action", [OutOfScope, NotUnderstood])
async def test_another_language_is_answered_with_the_offer_of_a_person_at_once(action, do):
    given = await do(action, "Warum ist meine Rechnung so hoch?", intent="out_of_scope")

    assert "only understand English" in given.text
    assert given.slots["open_question"] == "person"
    assert given.slots["words"] == "Warum ist meine Rechnung so hoch?"


@pytest.mark.parametrize("words", ["asdf qwer zxcv", "die", "hasta la vista", "the amount due at Café Est"])
async def test_what_only_looks_odd_is_asked_for_in_other_words(words, do):
    given = await do(OutOfScope, words, intent="out_of_scope")

    assert "did not understand" in given.text
    assert "in other words" in given.text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("somebody used my bank card", "call your bank at once"),
        ("I was phished and gave my card number", "call your bank at once"),
        ("I'm his wife", "only speak about the account that is signed in"),
        ("what does the other company owe you", "only speak about the account that is signed in"),
        ("what is on the invoice of my neighbour, I write on behalf of him", "only speak about the account"),
    ],
)
async def test_what_belongs_elsewhere_is_sent_to_the_right_place(said, expected, do):
    given = await do(OutOfScope, said, intent="out_of_scope")

    assert expected in given.text
    assert given.payloads == ["/request_human"]
    assert given.slots["lost"] == 0


async def test_what_was_said_last_is_said_again_with_its_buttons_and_its_question(do, door):
    given = await do(OutOfScope, "can you repeat that?", intent="out_of_scope", slots={"open_question": "person"})

    assert given.text == "Which invoice is it about?"
    assert given.payloads == ["/ask_amount_due"]
    assert given.slots["open_question"] == "person"


async def test_inside_a_form_the_form_asks_again_by_itself(do, door):
    given = await do(OutOfScope, "what was the question?", intent="out_of_scope", form="dispute_form")

    assert given.text == "Of course."
    assert door.asked("last_said") in ([], [{}])


async def test_a_wish_to_hear_it_again_is_met_where_the_words_were_not_understood(do, door):
    door.says("last_said", say=["Which invoice is it about?"], choices=[])
    given = await do(NotUnderstood, "can you repeat the question again", intent="nlu_fallback")
    assert given.text == "Which invoice is it about?"


@pytest.mark.parametrize(
    "words",
    ["warum wurde mir das zweimal berechnet", "pourquoi ma facture est si haute", "waarom is mijn factuur hoog"],
)
async def test_another_language_is_met_with_a_person_whatever_it_was_taken_for(words, do, door):
    given = await do(Balance, words, intent="ask_amount_due")
    assert given.text.startswith("I am sorry, I only understand English.")
    assert given.slots["open_question"] == "person"
    assert door.asked("balance") == []


async def test_who_asks_for_a_person_in_another_language_gets_one(do, door):
    await do(HandOver, "ich möchte bitte mit einem Menschen sprechen, nicht mit einer Maschine", intent="request_human")
    assert len(door.asked("hand_over")) == 1


async def test_english_with_a_foreign_name_is_english(do, door):
    await do(Balance, "what does Café Le Marais owe you", intent="ask_amount_due")
    assert len(door.asked("balance")) == 1
