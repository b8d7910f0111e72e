"""The figures of real rules, worked out by hand: what every change of the engine must still give."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support import policies
from support.policies.counting import Cycle
from support.policies.engine import Due, Happening, due_moments, notice


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


NEW_YORK, LONDON, SYDNEY = "America/New_York", "Europe/London", "Australia/Sydney"


def clocks(
    profile: str, received: datetime, *events: Happening, cycle: Cycle | None = None, version: int | None = None
) -> dict[str, Due]:
    found = due_moments(policies.profile(profile, version), received, events, cycle=cycle)
    return {due.name: due for due in found}


def days(dues: dict[str, Due]) -> dict[str, date]:
    return {name: due.due_at.date() for name, due in dues.items()}


def reg_e(*facts: str, received: str = "2026-07-02T10:00") -> Due:
    moment = at(received, NEW_YORK)
    return clocks("us_reg_e", moment, *(Happening(fact, moment) for fact in facts))["determine"]


# T1: Thursday 2 July 2026; Friday 3 July is the observed holiday.


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ((), date(2026, 7, 17)),
        (("new_account",), date(2026, 7, 31)),
        (("provisional_credit_posted",), date(2026, 8, 16)),
        (("provisional_credit_posted", "point_of_sale"), date(2026, 9, 30)),
        (("provisional_credit_posted", "foreign_transaction"), date(2026, 9, 30)),
        (("provisional_credit_posted", "new_account"), date(2026, 9, 30)),
        (("written_confirmation_missing",), date(2026, 8, 16)),
    ],
)
def test_an_electronic_transfer_is_determined_in_business_days_or_with_a_credit_in_calendar_days(facts, day) -> None:
    due = reg_e(*facts)
    assert due.due_at == at(f"{day}T23:59:59", NEW_YORK)


def test_forty_five_days_may_end_on_a_sunday() -> None:
    assert reg_e("provisional_credit_posted").due_at.strftime("%A") == "Sunday"


def test_a_provisional_credit_after_the_ten_days_makes_nothing_longer() -> None:
    late = Happening("provisional_credit_posted", at("2026-07-18T09:00", NEW_YORK))
    dues = clocks("us_reg_e", at("2026-07-02T10:00", NEW_YORK), late)
    assert days(dues)["determine"] == date(2026, 7, 17)
    assert any("too late" in step for step in dues["determine"].steps)
    assert days(dues)["provisional_notice"] == date(2026, 7, 21)


def test_a_notice_outside_hours_counts_that_day_in_the_profiles_own_zone() -> None:
    assert reg_e(received="2026-07-02T23:30").due_at.date() == date(2026, 7, 17)
    moment = at("2026-07-03T03:30", "UTC")
    assert clocks("us_reg_e", moment)["determine"].due_at.date() == date(2026, 7, 17)


def test_correction_and_report_count_from_the_determination() -> None:
    determined = at("2026-07-10T15:00", NEW_YORK)
    dues = clocks(
        "us_reg_e",
        at("2026-07-02T10:00", NEW_YORK),
        Happening("determined", determined),
        Happening("determined_error", determined),
    )
    assert days(dues) == {"determine": date(2026, 7, 17), "correct": date(2026, 7, 13), "report": date(2026, 7, 15)}
    assert dues["determine"].ending == "satisfied"


# T2, T3: Friday 18 December 2026 in England, with Christmas, its substitute day and New Year.


def test_a_complaint_before_christmas() -> None:
    friday = at("2026-12-18T11:00", LONDON)
    assert days(clocks("uk_fca_disp", friday))["summary_resolution"] == date(2026, 12, 23)
    assert days(clocks("uk_fca_disp", friday))["final_response"] == date(2027, 2, 12)
    psd = clocks("uk_fca_disp", friday, Happening("payment_services_complaint", friday))
    assert days(psd)["payment_services_response"] == date(2027, 1, 13)
    assert "final_response" not in psd
    held = clocks(
        "uk_fca_disp",
        friday,
        Happening("payment_services_complaint", friday),
        Happening("holding_response_sent", at("2027-01-12T11:00", LONDON)),
    )
    assert days(held)["payment_services_response"] == date(2027, 2, 10)


def test_a_complaint_on_a_saturday_counts_as_received_on_monday_for_the_summary_only() -> None:
    dues = clocks("uk_fca_disp", at("2026-12-19T11:00", LONDON))
    assert days(dues)["summary_resolution"] == date(2026, 12, 24)
    assert any("Monday 21 December 2026" in step for step in dues["summary_resolution"].steps)
    assert days(dues)["final_response"] == date(2027, 2, 13)


def test_after_the_close_of_business_is_the_next_day() -> None:
    assert days(clocks("uk_fca_disp", at("2026-12-18T16:59", LONDON)))["summary_resolution"] == date(2026, 12, 23)
    assert days(clocks("uk_fca_disp", at("2026-12-18T17:00", LONDON)))["summary_resolution"] == date(2026, 12, 24)


# T4, T9: the notice window.


def test_sixty_days_from_the_statement_include_the_sixtieth() -> None:
    window = policies.profile("us_reg_z")
    timely = notice(window, date(2026, 1, 31), at("2026-04-01T23:59", NEW_YORK))
    late = notice(window, date(2026, 1, 31), at("2026-04-02T00:00", NEW_YORK))
    assert (timely.last_day, timely.timely, timely.treatment) == (date(2026, 4, 1), True, "regulated")
    assert (late.timely, late.treatment) == (False, "accept_as_courtesy")


def test_who_asserts_again_after_the_first_sixty_days_is_heard_out_of_courtesy() -> None:
    profile = policies.profile("us_reg_e")
    sent, received = date(2026, 3, 1), at("2026-03-02T10:00", NEW_YORK)
    withdrawn = Happening("withdrawn", received + timedelta(days=5))
    assert clocks("us_reg_e", received, withdrawn)["determine"].ending == "cancelled"
    again = notice(profile, sent, received + timedelta(days=70))
    assert (again.timely, again.treatment) == (False, "accept_as_courtesy")


# T5, T6: billing cycles and their cap.


def test_two_complete_cycles_come_before_ninety_days() -> None:
    dues = clocks("us_reg_z", at("2026-01-15T10:00", NEW_YORK), cycle=Cycle(20))
    assert days(dues) == {"acknowledge": date(2026, 2, 14), "resolve": date(2026, 3, 20)}


def test_ninety_days_come_before_two_quarters() -> None:
    dues = clocks("us_reg_z", at("2026-01-15T10:00", NEW_YORK), cycle=Cycle(31, months=3))
    assert days(dues)["resolve"] == date(2026, 4, 15)


def test_without_a_known_cycle_the_cap_alone_counts() -> None:
    due = clocks("us_reg_z", at("2026-01-15T10:00", NEW_YORK))["resolve"]
    assert due.due_at.date() == date(2026, 4, 15)
    assert any("not known" in step for step in due.steps)


# T7: the clocks change inside the window; the client sits elsewhere.


def test_days_are_dates_and_not_multiples_of_twenty_four_hours() -> None:
    received = at("2026-03-05T23:30", NEW_YORK)
    due = clocks("us_reg_z", received)["acknowledge"].due_at
    assert due == at("2026-04-04T23:59:59", NEW_YORK)
    assert due.utcoffset() != received.utcoffset()
    same_moment = received.astimezone(ZoneInfo("Asia/Tokyo"))
    assert clocks("us_reg_z", same_moment)["acknowledge"].due_at == due


# T8: resolved before it was acknowledged.


def test_a_resolution_is_the_acknowledgement_too() -> None:
    received = at("2026-01-15T10:00", NEW_YORK)
    ack = clocks("us_reg_z", received, Happening("resolved", received + timedelta(days=12)))["acknowledge"]
    assert (ack.ending, ack.ended_by) == ("satisfied", "resolved")
    assert not ack.missed(received + timedelta(days=400))


# T10: a version that goes live while a dispute is open.


def test_each_version_keeps_its_figures() -> None:
    received = at("2025-06-25T10:00", SYDNEY)
    old, new = (days(clocks("au_acma_cch", received, version=version)) for version in (1, 2))
    assert (old["propose"], new["propose"]) == (date(2025, 7, 16), date(2025, 7, 9))
    assert policies.profile("au_acma_cch", on=received.date()).version == 1
    assert policies.profile("au_acma_cch", on=date(2025, 6, 30)).version == 2


# Figures of the other profiles.


@pytest.mark.parametrize(
    ("profile", "received", "events", "name", "day"),
    [
        ("eu_psd2_art101", "2026-04-27T10:00", [], "reply", date(2026, 5, 19)),
        ("eu_psd2_art101", "2026-04-27T10:00", ["holding_response_sent"], "reply", date(2026, 6, 16)),
        ("us_fcc_informal", "2026-03-02T10:00", [], "answer", date(2026, 4, 1)),
        ("us_fcc_informal", "2026-03-02T10:00", ["final_response_sent"], "formal_complaint", date(2026, 9, 2)),
        ("uk_ofcom_c4", "2026-03-02T10:00", [], "adr_letter", date(2026, 4, 27)),
        ("au_acma_cch", "2026-03-02T10:00", ["urgent"], "urgent", date(2026, 3, 4)),
        ("us_az_cramming", "2026-03-02T10:00", [], "remove", date(2026, 4, 16)),
        ("us_tx_puc_25.30", "2026-03-02T10:00", [], "advise", date(2026, 3, 23)),
        ("us_tx_puc_25.30", "2026-03-02T10:00", ["supervisory_review_requested"], "supervisory_review", date(2026, 3, 12)),
        ("au_nerr_31", "2026-03-02T10:00", [], "inform", date(2026, 3, 16)),
        ("uk_energy_cch_2008", "2026-03-02T10:00", [], "signpost", date(2026, 4, 27)),
        ("uk_energy_cch_2008", "2026-03-06T10:00", [], "first_working_day", date(2026, 3, 9)),
        ("us_dc_2730", "2026-03-02T10:00", [], "report", date(2026, 3, 5)),
        ("au_asic_rg271", "2026-03-02T10:00", [], "idr_response", date(2026, 4, 1)),
        ("au_asic_rg271", "2026-03-02T10:00", ["superannuation_complaint"], "idr_response", date(2026, 4, 16)),
        ("us_cfpb_portal", "2026-03-02T10:00", [], "respond", date(2026, 3, 17)),
        ("us_cfpb_portal", "2026-03-02T10:00", ["in_progress_sent"], "respond", date(2026, 5, 1)),
        ("us_prompt_payment", "2026-03-06T10:00", [], "pay", date(2026, 4, 6)),  # the 5th is a Sunday
        ("us_prompt_payment", "2026-03-06T18:00", [], "pay", date(2026, 4, 8)),  # counts as Monday the 9th
        ("default_b2b", "2026-03-16T09:00", [], "decision", date(2026, 3, 30)),
        ("default_b2b", "2026-03-16T09:00", [], "hard_limit", date(2026, 4, 15)),
    ],
)  # fmt: skip
def test_the_figures_of_each_profile(profile, received, events, name, day) -> None:
    moment = at(received, policies.profile(profile).calendar.timezone)
    dues = clocks(profile, moment, *(Happening(event, moment) for event in events))
    assert days(dues)[name] == day
