"""A client's own data: confirmed by them, changed by us when they ask and somebody has looked."""

import pytest

from support.accounts.models import Person
from support.accounts.roles import Role
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.prevention import own_data, tasks
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task
from support.prevention.request_models import DataRequest, RequestStatus
from support.prevention.rights import Act, why_not
from tests import factories
from tests.disputes.stand_ins import Somebody, client
from tests.prevention.conftest import letters


def wanted(person: Person, **changed: str) -> dict[str, str]:
    return {name: getattr(person.organisation, name) or "" for name in own_data.FIELDS} | changed


@pytest.fixture
def request_of_city(client_person: Person) -> DataRequest:
    return own_data.ask(wanted(client_person, city="Galway", country="ie"), words="We moved.", by=client_person)


def task_of() -> Task:
    return db.session.query(Task).filter_by(kind=TaskKind.DATA_REQUEST).one()


class Own:
    id = 7


@pytest.mark.parametrize("act", [Act.ASK_FOR_CHANGE, Act.CONFIRM_OWN_DATA])
def test_only_who_looks_after_the_account_asks_and_confirms(act: Act) -> None:
    assert why_not(client(), act, Own()) == ""
    assert why_not(client(powers=("dispute",)), act, Own()).startswith("Ask a colleague")
    assert why_not(client(organisation_id=8), act, Own()) == "Only the client's own people can do this."
    assert why_not(Somebody(), act, Own()) == "Only the client's own people can do this."


def test_what_is_asked_for_waits_as_a_task_and_changes_nothing(request_of_city: DataRequest, organisation) -> None:
    assert request_of_city.changes == {"city": ["", "Galway"]}
    assert organisation.city == ""
    assert task_of().status is TaskStatus.OPEN
    assert own_data.of_task(task_of()).id == request_of_city.id


def test_approved_it_is_changed_the_task_done_and_the_client_told(
    request_of_city: DataRequest, agent: Person, organisation
) -> None:
    own_data.approve(request_of_city, words="Thank you.", by=agent)
    assert organisation.city == "Galway"
    assert task_of().status is TaskStatus.DONE
    assert "Galway" in letters("data_request_decided")[0].text


def test_declined_it_stays_and_the_client_reads_why(request_of_city: DataRequest, agent: Person, organisation) -> None:
    with pytest.raises(BadInput):
        own_data.decline(request_of_city, words=" ", by=agent)
    own_data.decline(request_of_city, words="The register says Cork.", by=agent)
    assert (organisation.city, request_of_city.status) == ("", RequestStatus.DECLINED)
    assert "The register says Cork." in letters("data_request_decided")[0].text


def test_taken_back_it_ends_the_task_and_nobody_is_written_to(
    request_of_city: DataRequest, client_person: Person
) -> None:
    own_data.take_back(request_of_city, by=client_person)
    assert task_of().status is TaskStatus.DROPPED
    assert letters("data_request_decided") == []


def test_a_second_request_waits_for_the_first(request_of_city: DataRequest, client_person: Person) -> None:
    with pytest.raises(RuleBroken):
        own_data.ask(wanted(client_person, city="Cork"), words="", by=client_person)


def test_a_decided_request_is_not_decided_again(request_of_city: DataRequest, agent: Person) -> None:
    own_data.approve(request_of_city, by=agent)
    with pytest.raises(RuleBroken):
        own_data.decline(request_of_city, words="No.", by=agent)


def test_what_has_changed_meanwhile_is_not_overwritten(
    request_of_city: DataRequest, agent: Person, organisation
) -> None:
    organisation.city = "Cork"
    db.session.commit()
    with pytest.raises(RuleBroken, match="City has changed"):
        own_data.approve(request_of_city, by=agent)


def test_the_task_is_ended_by_an_answer_and_by_nothing_else(request_of_city: DataRequest, agent: Person) -> None:
    with pytest.raises(RuleBroken):
        tasks.finish(task_of(), outcome="Done.", by=agent)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"city": "x" * 101}, "city"),
        ({"country": "IRL"}, "country"),
        ({"street": "a\nb"}, "street"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(client_person: Person, changed: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        own_data.ask(wanted(client_person, **changed), words="", by=client_person)
    assert refused.value.field == field


def test_clients_decide_nothing_and_find_no_request_of_others(
    request_of_city: DataRequest, client_person: Person
) -> None:
    with pytest.raises(NotAllowed):
        own_data.approve(request_of_city, by=client_person)
    with pytest.raises(NotFound):
        own_data.request_with(request_of_city.public_id, seen_by=factories.make_person(Role.CLIENT))


def test_confirmed_data_bears_its_day(client_person: Person, calendar) -> None:
    assert own_data.confirmed_on(client_person.organisation) is None
    own_data.confirm(by=client_person)
    assert own_data.confirmed_on(client_person.organisation) == calendar.now.date()
