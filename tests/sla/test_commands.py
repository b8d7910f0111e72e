"""`flask sla ...`"""

import json
from datetime import datetime

import pytest

from tests import factories
from tests.disputes.building import make_bill


@pytest.fixture
def run(app):
    def command(*args: str):
        return app.test_cli_runner().invoke(args=["sla", *args])

    return command


@pytest.fixture
def due(run):
    def clocks(*args: str) -> dict[str, str]:
        ran = run("due", *args, "--json")
        assert ran.exit_code == 0, ran.output
        return {clock["name"]: clock["due_at"] for clock in json.loads(ran.output)["clocks"]}

    return clocks


def test_it_prints_one_json_document_of_the_promised_shape(run) -> None:
    document = json.loads(run("due", "us_reg_e", "--received", "2026-07-02T10:00-04:00", "--json").output)
    assert set(document) == {"profile", "version", "clocks"}
    assert (document["profile"], document["version"]) == ("us_reg_e", 1)
    for clock in document["clocks"]:
        assert set(clock) == {"name", "due_at", "unit", "steps"}
        assert datetime.fromisoformat(clock["due_at"]).utcoffset() is not None
        assert clock["steps"]
    assert document["clocks"][0]["due_at"] == "2026-07-17T23:59:59-04:00"
    assert document["clocks"][0]["unit"] == "business_days"


def test_all_lengths_of_a_rule_are_shown_and_events_decide_which_holds(due) -> None:
    plain = due("us_reg_e", "--received", "2026-07-02T10:00")
    assert [day[:10] for day in plain.values()][:4] == ["2026-07-17", "2026-07-31", "2026-08-16", "2026-09-30"]
    credited = due("us_reg_e", "--received", "2026-07-02T10:00", "--event", "provisional_credit_posted=2026-07-10")
    assert credited["determine"][:10] == "2026-08-16"


def test_billing_cycles_are_given_by_their_day(due) -> None:
    monthly = due("us_reg_z", "--received", "2026-01-15", "--cycle-day", "20")
    quarterly = due("us_reg_z", "--received", "2026-01-15", "--cycle-day", "31", "--cycle-months", "3")
    assert (monthly["acknowledge"][:10], monthly["resolve"][:10]) == ("2026-02-14", "2026-03-20")
    assert quarterly["resolve"][:10] == "2026-04-15"


def test_a_moment_without_an_offset_is_the_profiles_own(due) -> None:
    assert due("uk_fca_disp", "--received", "2026-12-19")["summary_resolution"][:10] == "2026-12-24"
    assert due("uk_fca_disp", "--received", "2026-12-18T18:30+01:00")["summary_resolution"][:10] == "2026-12-24"


def test_the_notice_window_is_shown_where_its_beginning_is_known(run, due) -> None:
    args = ("us_reg_z", "--received", "2026-04-02T09:00", "--event", "statement_transmitted=2026-01-31")
    assert due(*args)["notice_window"][:10] == "2026-04-01"
    assert "late: accept as courtesy" in run("due", *args).output


def test_the_version_in_force_on_receipt_is_taken_and_another_on_request(due) -> None:
    old = due("au_acma_cch", "--received", "2025-06-02T09:00")
    new = due("au_acma_cch", "--received", "2025-07-07T09:00")
    asked = due("au_acma_cch", "--received", "2025-07-07T09:00", "--version", "1")
    assert [day["propose"][:10] for day in (old, new, asked)] == ["2025-06-23", "2025-07-21", "2025-07-28"]


def test_a_satisfied_clock_says_so(run) -> None:
    said = run("due", "us_reg_z", "--received", "2026-01-15", "--event", "resolved=2026-01-27").output
    assert "Satisfied by “resolved” on Tuesday 27 January 2026, in time." in said


def test_people_read_sentences(run) -> None:
    said = run("due", "us_reg_e", "--received", "2026-07-02T10:00").output
    assert "Friday 3 July 2026 (Independence Day (observed))" in said
    assert "Not started: written_confirmation (by oral_notice)" in said


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("due", "us_reg_q", "--received", "2026-01-01"), "There is no policy profile"),
        (("due", "us_reg_e", "--received", "soon"), "not a moment like"),
        (("due", "us_reg_e", "--received", "2026-01-01", "--event", "moon_rose=2026-01-02"), "not among the events"),
        (("due", "us_reg_e", "--received", "2026-01-01", "--event", "determined"), "NAME=TIMESTAMP"),
        (("due", "us_reg_e", "--received", "2026-01-01", "--event", "determined=later"), "not a moment like"),
        (("due", "us_reg_e", "--received", "2026-01-01", "--cycle-day", "32"), "32"),
        (("due", "us_reg_e", "--received", "2026-01-01", "--version", "9"), "no version 9"),
        (("due", "us_reg_e"), "--received"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(run, args, why) -> None:
    ran = run(*args)
    assert ran.exit_code != 0
    assert why in ran.output


def test_profiles_are_listed(run) -> None:
    listed = run("profiles").output
    assert len(listed.splitlines()) == 17
    assert "us_tx_puc_25.30" in listed


def test_rebuild_and_sweep_say_what_they_did(run, client_person) -> None:
    factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    assert "1 disputes" in run("rebuild").output
    assert json.loads(run("rebuild", "--json").output) == {"disputes": 1}
    assert run("sweep").output == "0 clocks acted on.\n"
    assert json.loads(run("sweep", "--json").output) == {"acted_on": 0}
