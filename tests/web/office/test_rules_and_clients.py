"""The rules as in force, and the clients with who may come in for them."""

import pytest

from support import policies
from support.accounts.models import Person
from support.accounts.queries import find_person, organisations
from support.accounts.roles import Role
from support.kernel.errors import BadInput
from tests import factories
from tests.pages import Pages


def test_the_rules_show_limits_ladder_and_hours_with_their_sources(pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/rules")
    for found in policies.profiles():
        assert found.source in page.text
    assert "Monday" in page.text
    assert policies.desk().ladder[0].why in page.text


@pytest.mark.parametrize("profile_id", [found.id for found in policies.profiles()])
def test_each_set_of_rules_has_its_page(profile_id: str, pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/rules/{profile_id}")
    assert policies.profile(profile_id).clocks[0].label in page.text


def test_unknown_rules_are_not_found_and_unchosen_ones_refused(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager).get("/office/rules/nonsense", status=404)
    page = pages.submit(pages.get("/office/start"), "/office/start", name="Lumen")
    page = pages.submit(pages.get("/office/rules"), "/rules/usual", profile="nonsense", status=422)
    assert "Choose one of the rules" in page.text


def test_a_manager_invites_changes_and_removes_a_clients_person(pages: Pages, manager: Person, organisation) -> None:
    pages.sign_in(manager)
    page = pages.get(pages.get("/office/clients").link("People of"))
    page = pages.submit(page, "/people", name="Maria", email="nobody", status=422)
    page = pages.submit(page, "/people", email="maria@client.example")
    maria = find_person("maria@client.example")
    page = pages.submit(page, f"/people/{maria.id}/rights", powers=["administer"])
    assert "is changed" in page.text
    page = pages.submit(page, f"/people/{maria.id}/remove", status=409)
    assert "Nobody would be left" in page.text


def test_clients_are_found_by_how_their_name_begins(pages: Pages, manager: Person) -> None:
    factories.make_organisation(name="Zebra Ltd")
    factories.make_organisation(name="100 % Organic")
    pages.sign_in(manager)
    assert "Zebra Ltd" in pages.get("/office/clients?q=zeb").text
    assert "Zebra Ltd" not in pages.get("/office/clients?q=%25").text
    assert "No client is called so" in pages.get("/office/clients?q=nobody").text


def test_a_long_list_of_clients_goes_on(app) -> None:
    for place in range(5):
        factories.make_organisation(name=f"Client {place % 2}")
    first = organisations(limit=3)
    second = organisations(before=first.next, limit=3)
    assert len({row.id for row in [*first.rows, *second.rows]}) == 5
    assert second.next is None
    with pytest.raises(BadInput):
        organisations(before="nonsense")


def test_agents_and_clients_have_no_rules_page_of_the_office(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent)
    for address in ("start", "rules", "clients", "articles"):
        pages.get(f"/office/{address}", status=403)


def test_a_strangers_person_is_not_changed_through_another_client(pages: Pages, manager: Person, organisation) -> None:
    stranger = factories.make_person(Role.CLIENT)
    pages.sign_in(manager)
    page = pages.get(f"/office/clients/{organisation.ref}")
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    answer = pages.client.post(
        f"/office/clients/{organisation.ref}/people/{stranger.id}/remove", data={"csrf_token": token}
    )
    assert answer.status_code == 404
