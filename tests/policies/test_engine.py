"""Clocks start, stop, stand still and start again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from support import policies
from support.policies.engine import Due, Happening, due_moments
from support.policies.vocabulary import LIFECYCLE

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
PROFILE = policies.profile("default_b2b")


def after(**length: float) -> datetime:
    return MONDAY + timedelta(**length)


def named(name: str, *events: tuple[str, datetime]) -> list[Due]:
    happened = [Happening(event, moment) for event, moment in events]
    return [due for due in due_moments(PROFILE, MONDAY, happened) if due.name == name]


def test_the_decision_is_due_after_ten_business_days() -> None:
    [decision] = named("decision")
    assert decision.due_at.isoformat() == "2026-03-30T23:59:59+01:00"
    assert decision.running


def test_minutes_pass_at_night_too() -> None:
    late = datetime(2026, 3, 14, 23, 55, tzinfo=UTC)
    [acknowledge] = [due for due in due_moments(PROFILE, late) if due.name == "acknowledge"]
    assert acknowledge.due_at == datetime(2026, 3, 15, 0, 10, tzinfo=UTC)


def test_waiting_for_the_client_moves_the_decision_by_the_working_days_it_took() -> None:
    [decision] = named("decision", ("asked_client", after(hours=24)), ("client_answered", after(hours=72)))
    assert decision.due_at.date().isoformat() == "2026-04-01"
    assert any("Waiting for the client took 2" in step for step in decision.steps)


def test_a_pause_over_the_weekend_gives_nothing_back() -> None:
    friday_evening = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)
    monday_morning = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
    [decision] = named("decision", ("asked_client", friday_evening), ("client_answered", monday_morning))
    assert decision.due_at.date().isoformat() == "2026-03-30"


def test_the_hard_limit_waits_for_nobody() -> None:
    [limit] = named("hard_limit", ("asked_client", after(hours=24)), ("client_answered", after(days=20)))
    assert limit.due_at.date().isoformat() == "2026-04-15"


def test_while_it_waits_a_clock_stands_still_and_misses_nothing() -> None:
    [decision] = named("decision", ("asked_client", after(hours=24)))
    assert decision.paused_since == after(hours=24)
    assert not decision.missed(after(days=400))


def test_who_goes_straight_from_waiting_to_withdrawn_has_waited_until_then() -> None:
    [decision] = named("decision", ("asked_client", after(hours=24)), ("withdrawn", after(days=60)))
    assert (decision.ending, decision.paused_since) == ("cancelled", None)
    assert not decision.missed(after(days=400))


def test_a_pause_that_ends_with_the_resolution_is_not_held_against_us() -> None:
    [decision] = named("decision", ("offered", after(hours=24)), ("resolved", after(days=30)))
    assert decision.ending == "satisfied"
    assert not decision.missed(after(days=400))


def test_each_word_to_the_client_starts_the_next_wait_for_one() -> None:
    first, second = named("update", ("taken", after(hours=24)))
    assert (first.ending, first.ended_by) == ("satisfied", "taken")
    assert second.started_at == after(hours=24)
    assert second.due_at.date().isoformat() == "2026-03-20"


def test_after_the_resolution_nobody_waits_for_news() -> None:
    dues = named("update", ("resolved", after(hours=24)))
    assert [due.ending for due in dues] == ["cancelled"]


def test_a_rejected_decision_starts_the_next_one_afresh() -> None:
    first, second = named("decision", ("resolved", after(days=4)), ("outcome_rejected", after(days=7)))
    assert first.ending == "satisfied"
    assert second.started_at == after(days=7)
    assert second.running


def test_a_regulatory_clock_runs_once() -> None:
    profile = policies.profile("us_reg_e")
    events = [Happening("determined", after(days=2)), Happening("reopened", after(days=9))]
    dues = [due for due in due_moments(profile, MONDAY, events) if due.name == "determine"]
    assert len(dues) == 1


def test_what_is_satisfied_late_was_missed() -> None:
    [decision] = named("decision", ("resolved", after(days=40)))
    assert decision.ending == "satisfied"
    assert decision.missed(after(days=40))
    assert decision.steps[-1].endswith("too late.")


def test_everybody_is_warned_before_it_is_too_late() -> None:
    for due in due_moments(PROFILE, MONDAY):
        assert due.started_at <= due.warn_at <= due.due_at


def test_every_clock_says_how_its_moment_came_about() -> None:
    for profile in policies.profiles():
        for due in due_moments(profile, MONDAY, every=True):
            assert due.steps, (profile.id, due.name)
            assert all(step.endswith(".") for step in due.steps), due.steps


def test_what_might_hold_is_shown_to_the_owner_of_a_policy_only() -> None:
    profile = policies.profile("us_reg_e")
    assert {due.name for due in due_moments(profile, MONDAY)} == {"determine"}
    shown = {due.name for due in due_moments(profile, MONDAY, every=True)}
    assert {
        "determine",
        "determine.new_account",
        "determine.extended",
        "determine.extended.foreign_transaction",
    } <= shown


HAPPENINGS = st.lists(
    st.tuples(st.sampled_from([name for name in LIFECYCLE if name != "received"]), st.integers(0, 60 * 24 * 60)),
    max_size=12,
)


def _events(rows: list[tuple[str, int]]) -> list[Happening]:
    return [Happening(name, after(minutes=minutes)) for name, minutes in rows]


@settings(max_examples=60, deadline=None)
@given(HAPPENINGS)
def test_the_same_history_gives_the_same_clocks_in_whatever_order_it_is_read(rows) -> None:
    happened = sorted(_events(rows), key=lambda row: row.at)
    for profile in (PROFILE, policies.profile("au_acma_cch")):
        again = due_moments(profile, MONDAY, iter(happened))
        assert due_moments(profile, MONDAY, happened) == again
        assert all(due.ended_at is None or due.ended_at >= due.started_at for due in again)


@settings(max_examples=60, deadline=None)
@given(HAPPENINGS, st.integers(1, 11))
def test_what_happens_later_never_changes_a_clock_that_has_ended(rows, cut: int) -> None:
    happened = sorted(_events(rows), key=lambda row: row.at)
    earlier = [row for row in happened if row.at < happened[min(cut, len(happened) - 1)].at] if happened else []
    ended = [due for due in due_moments(PROFILE, MONDAY, earlier) if due.ending]
    assert all(due in due_moments(PROFILE, MONDAY, happened) for due in ended)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 30 * 24), st.integers(0, 30 * 24))
def test_a_pause_never_shortens(begins: int, lasts: int) -> None:
    pause = (("asked_client", after(hours=begins)), ("client_answered", after(hours=begins + lasts)))
    for name in ("decision", "update"):
        assert named(name, *pause)[0].due_at >= named(name)[0].due_at


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 20 * 24), st.integers(0, 10 * 24), st.integers(0, 10 * 24))
def test_a_longer_pause_never_gives_less(begins: int, lasts: int, longer: int) -> None:
    def due(length: int) -> datetime:
        pause = (("asked_client", after(hours=begins)), ("client_answered", after(hours=begins + length)))
        return named("decision", *pause)[0].due_at

    assert due(lasts) <= due(lasts + longer)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([profile.id for profile in policies.profiles()]), st.integers(0, 2000), st.integers(0, 500))
def test_who_complains_later_has_no_earlier_deadline(name: str, hours: int, later: int) -> None:
    profile = policies.profile(name)
    first = {due.name: due.due_at for due in due_moments(profile, after(hours=hours), every=True)}
    second = {due.name: due.due_at for due in due_moments(profile, after(hours=hours + later), every=True)}
    assert all(first[clock] <= second[clock] for clock in first)
