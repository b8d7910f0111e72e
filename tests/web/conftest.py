"""What the tests of several audiences share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from support import create_app
from support.extensions import db, limiter


@pytest.fixture
def counting_app(app: Flask) -> Iterator[Flask]:
    """A second application on the same database that counts how often it is asked; the tests' own does not."""
    second = create_app({**app.config, "RATELIMIT_ENABLED": True})
    yield second
    limiter.reset()
    limiter.enabled = False
    with second.app_context():
        db.session.remove()
        db.engine.dispose()
