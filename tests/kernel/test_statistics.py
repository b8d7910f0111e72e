"""What SQLite knows of the sizes of its tables, it is told by the worker."""

from collections.abc import Iterator

import pytest
from flask import Flask

from support.extensions import db
from support.kernel import statistics
from tests import factories


@pytest.fixture
def known(app: Flask) -> Iterator[set[str]]:
    """The tables whose size is known after the worker has looked."""
    if db.engine.dialect.name == "postgresql":
        statistics.gather()
        yield set(db.session.scalars(db.text("select relname from pg_class")))
        return
    factories.make_person()
    db.session.commit()
    statistics.gather()
    yield set(db.session.scalars(db.text("select tbl from sqlite_stat1")))
    db.session.execute(db.text("delete from sqlite_stat1"))
    db.session.commit()


def test_the_sizes_of_tables_are_known_after_the_worker_has_looked(known: set[str]) -> None:
    assert "people" in known
