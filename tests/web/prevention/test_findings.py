"""Findings through the pages."""

import pytest

from support.accounts.models import Organisation, Person
from support.billing.kinds import FindingStatus
from support.billing.settlement import Finding
from tests.house.test_query_budgets import taken_by
from tests.pages import Pages
from tests.prevention.conftest import harbour, letters
from tests.prevention.test_findings import found

__all__ = ["harbour"]


@pytest.fixture
def overcharged(harbour: Organisation) -> Finding:
    return found(harbour, "170")


def test_an_agent_corrects_and_a_manager_approves(
    pages: Pages, overcharged: Finding, agent: Person, manager: Person
) -> None:
    listed = pages.sign_in(agent).get("/prevention/findings")
    page = pages.get(listed.link("R6, line:1"))
    assert "€70.00 too much" in page.text
    page = pages.submit(page, "/correct")
    assert "a manager has been asked" in page.text
    assert "You proposed it" in page.text or "Only a manager" in page.text

    page = pages.sign_in(manager).get(f"/prevention/findings/{overcharged.id}")
    page = pages.submit(page, "/approve", words="Right.")
    assert "Corrected with CN-" in page.text
    assert overcharged.status is FindingStatus.FIXED
    assert len(letters("own_correction")) == 1


def test_a_finding_gets_an_owner_a_note_and_a_decision(
    pages: Pages, overcharged: Finding, agent: Person, other_agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/prevention/findings/{overcharged.id}")
    page = pages.submit(page, "/assign", to=str(other_agent.id))
    page = pages.submit(page, "/note", note="I have asked sales.")
    page = pages.submit(page, "/decide", verdict="false_positive", words="They ordered the better beans.")
    assert "I have asked sales." in page.text
    assert (overcharged.status, overcharged.owner_id) == (FindingStatus.FALSE_POSITIVE, other_agent.id)


def test_a_refused_amount_keeps_what_was_typed(pages: Pages, overcharged: Finding, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/prevention/findings/{overcharged.id}")
    refused = pages.submit(page, "/correct", 422, amount="99.00", explanation="A slip of the pen.")
    assert "Between nothing and €70.00" in refused.text
    assert "A slip of the pen." in refused.html


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_few_statements(pages: Pages, harbour: Organisation, agent: Person, count: int) -> None:
    for _ in range(count):
        found(harbour, "140")
    pages.sign_in(agent)
    assert taken_by(pages, "/prevention/findings") <= 6


@pytest.mark.parametrize("which", ["0", "99999999", "x", "-1"])
def test_an_unknown_finding_is_not_found(pages: Pages, agent: Person, which: str) -> None:
    pages.sign_in(agent).get(f"/prevention/findings/{which}", 404)
