"""Letters about bills that go out, and about errors that we found ourselves."""

from collections.abc import Callable

from support.correspondence.models import OutgoingLetter
from support.prevention import reviewing
from support.prevention.drafts import prepare
from support.prevention.models import Draft
from tests.billing.files import BUYER, document, written
from tests.letters.conftest import Story

Snapshot = Callable[..., OutgoingLetter]


def _draft(story: Story, calendar) -> Draft:
    calendar.set("2026-03-31T10:00+00:00")
    story.harbour.tax_id = BUYER.tax_id
    (prepared,) = prepare(written(document()), "draft.xml", by=story.ana)
    return prepared.draft


def test_the_invoice_that_went_out(story: Story, snapshot: Snapshot, calendar) -> None:
    reviewing.approve(_draft(story, calendar), by=story.sofia)
    assert snapshot("invoice_issued").to_email == story.maria.email


def test_the_draft_that_came_back(story: Story, snapshot: Snapshot, calendar) -> None:
    reviewing.send_back(_draft(story, calendar), words="The machine went back in February.", by=story.sofia)
    assert snapshot("draft_sent_back").to_email == story.ana.email
