"""Holidays are named in the language of whoever reads why a day is not counted."""

from datetime import date

import pytest
from flask import Flask

from support import policies
from support.policies import holiday_names
from support.words import reader


@pytest.mark.parametrize(
    ("found", "german"),
    [
        ("Good Friday", "Karfreitag"),
        ("Christmas Day (observed)", "Erster Weihnachtstag (Ersatztag)"),
        (
            "Confederate Memorial Day; Martin Luther King Jr. Day",
            "Gedenktag der Konföderierten; Martin-Luther-King-Tag",
        ),
        ("A Day That Nobody Knows", "A Day That Nobody Knows"),
    ],
)
def test_a_name_is_english_in_itself_and_german_to_germans(app: Flask, found: str, german: str) -> None:
    said = holiday_names.said(found)
    assert said == found
    with reader.reading("de"):
        assert reader.told(said) == german


def test_every_holiday_of_the_calendars_that_come_with_us_has_a_name_of_its_own(app: Flask) -> None:
    calendars = [policies.desk().calendar, *(profile.calendar for profile in policies.profiles())]
    days = [date.fromordinal(day) for day in range(date(2025, 1, 1).toordinal(), date(2029, 1, 1).toordinal())]
    found = {name for calendar in calendars for day in days if (name := calendar.holiday(day))}
    unknown = {
        one
        for name in found
        for part in name.split("; ")
        if (one := part.removesuffix(holiday_names.OBSERVED)) not in holiday_names.KNOWN
    }
    assert found and unknown == set()
