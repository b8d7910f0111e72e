"""What the desk writes without being asked: once, at a decent hour, and never about what is on hold."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from support.accounts.models import Person
from support.correspondence import preferences, unasked_letters
from support.correspondence.models import Detail, Format, LetterStatus, OutgoingLetter, Rhythm
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.states import Action
from support.extensions import db
from support.reactions import unasked
from support.sla import queries as clocks
from support.sla import services as sla
from tests import factories
from tests.letters.conftest import Story, letters

Snapshot = Callable[..., OutgoingLetter]


def _daily(person: Person, detail: Detail = Detail.FULL) -> None:
    preferences.choose(form=Format.HTML, detail=detail, rhythm=Rhythm.DAILY, reminders=True, by=person)


# Where a dispute stands


def _word_is_due(dispute: Dispute, calendar) -> None:
    calendar.now = next(row.due_at for row in clocks.clocks_of(dispute) if row.name == "update" and row.running)


def test_the_client_hears_where_it_stands_although_there_is_no_news(story: Story, snapshot: Snapshot, calendar) -> None:
    dispute = story.taken()
    assert unasked.write_updates() == 0
    _word_is_due(dispute, calendar)
    assert unasked.write_updates() == 1
    assert unasked.write_updates() == 0
    snapshot("update_without_news")


def test_the_next_word_is_promised_again_from_then_on(story: Story, calendar) -> None:
    dispute = story.taken()
    _word_is_due(dispute, calendar)
    before = calendar.now
    unasked.write_updates()
    again = next(row.due_at for row in clocks.clocks_of(dispute) if row.name == "update" and row.running)
    assert again > before
    assert sla.sweep() == 0 or letters("deadline_missed") == []


def test_a_machine_that_writes_is_not_a_person_who_has_looked(story: Story, calendar) -> None:
    dispute = story.opened()
    _word_is_due(dispute, calendar)
    unasked.write_updates()
    first = next(row for row in clocks.clocks_of(dispute) if row.name == "first_response")
    assert first.running
    assert (
        "Nobody has begun" in letters("update_without_news")[0].text
        or "not begun" in letters("update_without_news")[0].text
    )


def test_who_has_heard_from_us_is_not_written_to(story: Story, calendar) -> None:
    dispute = story.taken()
    _word_is_due(dispute, calendar)
    calendar.forward(hours=-9)
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    calendar.forward(hours=9)
    assert unasked.write_updates() == 0


def test_while_it_is_the_clients_turn_nothing_is_written(story: Story, calendar) -> None:
    services.ask_client(story.taken(), question="Which site?", by=story.ana)
    calendar.forward(days=20)
    assert unasked.write_updates() == 0
    assert services.tell_standing(db.session.scalars(db.select(Dispute)).one()) is None


def test_a_worker_that_was_away_writes_one_update_and_not_one_for_each_day(story: Story, calendar) -> None:
    story.taken()
    calendar.forward(days=30)
    assert unasked.write_updates() == 1
    assert unasked.write_updates() == 0
    assert len(letters("update_without_news")) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("opened", "not begun to look into it yet"),
        ("taken", "Ana is looking into it. Still to be looked at: the billing details"),
        ("investigated", "the decision is being prepared"),
    ],
)
def test_it_says_what_has_been_done_and_nothing_else(story: Story, state: str, words: str) -> None:
    dispute = getattr(story, state)()
    services.tell_standing(dispute)
    entry = dispute.history[-1]
    assert entry.action == Action.TELL_STANDING
    assert words in entry.facts["words"] or "Nobody has begun" in entry.facts["words"]


# Invoices


def test_before_an_invoice_is_due_the_client_is_reminded_once(story: Story, snapshot: Snapshot, calendar) -> None:
    calendar.set("2026-03-29T09:00+00:00")
    assert unasked.remind_of_invoices() == 0
    calendar.set("2026-03-30T09:00+00:00")
    assert unasked.remind_of_invoices() == 1
    assert unasked.remind_of_invoices() == 0
    letter = snapshot("invoice_due_soon")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.invoice_id == story.invoice.id


def test_after_it_was_due_the_client_is_reminded_once_more(story: Story, snapshot: Snapshot, calendar) -> None:
    calendar.set("2026-04-09T09:00+00:00")
    assert unasked.remind_of_invoices() == 1
    assert unasked.remind_of_invoices() == 0
    snapshot("invoice_overdue")


def test_what_is_on_hold_is_never_asked_for(story: Story, calendar) -> None:
    story.opened()
    calendar.set("2026-03-31T09:00+00:00")
    unasked.remind_of_invoices()
    (letter,) = letters("invoice_due_soon")
    assert "€180.00 (tax included) of invoice" in letter.text
    assert "Another €144.00 of this invoice is on hold" in letter.text


def test_an_invoice_that_is_on_hold_as_a_whole_is_not_reminded_of(story: Story, calendar) -> None:
    story.opened(lines=list(story.invoice.lines), claimed=None)
    calendar.set("2026-03-31T09:00+00:00")
    assert unasked.remind_of_invoices() == 0


def test_what_was_paid_is_not_reminded_of(story: Story, calendar) -> None:
    factories.make_payment(story.invoice)
    calendar.set("2026-04-09T09:00+00:00")
    assert unasked.remind_of_invoices() == 0


def test_reminders_that_are_too_late_are_left_out(story: Story, calendar) -> None:
    calendar.set("2026-06-01T09:00+00:00")
    assert unasked.remind_of_invoices() == 0


def test_a_worker_that_was_away_writes_one_reminder_and_not_two(story: Story, calendar) -> None:
    calendar.set("2026-04-10T09:00+00:00")
    assert unasked.remind_of_invoices() == 1
    assert letters("invoice_due_soon") == []


def test_who_stopped_reminders_gets_none(story: Story, calendar) -> None:
    preferences.choose(form=Format.HTML, detail=Detail.FULL, rhythm=Rhythm.AT_ONCE, reminders=False, by=story.maria)
    calendar.set("2026-03-31T09:00+00:00")
    assert unasked.remind_of_invoices() == 0


def test_a_new_due_date_after_a_decision_is_what_counts(story: Story, calendar) -> None:
    story.not_upheld()  # due 14 days later, which is before the invoice's own day
    assert story.invoice.due_on == date(2026, 4, 2)
    calendar.set("2026-03-31T09:00+00:00")
    unasked.remind_of_invoices()
    assert "€324.00" in letters("invoice_due_soon")[0].text


# The daily letter


def test_what_can_wait_comes_in_one_letter_a_day(story: Story, snapshot: Snapshot, calendar) -> None:
    dispute = story.taken()
    _daily(story.maria)
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    services.share_progress(dispute, words="The driver has answered.", by=story.ana)
    assert {letter.status for letter in letters("progress_update")} == {LetterStatus.COLLECTED}
    assert unasked_letters.write_digests() == 0
    calendar.set("2026-03-17T08:00+00:00")
    assert unasked_letters.write_digests() == 1
    assert unasked_letters.write_digests() == 0
    digest = snapshot("digest")
    assert {(letter.status, letter.digest_id) for letter in letters("progress_update")} == {
        (LetterStatus.IN_DIGEST, digest.id)
    }
    assert digest.headers["List-Unsubscribe"].endswith("/portal/letters>")


def test_a_short_daily_letter_names_what_was_written(story: Story, calendar) -> None:
    dispute = story.taken()
    _daily(story.maria, Detail.SHORT)
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    calendar.forward(days=1)
    unasked_letters.write_digests()
    text = letters("digest")[0].text
    assert "News about your dispute" in text
    assert "driver" not in text


def test_what_has_a_time_limit_never_waits_for_the_daily_letter(story: Story) -> None:
    _daily(story.maria)
    services.ask_client(story.taken(), question="Which site?", by=story.ana)
    assert letters("client_asked")[0].status is LetterStatus.QUEUED
    assert letters("dispute_acknowledged")[0].status is LetterStatus.QUEUED


def test_the_daily_letter_of_one_day_never_swallows_that_of_another(story: Story, calendar) -> None:
    """Even when the clock is set back in between, and a day comes twice."""
    dispute = story.taken()
    _daily(story.maria)
    for words in ("The first word of all.", "The second word of all."):
        services.share_progress(dispute, words=words, by=story.ana)
        calendar.forward(days=1)
        assert unasked_letters.write_digests() == 1
        calendar.forward(days=-1)
    assert ["first" in letter.text for letter in letters("digest")] == [True, False]
    assert ["second" in letter.text for letter in letters("digest")] == [False, True]


# Nights


@pytest.mark.parametrize(
    ("zone", "hour", "leaves"),
    [
        ("UTC", 14, None),
        ("UTC", 22, "2026-03-17T07:00+00:00"),
        ("UTC", 3, "2026-03-16T07:00+00:00"),
        ("Australia/Sydney", 14, "2026-03-16T20:00+00:00"),
        ("America/New_York", 14, None),
    ],
)
def test_nobody_is_written_to_in_their_own_night(
    story: Story, calendar, zone: str, hour: int, leaves: str | None
) -> None:
    dispute = story.taken()
    story.maria.timezone = zone
    db.session.commit()
    calendar.set(f"2026-03-16T{hour:02}:00+00:00")
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    (letter,) = letters("progress_update")
    assert (letter.not_before.isoformat() if letter.not_before else None) == (
        leaves.replace("+00:00", ":00+00:00") if leaves else None
    )


def test_a_deadline_before_the_morning_is_worth_the_night(story: Story, calendar) -> None:
    dispute = story.taken()
    assert dispute.next_due_at is not None
    calendar.now = dispute.next_due_at - timedelta(minutes=30)
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    assert dispute.respond_by is not None
    calendar.now = dispute.respond_by - timedelta(minutes=30)
    services.share_progress(dispute, words="The driver has answered us.", by=story.ana)
    assert letters("progress_update")[-1].not_before is None


def test_an_acknowledgement_promised_within_minutes_goes_at_any_hour(story: Story, calendar) -> None:
    calendar.set("2026-03-16T23:30+00:00")
    story.opened()
    assert letters("dispute_acknowledged")[0].not_before is None


def test_who_wants_plain_text_gets_no_page(story: Story) -> None:
    preferences.choose(form=Format.TEXT, detail=Detail.FULL, rhythm=Rhythm.AT_ONCE, reminders=True, by=story.maria)
    story.opened()
    assert letters("dispute_acknowledged")[0].html == ""
