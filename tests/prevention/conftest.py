"""Drafts as files, prepared by an agent and reviewed by a colleague; the client has somebody who reads the letters."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.policies.prevention import Prevention, Review
from support.prevention.drafts import prepare
from support.prevention.models import Draft
from tests import factories
from tests.billing.files import BUYER, document, line, written

Drafted = Callable[..., Draft]


@pytest.fixture
def harbour(app) -> Organisation:
    found = factories.make_organisation(name="Harbour Café Group", tax_id=BUYER.tax_id)
    factories.make_person(Role.CLIENT, organisation=found, name="Maria Santos")
    return found


@pytest.fixture
def drafted(harbour: Organisation, agent: Person, calendar) -> Drafted:
    """`drafted()` is a draft that Ana prepared; `wrong=True` adds up wrongly; what else is given is the document's."""
    calendar.set("2026-03-31T10:00+00:00")

    def make(*, wrong: bool = False, by: Person = agent, **given: object) -> Draft:
        made = document(**given)
        if wrong:
            made = replace(made, totals=replace(made.totals, payable=made.totals.payable + 10))
        (prepared,) = prepare(written(made), f"{made.number}.xml", by=by)
        return prepared.draft

    return make


@pytest.fixture
def review_by(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Other rules for the review: `review_by(policy="flagged")`."""

    def change(**rules: object) -> None:
        desk = policies.desk()
        other: Prevention = replace(desk.prevention, review=replace(desk.prevention.review, **rules))
        changed = replace(desk, prevention=other)
        monkeypatch.setattr(policies, "desk", lambda: changed)

    yield change


def letters(kind: str) -> list[OutgoingLetter]:
    wanted = select(OutgoingLetter).where(OutgoingLetter.kind == kind).order_by(OutgoingLetter.id)
    return list(db.session.scalars(wanted))


__all__ = ["Drafted", "Review", "letters", "line"]
