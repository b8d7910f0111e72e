"""The chat of the portal: as forms, and as the page's script uses it."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import services
from support.conversations.gateway import use_gateway
from support.conversations.models import Conversation, Message, Turn
from support.extensions import db
from tests import factories
from tests.pages import Pages
from tests.web.portal.conftest import Parrot

JSON = {"Accept": "application/json"}


class Script:
    """What static/js/chat.js does: keys of its own, JSON answers, and the number of the last message seen."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        page = pages.get("/portal/chat")
        self.csrf = page.soup.find("meta", attrs={"name": "csrf-token"})["content"]
        self.last_seq = int(page.soup.select_one("[data-chat]")["data-last-seq"])

    def ask(self, method: str, path: str = "/portal/chat/messages", **sent: Any) -> TestResponse:
        with self.pages.app.app_context():
            answer = self.pages.client.open(path, method=method, headers={**JSON, "X-CSRFToken": self.csrf}, **sent)
        db.session.rollback()
        return answer

    def say(self, text: str = "", key: str = "key-1", **more: Any) -> dict[str, Any]:
        body = {"text": text, "key": key, "after": self.last_seq, **more}
        answer = self.ask("POST", json=body)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        heard: dict[str, Any] = answer.get_json()
        self.last_seq = heard["last_seq"]
        return heard

    def look(self) -> dict[str, Any] | None:
        answer = self.ask("GET", query_string={"after": self.last_seq})
        heard: dict[str, Any] | None = answer.get_json() if answer.status_code == 200 else None
        self.last_seq = heard["last_seq"] if heard else self.last_seq
        return heard


@pytest.fixture
def script(portal: Pages, parrot: Parrot) -> Script:
    return Script(portal)


def texts(heard: dict[str, Any] | None) -> list[tuple[str, str]]:
    return [(message["author"], message["text"]) for message in heard["messages"]] if heard else []


def test_the_chat_works_without_a_script(portal: Pages, parrot: Parrot) -> None:
    page = portal.get("/portal/chat")
    assert "Hello Maria" in page.text
    page = portal.submit(page, "Send", text="What is due?")
    assert "What is due?" in page.text
    assert "I heard: What is due?" in page.text
    page = portal.submit(page, "Go on", button=page.soup.find("button", attrs={"name": "button"})["value"])
    assert parrot.heard[-1] == "/affirm"
    assert "Go on" in page.text


def test_sending_the_same_form_twice_is_one_message(portal: Pages, parrot: Parrot) -> None:
    page = portal.get("/portal/chat")
    for _ in range(2):
        again = portal.submit(page, "Send", text="Hello")
    assert again.text.count("I heard: Hello") == 1
    assert db.session.query(Message).filter_by(text="Hello").count() == 1


def test_a_suggestion_can_be_pressed_first_thing(portal: Pages, parrot: Parrot) -> None:
    page = portal.submit(portal.get("/portal/chat"), "I was charged twice", text="I was charged twice")
    assert "I heard: I was charged twice" in page.text


def test_the_script_gets_its_own_message_and_the_answer(script: Script) -> None:
    heard = script.say("Hello there", key="mine")
    assert texts(heard) == [("client", "Hello there"), ("bot", "I heard: Hello there")]
    mine, answer = heard["messages"]
    assert mine["key"] == "mine"
    assert answer["key"] is None
    assert [button["title"] for button in answer["buttons"]] == ["Go on"]
    assert heard["waiting"] is False
    assert script.look() is None


def test_the_same_key_again_is_the_same_message(script: Script) -> None:
    first = script.say("Hello", key="mine")
    script.last_seq = 0
    assert script.say("Hello", key="mine")["messages"] == first["messages"]


def test_a_button_is_pressed_by_its_place_and_no_payload_comes_from_outside(script: Script, parrot: Parrot) -> None:
    offered = script.say("Hello")["messages"][-1]
    heard = script.say(key="key-2", button=f"{offered['id']}:0")
    assert heard["messages"][0]["text"] == "Go on"
    assert parrot.heard[-1] == "/affirm"
    script.say("/affirm", key="key-3")
    assert parrot.heard[-1] == "affirm"
    for pressed in (f"{offered['id']}:9", "999:0", "1", "a:b", "1:-1", "1" * 40 + ":0"):
        answer = script.ask("POST", json={"button": pressed, "key": "key-4"})
        assert answer.status_code == 422, pressed
        assert answer.get_json()["error"]["field"] == "button"


