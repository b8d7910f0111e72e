"""A life in danger, a threat, and the wish for a person come before everything else that is said."""

import pytest

import launch

launch.prepare()

from rasa.shared.nlu.training_data.message import Message  # noqa: E402 (Rasa needs its stand-ins first)

from components.person_first import PersonFirst, asks_for_person, comes_first  # noqa: E402 (and our components need Rasa)


@pytest.mark.parametrize(
    "text",
    [
        "why is it higher, and cancel the second charge and get me a human",
        "I was charged twice. I want to talk to a real person!",
        "this is wrong, put me through to an agent please",
        "Give me a person, then tell me what I owe",
    ],
)
def test_a_person_that_is_asked_for_beside_other_things_comes_first(text: str) -> None:
    assert asks_for_person(text)
    ranking = [{"name": "ask_bill_increase", "confidence": 0.7}, {"name": "request_human", "confidence": 0.2}]
    message = Message({"text": text, "intent": ranking[0], "intent_ranking": ranking})
    PersonFirst().process([message])
    assert message.data["intent"]["name"] == "request_human"
    assert [one["name"] for one in message.data["intent_ranking"]] == ["request_human", "ask_bill_increase"]


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to talk to a person, just tell me what I owe",
        "The person who came was late, and we were billed for two hours",
        "Are you a human? And what is this fee?",
        "I talked to an agent yesterday, what came of it?",
        "no human please, only the amount",
    ],
)
def test_a_person_who_is_only_mentioned_is_not_asked_for(text: str) -> None:
    assert not asks_for_person(text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("you charged me twice on INV-2026-0042 and I will kill myself if this goes on", "self_harm"),
        ("I don't want to live any more with these bills", "self_harm"),
        ("take the fee off, and I am thinking of suicide", "self_harm"),
        ("I will come to your office and hurt somebody, the March bill is wrong", "threat"),
        ("I'm gonna burn your place down", "threat"),
        ("is this fraud? someone used my card", "out_of_scope"),
        ("my credit card was stolen", "out_of_scope"),
        ("fuck off", "complain_service"),
        ("you are idiots", "complain_service"),
        ("you f***ing idiots, you charged me twice", None),
        ("explain #42", "explain_charge"),
        ("please explain the February bill", "explain_charge"),
        ("explain INV-2026-0042, and what do I owe?", None),
        ("no. human.", "request_human"),
        ("person please", "request_human"),
        ("are you a person?", None),
        ("the person", None),
        ("this bill is killing me", None),
        ("the price hurts, and it has died down since March", None),
        ("you will kill our budget with that", None),
        ("I could beat that price elsewhere", None),
    ],
)
def test_danger_is_heard_among_other_things_and_figures_of_speech_are_not(text: str, intent: str | None) -> None:
    assert comes_first(text) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("What is on my latest invoice?", "explain_charge"),
        ("what's on the March bill", "explain_charge"),
        ("where does it stand", "check_dispute_status"),
        ("any news?", "check_dispute_status"),
        ("is there any update on that yet", "check_dispute_status"),
        ("delete dispute", "update_dispute"),
        ("please remove my dispute now", "update_dispute"),
        ("cancel DSP-00042", "update_dispute"),
        ("you keep overcharging me every month and i am ill", "hardship"),
        ("I've been diagnosed and can't deal with this bill", "hardship"),
        ("my wife has just died", "hardship"),
    ],
)
def test_short_words_that_leave_no_doubt_are_taken_for_what_they_say(text: str, intent: str) -> None:
    assert comes_first(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "what is on your mind",
        "what is on the invoice, and why was I charged twice",
        "any news about the weather",
        "where does the train stand",
        "delete a charge from my bill",
        "I do not want to cancel my dispute",
        "delete my account",
        "I am sick of these fees",
        "I'm sick and tired of calling you",
        "the bill is ill prepared",
    ],
)
def test_what_only_begins_like_them_is_left_to_the_classifier(text: str) -> None:
    assert comes_first(text) is None
