"""What somebody has written themselves, out of what their program sent."""

import time

import pytest

from support.correspondence.inbound import replies
from support.correspondence.inbound.charsets import writable
from support.correspondence.inbound.html_text import text_of
from tests.correspondence.inbound.answers import Case, clients, english, french, german, pages, spanish

LANGUAGES = {"English": english.CASES, "German": german.CASES, "French": french.CASES, "Spanish": spanish.CASES}
TEXTS = [
    pytest.param(case, id=f"{name}: {case[0]}")
    for name, cases in [*LANGUAGES.items(), ("as sent", clients.CASES)]
    for case in cases
]


def test_there_are_enough_cases_of_each_language() -> None:
    assert sum(len(cases) for cases in LANGUAGES.values()) >= 60
    assert all(len(cases) >= 12 for cases in LANGUAGES.values())


@pytest.mark.parametrize("case", TEXTS)
def test_the_writers_own_words_are_what_is_left(case: Case) -> None:
    _, text, own = case
    assert replies.visible(writable(text)) == own


@pytest.mark.parametrize("case", pages.CASES, ids=lambda case: case[0])
def test_a_page_is_read_without_its_quote(case: Case) -> None:
    _, page, own = case
    assert replies.visible(text_of(page)[0]) == own


@pytest.mark.parametrize("words", ["Thanks!", "Vielen Dank", "Merci beaucoup.", "Muchas gracias", "Great, thank you!"])
def test_mere_thanks_are_known(words: str) -> None:
    assert replies.is_only_thanks(words)


@pytest.mark.parametrize("words", ["Thanks, but the amount is still wrong.", "No thanks", "It is wrong.", ""])
def test_more_than_thanks_is_more(words: str) -> None:
    assert not replies.is_only_thanks(words)


SLOW = {
    "many heads": "From: a\nTo: b\n" * 50_000,
    "one long head": "On 1 " + "a wrote: " * 200_000,
    "broken heads": ("On 1 " + "x" * 390 + "\n") * 20_000,
    "quotes": "> " * 500_000,
    "blanks": " " * 1_000_000,
    "closings": "Best regards\n" * 50_000,
    "notices": "this e-mail " * 100_000,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    replies.visible(text)
    assert time.process_time() - start < 5