def test_what_a_person_writes_appears_when_the_script_looks_again(script: Script, agent: Person) -> None:
    script.say("I want a person")
    conversation = db.session.query(Conversation).one()
    services.take_over(conversation, by=agent)
    services.reply(conversation, text="Good morning, I am Ana.", by=agent)
    heard = script.look()
    assert heard is not None
    assert texts(heard)[-1] == ("person", "Good morning, I am Ana.")
    assert heard["messages"][-1]["who"] == "Ana, billing desk"
    assert heard["with_person"] is True
    assert "Ana from the billing desk" in heard["talking_to"]
    assert texts(script.say("Thank you", key="key-2")) == [("client", "Thank you")]


def test_an_assistant_that_is_away_is_said_to_be_and_a_person_offered(script: Script, parrot: Parrot) -> None:
    parrot.away = True
    heard = script.say("Hello?")
    assert [message["author"] for message in heard["messages"]] == ["client", "system"]
    notice = heard["messages"][-1]
    assert "your message is kept" in notice["text"]
    heard = script.say(key="key-2", button=f"{notice['id']}:0")
    assert db.session.query(Conversation).one().turn is Turn.PERSON
    assert heard["with_person"] is True


def test_after_a_pause_the_page_goes_on_after_the_last_message_seen(script: Script) -> None:
    script.say("One", key="1")
    seen = script.last_seq
    script.say("Two", key="2")
    script.last_seq = seen
    assert texts(script.look()) == [("client", "Two"), ("bot", "I heard: Two")]


def test_a_long_transcript_shows_its_end_and_a_way_to_the_rest(portal: Pages, script: Script) -> None:
    for number in range(60):
        script.say(f"Message {number}", key=f"key-{number}")
    page = portal.get("/portal/chat")
    assert "Message 59" in page.text
    assert "Message 0 " not in page.text
    assert "Message 0 " in portal.get(page.link("Show earlier messages")).text


def test_words_are_kept_as_typed_and_shown_as_text(portal: Pages, script: Script) -> None:
    words = "<script>alert('x')</script> & \"quotes\""
    script.say(words)
    page = portal.get("/portal/chat")
    assert words in page.soup.select_one(".bubble-client p").get_text()
    assert "<script>alert" not in page.html


def test_another_persons_conversation_is_out_of_reach(script: Script) -> None:
    other = services.open_conversation(factories.make_person(Role.CLIENT))
    unknown = script.ask("GET", query_string={"conversation": other.public_id})
    assert unknown.status_code == 404
    sent = {"conversation": other.public_id, "text": "Hello", "key": "k"}
    assert script.ask("POST", json=sent).status_code == 404
    colleague = factories.make_person(Role.CLIENT, organisation=factories.make_organisation())
    assert Pages(script.pages.app).sign_in(colleague).get("/portal/chat").soup.select(".bubble-client") == []


def test_a_new_conversation_begins_when_one_is_asked_for(script: Script) -> None:
    first = script.say("One", key="1")["conversation"]
    second = script.say("Two", key="2", conversation="new", after=0)
    assert second["conversation"] != first
    assert texts(second) == [("client", "Two"), ("bot", "I heard: Two")]


def test_a_message_without_csrf_token_or_session_is_refused(script: Script) -> None:
    script.csrf = "made up"
    assert script.ask("POST", json={"text": "Hello", "key": "k"}).status_code == 400
    with script.pages.app.app_context():
        stranger = script.pages.app.test_client().get("/portal/chat/messages", headers=JSON)
    assert stranger.status_code == 401
    assert stranger.get_json()["error"]["say"]


@pytest.mark.parametrize("body", [{"text": ["a"], "key": "k"}, {"text": "a", "key": {}}, ["a"], {"text": "a"}])
def test_nonsense_is_refused_in_a_sentence(body: Any, script: Script) -> None:
    answer = script.ask("POST", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["say"]


def test_looking_again_costs_two_statements(script: Script, count_statements: Any) -> None:
    script.say("Hello")
    assert count_statements(script.look) <= 3


def test_a_flood_of_messages_is_slowed_down_and_nothing_is_lost(client_person: Person, counting_app: Flask) -> None:
    use_gateway(counting_app, Parrot())
    script = Script(Pages(counting_app).sign_in(client_person))
    answers = [script.ask("POST", json={"text": f"{n}", "key": f"k{n}"}).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    assert db.session.query(Message).filter(Message.client_key.is_not(None)).count() == 30
