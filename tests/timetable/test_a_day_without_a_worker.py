"""Nobody ran the timetable for a day too long: each job catches up at once, in order, and writes nothing twice."""

from collections import Counter
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from support import timetable
from support.cli.worker import Rounds
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.extensions import db
from tests import factories
from tests.conftest import Calendar
from tests.letters.conftest import Story, letters
from tests.letters.conftest import story as story
from tests.timetable.due_work import WORK

Written = Counter[tuple[str, int | None]]


def _written() -> Written:
    db.session.rollback()
    return Counter((row.kind, row.person_id) for row in db.session.scalars(select(OutgoingLetter)))


def test_each_job_has_its_work() -> None:
    assert list(WORK) == [job.name for job in timetable.TIMETABLE]


@pytest.mark.parametrize("job", timetable.TIMETABLE, ids=lambda job: job.name)
def test_what_a_dead_worker_left_is_done_once(
    job: timetable.Job, story: Story, calendar: Calendar, browser: FlaskClient
) -> None:
    work = WORK[job.name]
    work.prepare(story)
    calendar.forward(days=work.due_in + 1)
    first = timetable.run(job)
    assert (first.done, first.error) == (work.done, "")
    kind, times = work.letters
    assert len(letters(kind)) == times
    before = _written()
    again = timetable.run(job)
    assert (again.done, again.error) == (work.again, "")
    assert _written() == before
    shown = browser.get("/health/ready").get_json()["jobs"][job.name]
    assert shown["last_run"] == calendar.now.isoformat()
    assert shown["next_run"] == (calendar.now + job.every).isoformat()
    assert shown["last_error"] == ""


def test_reminders_that_are_all_late_become_one(story: Story, calendar: Calendar, tmp_path: Path) -> None:
    """Two reminders of a bill and several words without news have come due meanwhile."""
    services.share_progress(story.taken(), words="We asked the driver.", by=story.ana)
    other = factories.make_invoice(story.harbour, issued_on=date(2026, 3, 3), due_on=date(2026, 4, 2))
    maria, bill = story.maria.id, other.id
    calendar.forward(days=24)
    rounds = Rounds(tmp_path / "beat")
    rounds.go(Event())
    told = Counter((row.kind, row.dispute_id, row.invoice_id) for row in _letters_to(maria))
    assert told[("update_without_news", 1, None)] == 1
    assert [kind for kind, _, about in told if about == bill] == ["invoice_overdue"]
    assert max(told.values()) == 1
    before = _written()
    rounds.go(Event())
    calendar.forward(minutes=1)
    rounds.go(Event())
    assert _written() == before


def _letters_to(person_id: int) -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.person_id == person_id)))
