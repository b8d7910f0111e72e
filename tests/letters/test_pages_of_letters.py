"""The HTML of a letter says what its text says, and nothing in it is anybody's markup but ours."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from support.correspondence.letters import KINDS
from support.correspondence.models import OutgoingLetter
from support.correspondence.rendering import quoted, render, wrapped
from support.disputes import services
from support.extensions import db
from support.feedback import services as feedback
from support.kernel.transaction import transaction
from tests.letters.conftest import SNAPSHOTS, Story, letters

CANARY = "<script>alert('x')</script> {{ 7*7 }} & \"quotes\"\r\nBcc: victim@example.com"


def _everything() -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))


def _figures(text: str) -> set[str]:
    """Amounts, days and references."""
    return set(
        re.findall(r"€[0-9.,]*[0-9]|[0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2}|[A-Z]{2,3}-[0-9-]+", " ".join(text.split()))
    )


def _page(letter: OutgoingLetter) -> str:
    return BeautifulSoup(letter.html, "html5lib").get_text(" ")


def _said_by_hand(story: Story, words: str) -> None:
    """Every text that a person can write, written."""
    dispute = story.opened(statement=words)
    services.add_statement(dispute, words=words, by=story.maria)
    dispute = services.take(dispute, by=story.ana)
    services.share_progress(dispute, words=words, by=story.ana)
    services.ask_client(dispute, question=words, by=story.ana)
    services.client_answers(dispute, words=words, by=story.maria)
    services.escalate(dispute, why=words, by=story.maria)


def test_text_and_page_name_the_same_figures(story: Story, calendar) -> None:
    story.resolved()
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    written = _everything()
    assert {"dispute_acknowledged", "dispute_resolved_upheld", "follow_up"} <= {letter.kind for letter in written}
    for letter in written:
        assert _figures(_page(letter)) == _figures(letter.text), letter.kind
        assert _figures(letter.text), letter.kind


def test_what_people_write_is_text_in_the_page(story: Story) -> None:
    _said_by_hand(story, CANARY)
    written = _everything()
    assert len(written) > 5
    for letter in written:
        page = BeautifulSoup(letter.html, "html5lib")
        assert page.find("script") is None, letter.kind
        assert "49" not in letter.text.split("{{")[0], letter.kind
        assert "\n" not in letter.subject
    said = [letter for letter in written if "alert('x')" in letter.text]
    assert said
    assert all("<script>alert('x')</script> {{ 7*7 }} & \"quotes\"" in _page(letter) for letter in said)


def test_names_of_organisations_and_people_are_text_too(story: Story) -> None:
    with transaction():
        story.harbour.name = "<b>Harbour</b> & Co"
        story.maria.name = "<i>Maria</i> Santos"
        story.invoice.lines[2].name = "<img src=x onerror=alert(1)>"
    services.escalate(story.taken(), why="More authority, please.", by=story.maria)
    for letter in _everything():
        page = BeautifulSoup(letter.html, "html5lib")
        assert page.find(["b", "i", "img"]) is None, letter.kind


def test_no_internal_note_is_in_any_letter_to_the_client(story: Story, calendar) -> None:
    dispute = story.investigated(story.sofia)
    services.add_note(dispute, words="CANARY: the client is difficult", by=story.sofia)
    services.resolve_not_upheld(dispute, explanation="The two deliveries were made to two sites.", by=story.sofia)
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    for letter in _everything():
        assert "CANARY" not in letter.text + letter.html + letter.subject


def test_every_address_in_a_letter_is_a_page_that_exists(app: Flask) -> None:
    routes = app.url_map.bind("127.0.0.1:8000")
    named = {
        address for path in SNAPSHOTS.glob("*.txt") for address in re.findall(r"http://[^/\s]+(/\S+)", path.read_text())
    }
    assert len(named) >= 6
    for address in named:
        routes.match(address.replace("<id>", "1"), method="GET")


def test_every_kind_of_letter_has_been_read_by_a_person() -> None:
    read = {path.stem for path in SNAPSHOTS.glob("*.txt")}
    assert set(KINDS) <= read


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_says_what_happens_next_and_by_when(kind: str) -> None:
    text = (SNAPSHOTS / f"{kind}.txt").read_text()
    after = text.split("WHAT HAPPENS NEXT")[1]
    assert re.search(r"[0-9]{1,2}\s[A-Z][a-z]+\s20[0-9]{2}", after), "it names no day"


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_letter_is_wider_than_a_mail_reader(kind: str) -> None:
    body = (SNAPSHOTS / f"{kind}.txt").read_text().split("\n\n", 1)[1]
    assert [line for line in body.splitlines() if len(line) > 76 and "http" not in line] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "Maria" in (SNAPSHOTS / f"{kind}.txt").read_text()[:14]])
def test_letters_to_clients_blame_nobody_and_use_no_jargon(kind: str) -> None:
    text = (SNAPSHOTS / f"{kind}.txt").read_text().lower()
    assert [
        word
        for word in ("ticket", "upheld", "tier ", "sla", "unfortunately", "your fault", "you failed")
        if word in text
    ] == []


def test_a_letter_that_lacks_a_fact_is_not_written(app: Flask) -> None:
    with pytest.raises(Exception, match="undefined"):
        render("progress_update", {"greeting": "Maria"})


def test_long_words_of_a_client_are_kept_in_lines_that_servers_take() -> None:
    text = wrapped(quoted("x" * 5000))
    assert max(len(line) for line in text.splitlines()) <= 900
    assert text.replace("> ", "").replace("\n", "").count("x") == 5000


def test_a_quotation_keeps_its_mark_on_every_line(story: Story) -> None:
    story.opened(statement="word " * 60)
    text = letters("dispute_acknowledged")[0].text
    quotation = text.split("You told us:\n")[1].split("\n\n")[0]
    assert all(line.startswith("> ") for line in quotation.splitlines())
    assert len(quotation.splitlines()) > 3


def test_no_letter_loads_anything_from_anywhere(story: Story) -> None:
    """Neither pictures nor styles nor fonts: nothing that would tell when and where a letter was read."""
    loads = re.compile(
        r"<(?:img|link|script|iframe|object|embed|video|audio|source|svg|base|form)\b|\b(?:src|background|srcset)=|url\(|@import"
    )
    story.resolved()
    assert _everything()
    for letter in _everything():
        assert loads.search(letter.html) is None, letter.kind
    templates = Path(__file__).parents[2] / "templates"
    for path in [*templates.glob("letters/*/body.html"), templates / "layouts" / "letter.html"]:
        assert loads.search(path.read_text()) is None, path
