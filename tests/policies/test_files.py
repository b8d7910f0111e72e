"""The owner's files: what they must say, and how they are refused."""

import dataclasses
from pathlib import Path

import pytest

from support import policies
from support.kernel.errors import NotFound
from support.policies.desk import read_desk
from support.policies.profile_files import read_profile
from support.policies.reading import PolicyError
from support.policies.shelf import FOLDER
from support.policies.vocabulary import KNOWN, name_of

WHOLE = """
id = "ours"
version = 1
title = "Ours"
source = "Nobody"
as_of = 2026-01-01
channels = ["chat"]
estimate = "decide"

[calendar]
timezone = "UTC"
close_of_business = "17:00"
mon = ["09:00-17:00"]

[[clocks]]
name = "decide"
label = "Decision"
start = ["received"]
n = 10
unit = "business_days"
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "ours.toml"
    path.write_text(text)
    return read_profile(path)


def test_every_profile_and_the_desk_can_be_read() -> None:
    policies.check_all()
    assert len(policies.profiles()) == 17


def test_every_profile_names_its_source_its_channels_its_letters_and_its_protections() -> None:
    for profile in policies.profiles():
        assert profile.source
        assert profile.channels
        assert profile.duties.letters, profile.id
        assert profile.duties.interim.hold_disputed_amount
        assert profile.names_used <= KNOWN


def test_the_smallest_profile_is_enough(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).clock("decide").due == "end_of_day"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('title = "Ours"\n', "", "“title” is missing"),
        ("version = 1", 'version = "1"', "“version” should be int"),
        ("version = 1", "version = 0", "cannot be below 1"),
        ("n = 10", "n = 0", "cannot be below 1"),
        ("n = 10", "n = true", "“n” should be int"),
        ("business_days", "fortnights", "“unit” is one of"),
        ('timezone = "UTC"', 'timezone = "Mars/Base"', "no time zone"),
        ('timezone = "UTC"', 'timezone = "UTC"\ncountry = "Atlantis"', "Atlantis"),
        ('mon = ["09:00-17:00"]', "", "a week has seven days"),
        ("09:00-17:00", "17:00-09:00", "runs forward"),
        ("09:00-17:00", "nine to five", "not a span"),
        ("09:00-17:00", "09:00-25:00", "not a time of day"),
        ('mon = ["09:00-17:00"]', 'mon = ["09:00-13:00", "12:00-17:00"]', "do not overlap"),
        ('close_of_business = "17:00"', 'close_of_business = "late"', "not a time of day"),
        ('channels = ["chat"]', 'channels = ["pigeon"]', "pigeon"),
        ('channels = ["chat"]', "channels = []", "none at all"),
        ('estimate = "decide"', 'estimate = "guess"', "names no clock"),
        ('start = ["received"]', 'start = ["somehow"]', "not among the events"),
        ('start = ["received"]', "start = []", "names the event that starts it"),
        ('unit = "business_days"', 'unit = "billing_cycles"', "has a cap"),
        ('unit = "business_days"', 'unit = "business_days"\nwarn_at = 1.5', "is a share"),
        ('unit = "business_days"', 'unit = "business_days"\ncolour = "red"', "nobody knows what “colour” means"),
        ("as_of = 2026-01-01", "as_of = 2026-01-01T10:00:00", "should be a day"),
        (
            "as_of = 2026-01-01",
            "as_of = 2026-01-01\neffective_from = 2026-02-01\neffective_to = 2026-01-01",
            "ends before",
        ),
        (
            "[[clocks]]",
            "[notice_window]\nn = 60\nunit = 'calendar_days'\nfrom = 'nowhere'\n\n[[clocks]]",
            "not among the events",
        ),
        ("[calendar]", "calendar = 3\n[[nothing]]", "should be a table"),
        ("id = ", "id = = ", "Invalid"),
    ],
)
def test_nonsense_is_refused_with_file_and_place(tmp_path: Path, old: str, new: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why) as refused:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert str(refused.value).startswith("ours.toml")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ('\n[[clocks.extensions]]\nn = 20\nunit = "business_days"\nrequires = []\n', "has a condition"),
        ('\n[clocks.cap]\nn = 2\nunit = "billing_cycles"\n', "a cap is a time"),
        ('\n[[clocks]]\nname = "decide"\nlabel = "x"\nstart = ["received"]\nn = 1\nunit = "weeks"\n', "the same name"),
        ('\n[[letters]]\nname = "x"\nmust = []\n', "lists what the letter says"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(tmp_path: Path, more: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        read(tmp_path, WHOLE + more)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('remedy = "50.00"', 'remedy = "60.00"', "may not exceed what its whole dispute"),
        ('week = "500.00"', 'week = "5.00"', "not above a week"),
        ('role = "manager"', 'role = "agent"', "no general limit is set for manager"),
        ("grace_days = 14", "grace_days = 9", "cannot be below 10"),
        ('clock = "decision"\n', "", "names the clock that is watched"),
        ("tier = 2", "tier = 1", "goes to tier 2 or 3"),
        ('trigger = "share"', 'trigger = "mood"', "is one of"),
    ],
)
def test_a_desk_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    text = (FOLDER / "desk.toml").read_text()
    assert old in text
    path = tmp_path / "desk.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(PolicyError, match=why):
        read_desk(path)


def test_an_unknown_profile_or_version_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFound, match="There are: au_acma_cch"):
        policies.profile("us_reg_q")
    with pytest.raises(NotFound, match="no version 7"):
        policies.profile("us_reg_e", 7)


def test_policies_cannot_be_changed_while_the_program_runs() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        policies.desk().reopen_days = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        policies.profile("us_reg_e").version = 3


def test_a_more_particular_limit_wins(tmp_path: Path) -> None:
    limit = '\n[[limits]]\nrole = "agent"\nremedy_kind = "goodwill"\ncurrency = "JPY"\nremedy = "3000"\ndispute = "3000"\nday = "3000"\nweek = "3000"\nmonth = "3000"\n'
    path = tmp_path / "desk.toml"
    path.write_text((FOLDER / "desk.toml").read_text() + limit)
    desk = read_desk(path)
    assert desk.limit("agent", "goodwill", "JPY").remedy == "3000"
    assert desk.limit("agent", "goodwill", "EUR").remedy == "50.00"
    assert desk.limit("agent", "refund", "JPY").of("remedy", "JPY").minor == 50


@pytest.mark.parametrize(
    ("word", "name"),
    [("notice_received", "received"), ("statement_sent_on", "statement_sent"), ("Provisional-Credit", "provisional_credit_posted"), ("withdrawn_at", "withdrawn")],
)  # fmt: skip
def test_events_have_more_than_one_name(word: str, name: str) -> None:
    assert name_of(word) == name


def test_an_unknown_event_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="not among the events that clocks know: acknowledged"):
        name_of("moon_rose")
