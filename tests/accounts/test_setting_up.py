"""Setting up a desk: its first manager, who runs it, and which rules are the usual ones."""

import pytest

from support.accounts import setting_up
from support.accounts.models import Person
from support.accounts.permissions import Deed, why_not
from support.accounts.queries import find_person
from support.accounts.roles import Role
from support.accounts.services import sign_in_by_link
from support.kernel.errors import BadInput, NotAllowed, RuleBroken, SignInNeeded
from tests.disputes.stand_ins import Somebody
from tests.disputes.stand_ins import manager as a_manager


def test_the_first_manager_comes_in_by_a_link_that_works_once(app) -> None:
    assert setting_up.is_empty()
    token = setting_up.first_manager(email="olga@desk.example", name="Olga Petrova")
    assert not setting_up.is_empty()
    assert sign_in_by_link(token).role is Role.MANAGER
    assert find_person("olga@desk.example").password_hash is None
    with pytest.raises(SignInNeeded):
        sign_in_by_link(token)


def test_where_anybody_has_managed_the_desk_no_first_manager_is_made(manager: Person) -> None:
    with pytest.raises(RuleBroken):
        setting_up.first_manager(email="eve@evil.example", name="Eve")
    assert find_person("eve@evil.example") is None


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_a_first_manager_needs_a_name(app, name: str) -> None:
    with pytest.raises(BadInput):
        setting_up.first_manager(email="olga@desk.example", name=name)


def test_only_an_active_manager_sets_the_desk_up(agent: Person) -> None:
    assert why_not(a_manager(), Deed.SET_UP_DESK) == ""
    assert why_not(a_manager(active=False), Deed.SET_UP_DESK) == "Your account is no longer active."
    assert why_not(Somebody(), Deed.SET_UP_DESK) == "Only a manager can do this."
    with pytest.raises(NotAllowed):
        setting_up.describe_company({"name": "X"}, by=agent)


def test_the_company_is_one_row_however_often_it_is_described(manager: Person) -> None:
    first = setting_up.describe_company({"name": "Lumen", "country": "ie"}, by=manager)
    second = setting_up.describe_company({"name": "Lumen & Larder"}, by=manager)
    assert (first.id, second.name) == (second.id, "Lumen & Larder")


@pytest.mark.parametrize(
    ("said", "field"), [({}, "name"), ({"name": "x" * 201}, "name"), ({"name": "X", "country": "IRL"}, "country")]
)
def test_what_does_not_fit_is_refused_with_its_field(manager: Person, said: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        setting_up.describe_company(said, by=manager)
    assert refused.value.field == field


def test_the_usual_rules_are_ones_that_there_are_and_bear_who_read_them(manager: Person) -> None:
    with pytest.raises(RuleBroken):
        setting_up.choose_policy("iso_10002", by=manager)
    setting_up.describe_company({"name": "Lumen"}, by=manager)
    with pytest.raises(BadInput):
        setting_up.choose_policy("nonsense", by=manager)
    assert setting_up.usual_profile() == "default_b2b"
    setting_up.choose_policy("iso_10002", by=manager)
    assert setting_up.usual_profile() == "iso_10002"
    assert setting_up.company().policy_read_by_id == manager.id
