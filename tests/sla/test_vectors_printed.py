"""The agreed figures, as `flask sla due` prints them: each case is a command that somebody can type."""

import json

import pytest

E, DISP, Z = "us_reg_e", "uk_fca_disp", "us_reg_z"
THURSDAY = ("--received", "2026-07-02T10:00")
FRIDAY = ("--received", "2026-12-18T11:00")
MIDCYCLE = ("--received", "2026-01-15T10:00")


def at(moment: str, *names: str) -> tuple[str, ...]:
    return tuple(part for name in names for part in ("--event", f"{name}={moment}"))


CREDITED = at("2026-07-02T12:00", "provisional_credit_posted")
PSD = at("2026-12-18T11:00", "payment_services_complaint")

CASES = [
    ("ten business days past a holiday", (E, *THURSDAY), "determine", "2026-07-17"),
    ("twenty for a new account", (E, *THURSDAY, *at("2026-07-02", "new_account")), "determine", "2026-07-31"),
    ("forty-five days, which end on a Sunday", (E, *THURSDAY, *CREDITED), "determine", "2026-08-16"),
    ("ninety at a point of sale", (E, *THURSDAY, *CREDITED, *at("2026-07-02", "point_of_sale")), "determine", "2026-09-30"),
    ("the third business day", (DISP, *FRIDAY), "summary_resolution", "2026-12-23"),
    ("fifteen business days over Christmas", (DISP, *FRIDAY, *PSD), "payment_services_response", "2027-01-13"),
    ("thirty-five with a holding response", (DISP, *FRIDAY, *PSD, *at("2027-01-12", "holding_response_sent")), "payment_services_response", "2027-02-10"),
    ("eight weeks", (DISP, *FRIDAY), "final_response", "2027-02-12"),
    ("on a Saturday it counts as Monday", (DISP, "--received", "2026-12-19T11:00"), "summary_resolution", "2026-12-24"),
    ("the sixtieth day of the window", (Z, "--received", "2026-04-01T23:59", *at("2026-01-31", "statement_transmitted")), "notice_window", "2026-04-01"),
    ("thirty days to acknowledge", (Z, *MIDCYCLE, "--cycle-day", "20"), "acknowledge", "2026-02-14"),
    ("two complete cycles", (Z, *MIDCYCLE, "--cycle-day", "20"), "resolve", "2026-03-20"),
    ("the cap before two quarters", (Z, *MIDCYCLE, "--cycle-day", "31", "--cycle-months", "3"), "resolve", "2026-04-15"),
    ("dates and not hours when the clocks change", (Z, "--received", "2026-03-05T23:30"), "acknowledge", "2026-04-04"),
    ("another zone, the same moment", (Z, "--received", "2026-03-06T13:30+09:00"), "acknowledge", "2026-04-04"),
    ("the old version for a dispute opened under it", ("au_acma_cch", "--received", "2025-06-25T10:00"), "propose", "2025-07-16"),
    ("and not the new one", ("au_acma_cch", "--received", "2025-06-25T10:00", "--version", "2"), "propose", "2025-07-09"),
]  # fmt: skip


@pytest.fixture
def printed(app):
    def run(*args: str) -> dict[str, dict]:
        ran = app.test_cli_runner().invoke(args=["sla", "due", *args, "--json"])
        assert ran.exit_code == 0, ran.output
        return {clock["name"]: clock for clock in json.loads(ran.output)["clocks"]}

    return run


@pytest.mark.parametrize(("args", "clock", "day"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_agreed_figure_is_printed(printed, args, clock, day) -> None:
    assert printed(*args)[clock]["due_at"][:10] == day


def test_a_late_notice_is_heard_out_of_courtesy(printed) -> None:
    late = printed(Z, "--received", "2026-04-02T00:00", *at("2026-01-31", "statement_transmitted"))
    assert "courtesy" in " ".join(late["notice_window"]["steps"])


def test_an_earlier_resolution_satisfies_the_acknowledgement(printed) -> None:
    found = printed(Z, *MIDCYCLE, *at("2026-01-27T10:00", "resolved"))
    assert "Satisfied by “resolved”" in " ".join(found["acknowledge"]["steps"])


def test_a_withdrawal_ends_the_duty(printed) -> None:
    found = printed(E, "--received", "2026-03-02T10:00", *at("2026-03-07T10:00", "withdrawn"))
    assert "ithdrawn" in " ".join(found["determine"]["steps"])


def test_who_asserts_again_after_the_first_sixty_days_is_heard_out_of_courtesy(printed) -> None:
    found = printed(E, "--received", "2026-05-11T10:00", *at("2026-03-01", "statement_sent"))
    assert found["notice_window"]["due_at"][:10] == "2026-04-30"
    assert "courtesy" in " ".join(found["notice_window"]["steps"])
