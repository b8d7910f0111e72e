"""The queue: views, what is due first, page after page without counting, narrowed, and live."""

import re

import pytest

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.extensions import db
from tests import factories
from tests.conftest import Calendar
from tests.pages import Page, Pages


def _opened(by: Person, reason: Reason = Reason.DUPLICATE) -> Dispute:
    return factories.make_dispute(factories.make_invoice(by.organisation), by=by, reason=reason)


def _references(page: Page) -> list[str]:
    return re.findall(r'data-reference="(DSP-\d+)"', page.html)


@pytest.fixture
def three(client_person: Person, agent: Person, calendar: Calendar) -> list[Dispute]:
    """Opened a day apart, so that the first is due first."""
    made = []
    for _ in range(3):
        made.append(_opened(client_person))
        calendar.forward(days=1)
    return made


def test_what_is_due_first_stands_first(pages: Pages, three: list[Dispute], agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/")
    assert _references(page) == [dispute.reference for dispute in three]


def test_taken_from_the_queue_it_is_mine_and_no_longer_new(pages: Pages, three: list[Dispute], agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/")
    page = pages.submit(page, f"/desk/disputes/{three[1].reference}/take")
    assert page.heading == three[1].reference
    assert three[1].reference not in _references(pages.get("/desk/"))
    assert three[1].reference in _references(pages.get("/desk/?view=mine"))


def test_every_dispute_stands_on_one_page_of_the_list(three: list[Dispute], agent: Person) -> None:
    db.session.get_one(Dispute, three[0].id).next_due_at = None
    db.session.commit()
    seen: list[str] = []
    before = None
    for _ in range(4):
        page = queries.queue(seen_by=agent, view="all", before=before, limit=1)
        seen += [row.reference for row in page.rows]
        before = page.next
        if before is None:
            break
    assert seen == [three[1].reference, three[2].reference, three[0].reference], "without a deadline comes last"


def test_a_cursor_that_is_none_is_refused_in_words(pages: Pages, three: list[Dispute], agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/?before=nonsense", 422)
    assert "no longer there" in page.text


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [("reason=tax", 1), ("tier=2", 1), ("client=oak", 1), ("client=harbour&tier=1", 2), ("tier=x", 4)],
)
def test_the_list_is_narrowed_by_reason_tier_and_client(
    narrowed: str,
    left: int,
    pages: Pages,
    organisation: Organisation,
    client_person: Person,
    agent: Person,
    specialist: Person,
) -> None:
    oakfield = factories.make_person(Role.CLIENT, organisation=factories.make_organisation(name="Oakfield Dental"))
    opened = [_opened(client_person) for _ in range(2)]
    services.escalate(_opened(client_person), why="Difficult.", by=agent)
    _opened(oakfield, Reason.TAX)
    page = pages.sign_in(agent).get(f"/desk/?view=all&{narrowed}")
    assert len(_references(page)) == left, opened


def test_the_views_keep_what_the_list_is_narrowed_by(pages: Pages, three: list[Dispute], agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/?view=all&reason=duplicate")
    assert "reason=duplicate" in page.link("Waiting")


def test_an_empty_list_says_what_will_stand_there(pages: Pages, agent: Person) -> None:
    assert "Nothing is new" in pages.sign_in(agent).get("/desk/").text
    assert "You have nothing to do" in pages.get("/desk/?view=mine").text
    assert "Nothing fits" in pages.get("/desk/?view=all&tier=3").text


def test_an_open_page_is_sent_rows_only_when_something_was_done(
    pages: Pages, three: list[Dispute], client_person: Person, agent: Person
) -> None:
    page = pages.sign_in(agent).get("/desk/")
    stamp = page.soup.find(attrs={"data-stamp": True})["data-stamp"]
    quiet = pages.client.get(f"/desk/rows?view=unassigned&since={stamp}")
    assert (quiet.status_code, quiet.data) == (204, b"")

    fresh = _opened(client_person)
    rows = pages.client.get(f"/desk/rows?view=unassigned&since={stamp}")
    assert rows.status_code == 200
    assert fresh.reference in rows.get_data(as_text=True)
    assert rows.headers["X-Stamp"] == str(queries.latest_step())


def test_without_a_script_every_row_is_a_link_and_a_button(pages: Pages, three: list[Dispute], agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/")
    assert page.link(three[0].reference).endswith(three[0].reference)
    assert page.form(f"{three[0].reference}/take")


def test_the_next_one_is_the_first_that_is_due(pages: Pages, three: list[Dispute], agent: Person) -> None:
    assert pages.sign_in(agent).get("/desk/next").heading == three[0].reference
    assert pages.get(f"/desk/next?but={three[0].reference}").heading == three[1].reference


def test_with_nothing_to_do_next_is_the_queue(pages: Pages, agent: Person) -> None:
    assert pages.sign_in(agent).get("/desk/next").heading == "Queue"
