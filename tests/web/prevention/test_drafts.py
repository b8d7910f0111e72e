"""The review of drafts, through the pages that people use."""

from support.accounts.models import Person
from support.prevention.kinds import DraftStatus
from tests.pages import Pages
from tests.prevention.conftest import Drafted, drafted, harbour, review_by

__all__ = ["drafted", "harbour", "review_by"]


def test_a_colleague_reads_the_draft_and_lets_it_go_out(pages: Pages, drafted: Drafted, other_agent: Person) -> None:
    draft = drafted()
    listed = pages.sign_in(other_agent).get("/prevention/drafts")
    assert "Harbour Café Group" in listed.text
    page = pages.get(listed.link("INV-2026-0001"))
    assert "Espresso machine, rental" in page.text
    assert "First bills raise the most questions." in page.text
    pages.submit(page, "/approve")
    assert draft.status is DraftStatus.ISSUED
    assert "Espresso machine" in pages.get(f"/prevention/drafts/{draft.public_id}").text


def test_its_preparer_sees_no_button_and_is_refused_at_the_address(
    pages: Pages, drafted: Drafted, agent: Person
) -> None:
    draft = drafted()
    page = pages.sign_in(agent).get(f"/prevention/drafts/{draft.public_id}")
    assert "You prepared it: somebody else has to look at it." in page.text
    assert not any(action.endswith("/approve") for action in page.actions())


def test_an_error_shows_an_agent_why_they_cannot_and_a_manager_a_field(
    pages: Pages, drafted: Drafted, other_agent: Person, manager: Person
) -> None:
    draft = drafted(wrong=True)
    address = f"/prevention/drafts/{draft.public_id}"
    assert "Only a manager can do this." in pages.sign_in(other_agent).get(address).text
    page = pages.sign_in(manager).get(address)
    refused = pages.submit(page, "/approve", 422, words=" ")
    assert "The reason for sending it out with an error is missing" in refused.text
    pages.submit(page, "/approve", words="The client asked for it.")
    assert draft.status is DraftStatus.ISSUED


def test_a_refused_form_keeps_its_words(
    pages: Pages, drafted: Drafted, other_agent: Person, specialist: Person
) -> None:
    from support.prevention import reviewing

    draft = drafted()
    page = pages.sign_in(other_agent).get(f"/prevention/drafts/{draft.public_id}")
    reviewing.send_back(draft, words="The price is the old one.", by=specialist)
    refused = pages.submit(page, "/send-back", 409, change="The machine is not theirs.")
    assert "You wrote: The machine is not theirs." in refused.text


def test_a_draft_goes_back_with_words(pages: Pages, drafted: Drafted, other_agent: Person) -> None:
    draft = drafted()
    page = pages.sign_in(other_agent).get(f"/prevention/drafts/{draft.public_id}")
    pages.submit(page, "/send-back", change="The machine is not theirs.")
    assert (draft.status, draft.words) == (DraftStatus.SENT_BACK, "The machine is not theirs.")
    assert "The machine is not theirs." in pages.get(f"/prevention/drafts/{draft.public_id}").text


def test_a_draft_that_nobody_knows_is_not_found(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/prevention/drafts/nothing", 404)
