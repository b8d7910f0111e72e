"""What people say of us, through the pages on which it is said, read and answered."""

from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.feedback import voices
from support.feedback.models import Voice
from support.feedback.services import note_opinion
from support.feedback.themes import Theme
from tests.pages import Page, Pages

FORM = "/office/voices/measure"


def said(pages: Pages, person: Person, words: str) -> Page:
    page = pages.sign_in(person).get("/desk/you")
    return pages.submit(page, "/desk/you/feedback", theme="speed", words=words)


def test_a_colleague_says_what_hinders_them_and_reads_what_came_of_it(
    pages: Pages, agent: Person, manager: Person
) -> None:
    page = said(pages, agent, "Three clicks to send a copy.")
    assert "Three clicks to send a copy." in page.text and "Not decided yet" in page.text
    [voice] = db.session.scalars(select(Voice))
    voices.leave([voice.id], why="It is one click from May on.", by=manager)
    assert "Nothing is to be done: It is one click from May on." in pages.sign_in(agent).get("/desk/you").text


def test_what_says_nothing_comes_back_with_its_theme(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/you")
    refused = pages.submit(page, "/desk/you/feedback", 422, theme="speed", words=" ")
    assert "write a few words" in refused.text
    assert db.session.scalars(select(Voice)).all() == []


def test_an_empty_page_says_what_will_stand_on_it(pages: Pages, manager: Person) -> None:
    assert "Nobody has said anything here" in pages.sign_in(manager).get("/office/voices").text


def test_only_managers_read_them(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/office/voices", 403)


def test_from_a_clients_words_over_a_measure_to_the_letter_that_says_what_changed(
    pages: Pages, client_person: Person, agent: Person, manager: Person
) -> None:
    note_opinion("your bills are a riddle", by=client_person)
    page = pages.sign_in(manager).get("/office/voices")
    assert "your bills are a riddle" in page.text and client_person.organisation.name in page.text
    voice = str(db.session.scalars(select(Voice.id)).one())
    task = pages.submit(page, FORM, voice=voice, title="Write clearer", due_on="2026-03-20", owner=str(agent.id))
    assert "your bills are a riddle" in task.text and "When it is done" in task.text
    address = task.url.rpartition("/")[2]
    done = pages.submit(task, f"/prevention/tasks/{address}/done", outcome="All texts are new.")
    told = pages.submit(done, f"/prevention/tasks/{address}/tell", changed="Each line says what it is for.")
    assert "1 client will be written to." in told.text and "told" in told.text
    [letter] = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "what_changed"))
    assert letter.to_email == client_person.email
    again = pages.get("/office/voices?state=answered")
    assert "A measure answers it" in again.text and "told on" in again.text


def test_a_refused_plan_keeps_what_was_typed_and_chosen(pages: Pages, agent: Person, manager: Person) -> None:
    voice = voices.speak("Too slow.", theme=Theme.SPEED, by=agent)
    page = pages.sign_in(manager).get("/office/voices")
    refused = pages.submit(page, FORM, 422, voice=str(voice.id), title="Be faster", due_on="")
    assert "choose a day" in refused.text
    assert refused.soup.select_one(f"#voice-{voice.id}[checked]") is not None
    assert refused.soup.select_one("#title")["value"] == "Be faster"


def test_they_are_put_under_another_theme_and_left_with_a_reason(pages: Pages, agent: Person, manager: Person) -> None:
    voice = voices.speak("Too slow.", theme=Theme.WORK, by=agent)
    page = pages.sign_in(manager).get("/office/voices")
    moved = pages.submit(page, FORM, press="Put under this theme", voice=str(voice.id), about="speed")
    assert "1 has another theme now." in moved.text
    left = pages.submit(moved, FORM, press="Leave it as it is", voice=str(voice.id), why="It was one day.")
    assert "1 is left as it is." in left.text
    assert "It was one day." in pages.get("/office/voices?state=left&theme=speed").text
