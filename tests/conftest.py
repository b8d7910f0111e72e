"""What every test may ask for: the application, the calendar, people, and a clean database."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from support import create_app
from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.extensions import db, limiter
from support.kernel import clock
from tests import factories
from tests.databases import empty, url_of
from tests.pages import Pages

# How long one example takes says more about what else the machine does than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried" if "CI" not in os.environ else "ci")


class Calendar:
    """The time of the tests: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)

    def set(self, moment: str) -> None:
        self.now = datetime.fromisoformat(moment).astimezone(UTC)

    def forward(self, **lengths: float) -> None:
        self.now += timedelta(**lengths)


@pytest.fixture(autouse=True)
def calendar() -> Iterator[Calendar]:
    standing = Calendar()
    clock.read_from(lambda: standing.now)
    yield standing
    clock.read_from(None)


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    instance: Path = tmp_path_factory.mktemp("instance")
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "a secret of the tests",
            "BOT_TOKEN": "the bot's own token",
            "SQLALCHEMY_DATABASE_URI": url_of(instance, os.environ.get("PYTEST_XDIST_WORKER", "main")),
            "INSTANCE": instance,
            "CLOCK_FILE": None,
            "RASA_URL": "",
            "MAIL_SERVER": "",
            "BASE_URL": "http://127.0.0.1:8000",
            "RATELIMIT_ENABLED": False,
        }
    )
    with app.app_context():
        db.drop_all()
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application inside its context, with an empty database."""
    with application.app_context():
        empty()
        # One limiter for all applications of the process: whichever was made last has set it.
        limiter.enabled = application.config["RATELIMIT_ENABLED"]
        yield application
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A person's browser: fetches pages and checks each of them, fills in forms, signs in as somebody."""
    return Pages(app)


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    return factories.make_organisation()


@pytest.fixture
def client_person(organisation: Organisation) -> Person:
    return factories.make_person(Role.CLIENT, organisation=organisation, name="Maria Santos")


@pytest.fixture
def agent(app: Flask) -> Person:
    return factories.make_person(Role.AGENT, name="Ana Ruiz")


@pytest.fixture
def other_agent(app: Flask) -> Person:
    return factories.make_person(Role.AGENT, name="Ben Okafor")


@pytest.fixture
def specialist(app: Flask) -> Person:
    return factories.make_person(Role.SPECIALIST, name="Sofia Lindqvist")


@pytest.fixture
def manager(app: Flask) -> Person:
    return factories.make_person(Role.MANAGER, name="Grace Adeyemi")
