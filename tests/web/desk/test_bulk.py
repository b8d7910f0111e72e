"""Several disputes at once, from the queue: chosen, looked at, done, undone."""

from urllib.parse import quote

import pytest

from support.accounts.models import Person
from support.disputes import services
from tests import factories
from tests.pages import Pages


def _three(client_person: Person, other_agent: Person) -> list[str]:
    made = [
        factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person) for _ in range(3)
    ]
    services.take(made[2], by=other_agent)
    return [dispute.reference for dispute in made]


def test_they_are_chosen_shown_taken_and_put_back(pages: Pages, client_person, agent, other_agent) -> None:
    names = _three(client_person, other_agent)
    page = pages.sign_in(agent).get("/desk/?view=all")
    assert len(page.soup.find_all("input", attrs={"name": "reference", "form": "bulk"})) == 3
    asked = "&".join(f"reference={name}" for name in names)
    page = pages.get(f"/desk/bulk?deed=take&{asked}")
    assert "2 of 3 can be taken; 1 not." in page.text
    whose = client_person.organisation.name
    assert f"{names[0]} {whose}, €100.00 Acknowledged" in page.text, "whose they are, and how much, before it is done"
    assert f"{names[2]} {whose}, €100.00 A colleague has taken it already." in page.text
    page = pages.submit(page, "Take (2)", reference=names[:2])
    assert page.heading == "2 taken"
    assert "2 of 2: taken." in page.text
    page = pages.submit(page, "Undo")
    assert page.heading == "2 put back"
    assert "Acknowledged" in page.text


def test_to_whom_and_which_tags_are_asked_for(pages: Pages, client_person, agent, other_agent) -> None:
    names = _three(client_person, other_agent)
    page = pages.sign_in(agent).get(f"/desk/bulk?deed=assign&reference={names[0]}")
    assert other_agent.name in page.text
    assert names[0] in page.text, "those chosen are shown before it is said to whom"
    page = pages.get(f"/desk/bulk?deed=assign&reference={names[0]}&to={other_agent.id}")
    assert "None of them can be given to Ben Okafor." in page.text or "1 of 1 can be given" in page.text
    page = pages.get(f"/desk/bulk?deed=tag&reference={names[0]}&tags=Promo, VIP")
    page = pages.submit(page, "Tag (1)")
    assert page.heading == "1 tagged promo, vip"


def test_nothing_chosen_and_nonsense_are_refused_in_words(pages: Pages, agent: Person, client_person: Person) -> None:
    pages.sign_in(agent)
    assert "Choose at least one dispute first." in pages.get("/desk/bulk?deed=take", 422).text
    assert "Choose what is to be done" in pages.get(f"/desk/bulk?deed=x&reference={_one(client_person)}", 422).text
    pages.get("/desk/bulk?deed=take&reference=DSP-99999", 404)
    pages.get("/desk/bulk/nothing", 404)


def _one(client_person: Person) -> str:
    return factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person).reference


def test_the_way_back_leads_to_the_list_it_began_on(pages: Pages, client_person: Person, agent: Person) -> None:
    one = _one(client_person)
    page = pages.sign_in(agent).get("/desk/?view=all&tier=1&col=client")
    began = page.soup.find("input", attrs={"name": "back"})["value"]
    page = pages.get(f"/desk/bulk?deed=take&reference={one}&back={quote(began)}")
    assert page.link("Back to the queue") == began
    page = pages.submit(page, "Take (1)")
    assert page.link("Back to the queue") == began
    assert pages.submit(page, "Undo").link("Back to the queue") == began


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/desk/?", "/portal/?a=1", "/desk/you"]
)
def test_a_way_back_that_is_no_list_leads_to_the_queue(
    back: str, pages: Pages, client_person: Person, agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/bulk?deed=take&reference={_one(client_person)}&back={quote(back)}")
    assert page.link("Back to the queue") == "/desk/"
