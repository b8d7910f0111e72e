"""Signed out in the middle of a form, sent twice, in two tabs, again after a decision, and a yes to one of two offers."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.browser.programs import Programs
from tests.dialogues.conftest import JONAS, MARIA, Talking, does, signed_in

pytestmark = pytest.mark.browser
History = Callable[[str], dict[str, Any]]


@pytest.fixture
def an_hour_later(desk: Programs) -> Iterator[Callable[[], str]]:
    yield lambda: desk.flask("demo", "forward", "--hours", "1")
    desk.flask("demo", "forward", "--back-to-now")


class Tab:
    """One tab of a browser: what the page's script sends, with a key of the test's choice."""

    def __init__(self, browser: httpx.Client) -> None:
        self._browser = browser
        page = browser.get("/portal/chat").text
        self._token = page.split('name="csrf-token" content="')[1].split('"')[0]

    def says(self, text: str, conversation: str, key: str | None = None) -> httpx.Response:
        body = {"conversation": conversation, "text": text, "button": "", "key": key or uuid.uuid4().hex, "after": 0}
        headers = {"X-CSRFToken": self._token, "Accept": "application/json", "Referer": str(self._browser.base_url)}
        return self._browser.post("/portal/chat/messages", json=body, headers=headers)


def _texts(desk: Programs, who: str, conversation: str, author: str) -> list[str]:
    with signed_in(desk, who) as browser:
        given = {"conversation": conversation, "after": 0}
        heard = browser.get("/portal/chat/messages", params=given).json()
        return [row["text"] for row in heard["messages"] if row["author"] == author]


def test_whoever_is_signed_out_in_the_middle_of_a_form_goes_on_with_it_an_hour_later(
    desk: Programs, talk: Talking, an_hour_later: Callable[[], str]
) -> None:
    begun = talk(JONAS, "I want to dispute a charge", "my latest invoice")
    assert "Which charge" in begun.said()
    with signed_in(desk, JONAS) as browser:
        tab = Tab(browser)
        browser.cookies.clear()
        assert tab.says("line 1", begun.conversation).status_code in (400, 401)
    an_hour_later()
    with signed_in(desk, JONAS) as browser:
        answer = Tab(browser).says("line 1", begun.conversation).json()
    assert "What is wrong with it" in answer["messages"][-1]["text"]
    assert "No dispute was opened" in talk(JONAS, "cancel", "yes", conversation=begun.conversation).said()


def test_one_message_that_arrives_twice_at_once_is_one_and_is_answered_once(desk: Programs, talk: Talking) -> None:
    begun, key = talk(MARIA, "hello"), uuid.uuid4().hex
    with signed_in(desk, MARIA) as browser, ThreadPoolExecutor(2) as both:
        tab = Tab(browser)
        sent = [both.submit(tab.says, "what do I owe?", begun.conversation, key) for _ in range(2)]
        assert [one.result().status_code for one in sent] == [200, 200]
    assert _texts(desk, MARIA, begun.conversation, "client").count("what do I owe?") == 1
    assert len([text for text in _texts(desk, MARIA, begun.conversation, "bot") if "is due now" in text]) == 1


def test_two_tabs_that_say_yes_at_once_open_one_dispute(desk: Programs, talk: Talking) -> None:
    begun = talk(JONAS, "I want to dispute line 3 of my latest invoice, it was never delivered")
    assert "Shall I open this dispute" in begun.said()
    with signed_in(desk, JONAS) as first, signed_in(desk, JONAS) as second, ThreadPoolExecutor(2) as both:
        tabs = (Tab(first), Tab(second))
        sent = [both.submit(tab.says, "yes, open it", begun.conversation) for tab in tabs]
        assert [one.result().status_code for one in sent] == [200, 200]
    said = "\n".join(_texts(desk, JONAS, begun.conversation, "bot"))
    assert said.count("Your dispute is open. Its reference is") == 1


def test_the_same_again_after_a_decision_is_told_the_decision_and_goes_to_somebody_else(
    desk: Programs, talk: Talking, history: History
) -> None:
    opened = talk(MARIA, "I want to dispute line 3 of my latest invoice, it was never delivered", "yes")
    reference = opened.references[-1]
    does(desk, "not-upheld", reference)
    again = talk(MARIA, "I want to dispute line 3 of my latest invoice, it was never delivered, I have the note here")
    for words in ("was decided already", reference, "We found the charge to be right", "The meeting was held"):
        assert words in again.said()
    passed = talk(MARIA, "yes", conversation=again.conversation)
    assert "do not accept the decision" in passed.said()
    assert history(reference)["tier"] == 2


def test_a_yes_while_two_offers_are_open_asks_which_and_accepts_none(desk: Programs, talk: Talking) -> None:
    does(desk, "offers", JONAS)
    heard = talk(JONAS, "yes")
    assert "Which one do you mean?" in heard.said()
    assert len([title for title in heard.offered() if title.startswith("Goodwill")]) == 2
    shown = talk(JONAS, "the second one", conversation=heard.conversation)
    assert "Do you accept this offer?" in shown.said()
    assert "You have accepted" not in shown.everything


def test_the_45_that_a_client_names_first_reaches_the_summary_and_the_dispute(
    talk: Talking, history: History, march: str
) -> None:
    heard = talk(MARIA, f"line 4 of {march} should be 45", "yes")
    assert "right amount €45.00" in heard.said()
    opened = talk(MARIA, "yes", conversation=heard.conversation)
    [line] = history(opened.references[-1])["lines"]
    assert line["claimed"] in ("45.00", 4500)
    gone = talk(MARIA, f"withdraw {opened.references[-1]}, I was wrong", "[Yes, withdraw it]")
    assert "is withdrawn" in gone.said()
