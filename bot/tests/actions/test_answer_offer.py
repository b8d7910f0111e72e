"""Accepting an offer, turning something down, and another amount."""

from __future__ import annotations

import pytest

from actions.answer_offer import AcceptOffer, CounterOffer, StartRejection
from actions.open_question import No, Yes
from actions.rejection_form import AskObjection, AskRejected, ReadObjection, Reject

FORM = "rejection_form"
SECOND = {"id": "8", "reference": "DSP-00050", "title": "15.00 EUR credit", "say": ["On DSP-00050 we offer 15.00 EUR."]}
BOTH = [
    {"title": "40.00 EUR goodwill credit (DSP-00043)", "value": "offer:7"},
    {"title": "Not upheld: price change of May (DSP-00044)", "value": "outcome:DSP-00044"},
]


@pytest.fixture
def two_offers(door):
    first = {
        "id": "7", "reference": "DSP-00043", "title": "40.00 EUR goodwill credit",
        "say": ["On DSP-00043 we offer a goodwill credit of 40.00 EUR."],
    }  # fmt: skip
    door.says("offers", offers=[first, SECOND])


async def test_accepting_shows_the_offer_and_asks_first(do, door):
    given = await do(AcceptOffer, "I accept", intent="accept_resolution")

    assert "goodwill credit of 40.00 EUR" in given.text
    assert (given.slots["open_question"], given.slots["offer"]) == ("offer", "7")
    assert '/accept_resolution{"offer": "7", "sure": "yes"}' in given.payloads
    assert door.asked("accept_offer") == []


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("yes", "affirm"),
        ("I accept it", "accept_resolution"),
        ('/accept_resolution{"offer": "7", "sure": "yes"}', ""),
    ],
)
async def test_a_yes_to_the_offer_that_was_shown_accepts_that_one(said, intent, do, door):
    given = await do(AcceptOffer, said, intent=intent, slots={"open_question": "offer", "offer": "7"})

    assert door.calls == [("POST", "/bot/conversations/b7c1f2e4/offers/7/accept", {"key": "accept-7"})]
    assert given.text == "You have accepted the credit of 40.00 EUR."
    assert given.slots["open_question"] is None


async def test_a_stale_yes_button_accepts_nothing(do, door):
    await do(AcceptOffer, "/affirm", slots={"open_question": "offer", "offer": "7"})

    assert door.asked("accept_offer") == []


@pytest.mark.parametrize("said", ["status please", "why so little?", "yes but I do not accept it"])
async def test_what_only_sounds_like_a_yes_shows_the_offer_again(said, do, door):
    given = await do(AcceptOffer, said, intent="affirm", slots={"open_question": "offer", "offer": "7"})

    assert door.asked("accept_offer") == []
    assert given.slots["open_question"] == "offer"


async def test_two_offers_are_asked_about_by_name(do, door, two_offers):
    given = await do(AcceptOffer, "ok that's fine", intent="accept_resolution")

    assert given.slots["open_question"] == "which_offer"
    assert given.payloads == ['/accept_resolution{"offer": "7"}', '/accept_resolution{"offer": "8"}']
    assert given.messages[0]["buttons"][1]["title"] == "15.00 EUR credit (DSP-00050)"


async def test_yes_does_not_choose_between_two(do, door, two_offers):
    given = await do(AcceptOffer, "yes", intent="affirm", slots={"open_question": "which_offer"})

    assert given.slots["open_question"] == "which_offer"
    assert door.asked("accept_offer") == []


async def test_the_second_one_is_shown_before_it_is_accepted(do, door, two_offers):
    shown = [{"title": "a", "value": "7"}, {"title": "b", "value": "8"}]

    given = await do(
        AcceptOffer, "the second one", intent="inform", slots={"open_question": "which_offer", "shown": shown}
    )

    assert "On DSP-00050 we offer 15.00 EUR." in given.text
    assert (given.slots["open_question"], given.slots["offer"]) == ("offer", "8")


