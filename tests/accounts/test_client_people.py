"""A client's people: invited and removed by one of them or by a manager, each with what they may do."""

import pytest

from support.accounts import client_people
from support.accounts.models import AccountChange, Person
from support.accounts.permissions import Deed, why_not
from support.accounts.queries import find_person
from support.accounts.roles import Power, Reach, Role
from support.disputes import services as disputes
from support.disputes.permissions import why_not as why_not_dispute
from support.disputes.permissions import why_not_open
from support.disputes.states import Action
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tests import factories
from tests.disputes.stand_ins import Somebody, Something, client
from tests.disputes.stand_ins import manager as a_manager

DEEDS = [Deed.ADD_CLIENTS_PERSON, Deed.CHANGE_POWERS, Deed.REMOVE_CLIENTS_PERSON]


def invited(by: Person, organisation=None, **given) -> Person:
    values = {"email": "jo@harbour.example", "name": "Jo Byrne", "powers": ["dispute"], **given}
    return client_people.invite(organisation or by.organisation, **values, by=by)


@pytest.mark.parametrize("deed", DEEDS)
def test_who_looks_after_the_account_or_a_manager_may(deed: Deed) -> None:
    assert why_not(client(id=1), deed, client(id=2)) == ""
    assert why_not(a_manager(id=3), deed, client(id=2)) == ""
    assert "looks after" in why_not(client(id=1, powers=("dispute",)), deed, client(id=2))
    assert why_not(client(id=1), deed, client(id=2, organisation_id=8)) == "They belong to another company."
    assert why_not(client(id=1, active=False), deed, client(id=2)) == "Your account is no longer active."
    assert why_not(a_manager(id=3), deed, Somebody(id=4)) == "This is about a client's own people."
    assert why_not(Somebody(id=5), deed, client(id=2)) != ""


def test_an_invited_person_may_what_was_ticked_and_nothing_else(client_person: Person) -> None:
    person = invited(client_person)
    assert (person.role, person.organisation_id) == (Role.CLIENT, client_person.organisation_id)
    assert person.may(Power.DISPUTE)
    assert not person.may(Power.ACCEPT)
    assert not person.may(Power.ADMINISTER)


def test_nobody_invites_into_another_company(client_person: Person) -> None:
    with pytest.raises(NotFound):
        invited(client_person, factories.make_organisation())


def test_a_manager_invites_for_any_client(manager: Person, organisation) -> None:
    assert invited(manager, organisation).organisation_id == organisation.id


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"powers": ["x"]}, "powers"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(client_person: Person, given: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        invited(client_person, **given)
    assert refused.value.field == field


def test_the_last_one_who_looks_after_the_account_stays(client_person: Person) -> None:
    with pytest.raises(RuleBroken):
        client_people.remove(client_person, by=client_person)
    with pytest.raises(RuleBroken):
        client_people.change_powers(client_person, ["dispute"], by=client_person)
    other = invited(client_person, powers=["administer"])
    client_people.change_powers(client_person, ["dispute"], by=other)
    assert not client_person.may(Power.ADMINISTER)


def test_who_is_removed_is_signed_out_and_it_is_written_down(client_person: Person) -> None:
    person = invited(client_person)
    salt = person.session_salt
    client_people.remove(person, by=client_person)
    assert find_person(person.email) is None
    assert person.session_salt != salt
    changes = [row.what for row in db.session.query(AccountChange).filter_by(person_id=person.id)]
    assert changes == ["invited", "account"]


def test_a_person_without_rights_can_neither_invite_nor_change_their_own(client_person: Person) -> None:
    person = invited(client_person, powers=[])
    for attempt in (
        lambda: invited(person, email="x@y.example"),
        lambda: client_people.change_powers(person, ["administer"], by=person),
        lambda: client_people.remove(client_person, by=person),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_colleague_of_another_company_is_not_found(client_person: Person) -> None:
    stranger = factories.make_person(Role.CLIENT)
    with pytest.raises(NotFound):
        client_people.colleague_of(stranger.id, client_person.organisation)
    assert client_people.colleague_of(client_person.id, client_person.organisation) is client_person


# What the rights mean for disputes


def test_who_may_only_look_opens_no_dispute_and_says_nothing_in_one(client_person: Person) -> None:
    person = invited(client_person, powers=[])
    invoice = factories.make_invoice(client_person.organisation)
    with pytest.raises(NotAllowed, match="right to question"):
        factories.make_dispute(invoice, by=person)
    dispute = factories.make_dispute(invoice, by=client_person)
    with pytest.raises(NotAllowed, match="right to question"):
        disputes.add_statement(dispute, words="More.", by=person)
    assert why_not_open(person) != ""
    assert why_not_open(client_person) == ""


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.WITHDRAW, Action.CLOSE])
def test_only_who_may_accept_binds_the_company(action: Action) -> None:
    assert why_not_dispute(client(), action, Something()) == ""
    assert "right to accept" in why_not_dispute(client(powers=("dispute",)), action, Something())


@pytest.mark.parametrize(
    "action", [Action.DECLINE_OFFER, Action.ADD_STATEMENT, Action.CLIENT_ANSWERED, Action.ADD_FILES]
)
def test_only_who_may_dispute_speaks_for_the_company(action: Action) -> None:
    assert why_not_dispute(client(powers=("dispute",)), action, Something()) == ""
    assert "right to question" in why_not_dispute(client(powers=("accept",)), action, Something())


# What people say of themselves


def described(person: Person, **given) -> Person:
    values = {"name": "Maria", "phone": "", "reached_by": Reach.CHAT, "timezone": "Europe/Dublin", "locale": "de_DE"}
    return client_people.describe_oneself(person, **{**values, **given})


def test_a_person_says_how_they_are_reached(client_person: Person) -> None:
    person = described(client_person, reached_by=Reach.PHONE, phone="+353 1 555 0100")
    assert (person.reached_by, person.phone, person.locale) == (Reach.PHONE, "+353 1 555 0100", "de_DE")


def test_whoever_wants_to_be_called_gives_a_number(client_person: Person) -> None:
    with pytest.raises(BadInput) as refused:
        described(client_person, reached_by=Reach.PHONE)
    assert refused.value.field == "phone"
