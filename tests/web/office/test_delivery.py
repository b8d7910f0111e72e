"""Letters that could not leave, and the jobs of the timetable, as a manager sees them and as a monitor asks for them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from support import timetable
from support.accounts.models import Person
from support.correspondence import outbox
from support.correspondence.delivery import Away, Never
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.timetable import Job
from tests.correspondence.conftest import Postman
from tests.pages import Page, Pages


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    app.extensions["letters"] = Postman()
    yield app.extensions["letters"]
    del app.extensions["letters"]


@pytest.fixture
def letter(client_person: Person) -> OutgoingLetter:
    return outbox.post(outbox.Letter("greeting", client_person, "1", None, "About your invoice", "Good day.\n", ""))


@pytest.fixture
def given_up(letter: OutgoingLetter, postman: Postman) -> OutgoingLetter:
    postman.trouble = Never("550 no such person")
    outbox.deliver_due()
    postman.trouble = None
    return letter


def test_a_letter_that_was_given_up_stands_there_with_its_reason_and_is_sent_again(
    pages: Pages, manager: Person, given_up: OutgoingLetter, postman: Postman
) -> None:
    page = pages.sign_in(manager).get("/office/delivery")
    assert "About your invoice" in page.text
    assert "550 no such person" in page.text
    pages.submit(page, "/again")
    assert outbox.deliver_due() == 1
    assert db.session.get_one(OutgoingLetter, given_up.id).status is LetterStatus.SENT
    assert "No letter waits for you" in pages.get("/office/delivery").text


def test_a_letter_can_be_read_and_left_out(pages: Pages, manager: Person, given_up: OutgoingLetter) -> None:
    page = pages.sign_in(manager).get(f"/office/delivery/{given_up.id}")
    assert "Good day." in page.text
    pages.submit(page, "/drop")
    assert db.session.get_one(OutgoingLetter, given_up.id).status is LetterStatus.DROPPED
    assert outbox.deliver_due() == 0


def test_a_letter_that_is_on_its_way_cannot_be_sent_again(
    app: Flask, pages: Pages, manager: Person, letter: OutgoingLetter
) -> None:
    page = pages.sign_in(manager).get(f"/office/delivery/{letter.id}")
    assert "Send again" not in page.text


def test_a_link_that_opens_somebody_elses_account_is_not_shown(
    pages: Pages, manager: Person, client_person: Person
) -> None:
    secret = outbox.Letter("sign_in_link", client_person, "2", None, "Sign in", "http://x/sign-in/link/THE-KEY\n", "")
    page = pages.sign_in(manager).get(f"/office/delivery/{outbox.post(secret).id}")
    assert "THE-KEY" not in page.text


def test_an_agent_is_not_shown_the_letters(pages: Pages, agent: Person, given_up: OutgoingLetter) -> None:
    pages.sign_in(agent)
    assert pages.client.get("/office/delivery").status_code == 403
    assert pages.client.get(f"/office/delivery/{given_up.id}").status_code == 403


def test_a_letter_that_waits_too_long_stands_there_with_its_reason(
    pages: Pages, manager: Person, letter: OutgoingLetter, postman: Postman, calendar
) -> None:
    postman.trouble = Away("no route to host")
    with pytest.raises(Away):
        outbox.deliver_due()
    assert "should have left" not in pages.sign_in(manager).get("/office/delivery").text
    calendar.forward(hours=2)
    page = pages.get("/office/delivery")
    assert "should have left" in page.text
    assert "no route to host" in page.text


# The jobs


def _everything_runs() -> None:
    for job in timetable.TIMETABLE:
        timetable.run(job)


def _broken() -> int:
    raise RuntimeError("the audit is broken")


def test_every_job_stands_there_with_its_last_and_its_next_run(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager)
    _everything_runs()
    text = pages.get("/office/delivery").text
    assert all(job.name in text for job in timetable.TIMETABLE)
    assert "not well" not in text
    assert "No worker has been heard of" not in text


def test_a_worker_that_is_gone_is_told(pages: Pages, browser: FlaskClient, manager: Person, calendar) -> None:
    pages.sign_in(manager)
    _everything_runs()
    assert browser.get("/health/ready").status_code == 200
    calendar.forward(minutes=6)
    answer = browser.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["parts"]["worker"] is False
    assert "No worker has been heard of" in pages.get("/office/delivery").text


def test_a_job_that_goes_on_failing_is_told_with_its_error_in_the_office_alone(
    pages: Pages, browser: FlaskClient, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Job("audit", timedelta(minutes=1), _broken)
    monkeypatch.setattr(timetable, "TIMETABLE", (broken,))
    pages.sign_in(manager)
    for _ in range(2):
        timetable.run(broken)
    assert browser.get("/health/ready").status_code == 200
    timetable.run(broken)
    answer = browser.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["jobs_not_well"] == ["audit"]
    audit = answer.get_json()["jobs"]["audit"]
    assert set(audit) == {"last_run", "next_run", "last_error"}
    assert audit["last_run"]
    assert audit["last_error"] == "RuntimeError"
    assert "is broken" not in answer.text
    assert "the audit is broken" in pages.get("/office/delivery").text


def _row(page: Page, job: str) -> str:
    row = next(row for row in page.soup.find_all("tr") if row.th and row.th.get_text(strip=True) == job)
    return " ".join(row.get_text(" ").split())


@pytest.mark.parametrize(
    ("every", "said", "not_well"),
    [
        (timedelta(minutes=1), "failed last time RuntimeError: the audit is broken", []),
        (timedelta(days=1), "not well It failed last time: RuntimeError: the audit is broken", ["audit"]),
    ],
)
def test_a_job_that_failed_once_is_not_called_well_and_a_daily_one_is_ill(
    pages: Pages, browser: FlaskClient, manager: Person, monkeypatch: pytest.MonkeyPatch, every, said, not_well
) -> None:
    broken = Job("audit", every, _broken)
    monkeypatch.setattr(timetable, "TIMETABLE", (broken,))
    pages.sign_in(manager)
    timetable.run(broken)
    assert said in _row(pages.get("/office/delivery"), "audit")
    assert browser.get("/health/ready").get_json()["jobs_not_well"] == not_well


def test_a_late_job_shows_its_last_error_too(
    pages: Pages, manager: Person, monkeypatch: pytest.MonkeyPatch, calendar
) -> None:
    broken = Job("audit", timedelta(minutes=1), _broken)
    monkeypatch.setattr(timetable, "TIMETABLE", (broken,))
    pages.sign_in(manager)
    timetable.run(broken)
    calendar.forward(minutes=30)
    told = _row(pages.get("/office/delivery"), "audit")
    assert "It should have run long ago. RuntimeError: the audit is broken" in told


def test_a_job_that_has_never_run_is_told(
    pages: Pages, browser: FlaskClient, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "TIMETABLE", (Job("audit", timedelta(days=1), _broken),))
    told = _row(pages.sign_in(manager).get("/office/delivery"), "audit")
    assert told == "audit — — — not well It has never run."
    assert browser.get("/health/ready").get_json()["jobs"]["audit"] == {
        "last_run": None,
        "next_run": None,
        "last_error": "",
    }


def test_a_job_that_nobody_runs_any_more_is_told(browser: FlaskClient, calendar) -> None:
    _everything_runs()
    calendar.forward(minutes=30)
    timetable.run(timetable.TIMETABLE[0])
    answer = browser.get("/health/ready").get_json()
    assert answer["parts"]["worker"] is True
    assert "deadlines" in answer["jobs_not_well"]
    assert "audit" not in answer["jobs_not_well"]


def test_a_letter_that_is_stuck_is_told(browser: FlaskClient, letter: OutgoingLetter, calendar) -> None:
    calendar.forward(hours=2)
    _everything_runs_but_the_outbox()
    assert browser.get("/health/ready").get_json()["parts"]["letters"] is False


def _everything_runs_but_the_outbox() -> None:
    for job in timetable.TIMETABLE:
        if job.name != "outbox":
            timetable.run(job)