async def test_no_offer_is_said_and_decisions_can_be_turned_down(do, door):
    door.says("offers", offers=[])

    given = await do(AcceptOffer, "I accept", intent="accept_resolution")

    assert given.messages[0]["text"] == "There is no offer waiting for your answer."
    assert given.payloads == ['/reject_resolution{"outcome": "DSP-00044"}']


async def test_an_offer_that_is_gone_is_said_in_the_doors_words(do, door):
    door.refuses("accept_offer", "already_answered")

    given = await do(AcceptOffer, "yes", intent="affirm", slots={"open_question": "offer", "offer": "7"})

    assert given.text == "You have answered this offer already."


async def test_another_amount_is_passed_on_after_a_yes_and_agreed_to_by_nobody_here(do, door):
    door.says("read", claimed="60.00")
    given = await do(CounterOffer, "make it 60 and we're good", intent="counter_offer")

    assert "I can't agree to an amount myself" in given.text
    assert "60.00" in given.text
    assert door.asked("counter_offer") == []
    kept = given.slots["counter"]
    again = await do(Yes, "yes please", intent="affirm", slots=given.slots)

    assert door.asked("counter_offer") == [
        {"amount": "60.00", "statement": "make it 60 and we're good", "key": kept["key"]}
    ]
    assert "not agreed yet" in again.text
    assert again.slots["counter"] is None


async def test_a_no_keeps_the_offer(do, door):
    asked = {"open_question": "counter", "counter": {"offer": "7", "amount": "60.00", "words": "60", "key": "k"}}
    given = await do(No, "no", intent="deny", slots=asked)

    assert door.calls == []
    assert "the offer stands" in given.text


@pytest.mark.parametrize("changes", [{"claimed": None}, {"claimed": "60.00"}])
async def test_without_one_offer_and_one_amount_a_person_gets_the_words(changes, do, door):
    door.says("read", **changes)
    if changes["claimed"]:
        door.says("offers", offers=[], outcomes=[])
    given = await do(CounterOffer, "make it more", intent="counter_offer")

    assert given.slots["open_question"] == "person"
    assert given.slots["words"] == "make it more"


async def test_what_can_be_turned_down_is_asked_when_there_is_more_than_one(do):
    given = await do(StartRejection, "no, that's not what we agreed", intent="reject_resolution")

    assert given.slots["something_to_reject"] is True
    assert given.slots["rejected"] is None
    assert given.slots["shown"] == BOTH


@pytest.mark.parametrize(
    ("said", "slots", "meant"),
    [
        ('/reject_resolution{"offer": "7"}', {}, "offer:7"),
        ('/reject_resolution{"outcome": "DSP-00044"}', {}, "outcome:DSP-00044"),
        ("I don't accept that", {"open_question": "offer", "offer": "7"}, "offer:7"),
        ("I do not accept your decision", {}, "outcome:DSP-00044"),
        ("I reject what you say on dsp-00044", {}, "outcome:DSP-00044"),
        ("your offer is not enough", {}, "offer:7"),
        ("I accept neither the offer nor the decision", {}, None),
    ],
)
async def test_a_rejection_is_bound_to_what_it_stands_under(said, slots, meant, do):
    given = await do(StartRejection, said, intent="reject_resolution", slots=slots)

    assert given.slots["rejected"] == meant


async def test_nothing_to_turn_down_starts_no_form(do, door):
    door.says("offers", offers=[], outcomes=[])

    given = await do(StartRejection, "I reject it", intent="reject_resolution")

    assert given.slots["something_to_reject"] is False
    assert given.text == "There is no offer or decision waiting for your answer. Do you want to dispute a charge?"
    assert given.payloads == ["/open_dispute", "/request_human"]


async def test_a_shut_door_starts_no_form(do, door):
    door.fails("offers", "slow")

    given = await do(StartRejection, "I reject it", intent="reject_resolution")

    assert given.slots["something_to_reject"] is False
    assert "can't reach" in given.text


