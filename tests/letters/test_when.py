"""Of each kind of letter: whether it goes at any hour, and whether it may wait for the daily letter. A new kind has to say."""

import pytest

from support.correspondence import checklists, hours, nights, preferences, writing
from support.correspondence.letters import KINDS, TO_CLIENTS, TO_STAFF
from support.correspondence.models import Detail, Format, LetterStatus, Rhythm
from support.correspondence.rendering import Rendered
from support.kernel import clock
from tests.conftest import Calendar
from tests.letters.conftest import Story

AT_ANY_HOUR = {"sign_in_link", "dispute_acknowledged"}
BY_ITSELF = AT_ANY_HOUR | {
    "client_asked", "digest", "dispute_resolved_upheld", "dispute_settled", "dispute_not_upheld", "dispute_delayed",
    "dispute_deadlock", "provisional_credit", "provisional_credit_ended", "offer_made", "follow_up", "closing_announced",
    "mail_answered", "mail_received", "chat_answered",
}  # fmt: skip
"""Something has to be done, or can be lost, or somebody waits for it."""
IN_THE_DAILY_LETTER = {
    "progress_update", "update_without_news", "invoice_due_soon", "invoice_overdue", "offer_expired", "offer_reminder",
    "dispute_escalated", "dispute_reopened", "dispute_withdrawn", "dispute_merged", "dispute_handed_over",
    "dispute_unmerged", "dispute_split", "dispute_lapsed", "counter_refused", "remedy_ended", "refund_paid",
    "invoice_corrected", "service_delivered", "credit_voided", "instalment_due", "follow_up_reminder", "invoice_issued",
    "own_correction", "incident_notice", "incident_credit", "price_notice", "data_request_decided", "welcome",
    "what_changed",
}  # fmt: skip
STAFF_AT_ANY_HOUR = {"hand_over", "chat_waits"}
STAFF_BY_ITSELF = STAFF_AT_ANY_HOUR | {"letter_bounced", "deadline_missed"}


def test_every_kind_says_what_it_does() -> None:
    assert set(TO_CLIENTS) == BY_ITSELF | IN_THE_DAILY_LETTER
    assert not BY_ITSELF & IN_THE_DAILY_LETTER
    assert set(TO_STAFF) >= STAFF_BY_ITSELF


def _written(story: Story, monkeypatch: pytest.MonkeyPatch, kind: str) -> object:
    monkeypatch.setattr(writing, "render", lambda *_given: Rendered("News", "Nothing to pay.\n", ""))
    monkeypatch.setattr(checklists, "missing", lambda *_given: [])
    return writing.write(kind, story.ana if kind in TO_STAFF else story.maria, event="now")


@pytest.mark.parametrize("kind", KINDS)
def test_at_three_in_the_morning_only_what_somebody_waits_for_leaves(
    story: Story, monkeypatch: pytest.MonkeyPatch, calendar: Calendar, kind: str
) -> None:
    calendar.set("2026-03-18T03:00+00:00")
    letter = _written(story, monkeypatch, kind)
    at_once = kind in AT_ANY_HOUR | STAFF_AT_ANY_HOUR
    assert (letter.next_try_at == clock.now()) is at_once


@pytest.mark.parametrize("kind", KINDS)
def test_who_wants_one_letter_a_day_gets_by_itself_only_what_cannot_wait(
    story: Story, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for person in (story.maria, story.ana):
        preferences.choose(form=Format.TEXT, detail=Detail.FULL, rhythm=Rhythm.DAILY, reminders=True, by=person)
    letter = _written(story, monkeypatch, kind)
    alone = kind in BY_ITSELF | STAFF_BY_ITSELF
    assert (letter.status is not LetterStatus.COLLECTED) is alone


def test_the_hours_of_the_staff_know_no_kind_that_is_none() -> None:
    assert set(hours.AT_ONCE | nights.BY_ITSELF) <= set(KINDS)
