"""Who `flask up` says can come in: never somebody who is not there."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from support.accounts import setting_up
from support.accounts.roles import Role
from support.cli.up import NO_TABLES, who_comes_in
from support.demo import people
from tests import factories


def test_an_empty_desk_is_told_how_its_first_manager_comes_in(app: Flask) -> None:
    (said,) = who_comes_in()
    assert "flask owner invite" in said


def test_a_desk_of_ones_own_is_shown_no_people_of_the_demo_company(app: Flask) -> None:
    factories.make_person(Role.MANAGER)
    assert who_comes_in() == []


def test_the_demo_companys_people_are_named_where_they_are(app: Flask) -> None:
    people.add_staff()
    said = "\n".join(who_comes_in())
    assert "ana.ruiz@lumen-larder.example" in said
    assert people.PASSWORD in said
    assert "maria.santos" not in said  # her company was not loaded


def test_a_database_without_tables_is_named_as_such(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> bool:
        raise OperationalError("select", {}, Exception("no such table: people"))

    monkeypatch.setattr(setting_up, "is_empty", asked)
    assert who_comes_in() == [NO_TABLES]