async def test_the_form_asks_which_and_why_and_can_be_left(do):
    which = await do(AskRejected, form=FORM, slots={"shown": BOTH})
    why = await do(AskObjection, form=FORM, slots={"shown": BOTH, "rejected": "offer:7"})

    assert which.payloads == [
        '/inform{"rejected": "offer:7"}', '/inform{"rejected": "outcome:DSP-00044"}', "/cancel_flow",
    ]  # fmt: skip
    assert "40.00 EUR goodwill credit (DSP-00043)" in why.text
    assert why.payloads == ["/cancel_flow"]


@pytest.mark.parametrize(
    ("said", "intent", "meant"),
    [
        ('/inform{"rejected": "offer:7"}', "", "offer:7"),
        ("the second one", "inform", "outcome:DSP-00044"),
        ('/inform{"rejected": "offer:999"}', "", None),
        ("hm", "nlu_fallback", None),
    ],
)
async def test_which_one_is_read_from_the_list_only(said, intent, meant, do):
    slots = {"shown": BOTH, "requested_slot": "rejected"}

    given = await do(ReadObjection, said, intent=intent, form=FORM, slots=slots)

    assert given.slots == {"rejected": meant}


@pytest.mark.parametrize("intent", ["inform", "explain_charge", "complain_service", "nlu_fallback", "hardship"])
async def test_the_reason_is_kept_word_for_word(intent, do):
    words = "Sales promised three months, you gave two!"

    given = await do(ReadObjection, words, intent=intent, form=FORM, slots={"requested_slot": "objection"})

    assert given.slots == {"objection": words}


@pytest.mark.parametrize(("said", "intent"), [("no", "deny"), ("yes", "affirm"), ("🤬", "inform"), ("/inform", "")])
async def test_a_reason_needs_words(said, intent, do):
    given = await do(ReadObjection, said, intent=intent, form=FORM, slots={"requested_slot": "objection"})

    assert given.slots == {"objection": None}


async def test_asides_are_left_to_their_rules_and_leaving_ends_the_form(do):
    slots = {"requested_slot": "objection", "rejected": "offer:7"}

    aside = await do(ReadObjection, "a person please", intent="request_human", form=FORM, slots=slots)
    left = await do(ReadObjection, "cancel", intent="cancel_flow", form=FORM, slots=slots)

    assert aside.events == []
    assert left.slots == {"objection": None, "rejected": None, "requested_slot": None}


async def test_the_words_go_to_the_offer_or_to_the_decision(do, door):
    slots = {"objection": "Too little.", "rejection": "1c4e"}

    await do(Reject, slots={**slots, "rejected": "offer:7"})
    await do(Reject, slots={**slots, "rejected": "outcome:DSP-00044"})

    assert door.calls == [
        ("POST", "/bot/conversations/b7c1f2e4/offers/7/reject", {"statement": "Too little.", "key": "1c4e"}),
        (
            "POST", "/bot/conversations/b7c1f2e4/disputes/DSP-00044/reject-outcome",
            {"statement": "Too little.", "key": "1c4e"},
        ),
    ]  # fmt: skip


async def test_a_form_that_was_left_rejects_nothing(do, door):
    given = await do(Reject, slots={"objection": None, "rejected": "offer:7"})

    assert given.text == "All right, I have left it as it is."
    assert door.calls == []


async def test_a_rejection_that_got_no_answer_is_sent_again_with_its_key(do, door):
    slots = {"objection": "Too little.", "rejection": "1c4e", "rejected": "offer:7"}
    door.fails("reject_offer", "slow")

    failed = await do(Reject, slots=slots)
    door.works_again()
    again = await do(Reject, "yes", intent="affirm", slots={**slots, **failed.slots})

    assert failed.slots["open_question"] == "send_rejection"
    assert [one["key"] for one in door.asked("reject_offer")] == ["1c4e", "1c4e"]
    assert "passed on" in again.text
