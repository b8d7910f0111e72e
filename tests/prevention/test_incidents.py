"""One mistake for many: noticed once, confirmed by a manager, sampled by a second person, credited once each."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.audit import audit_client
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.money import Money
from support.prevention import crediting, incidents
from support.prevention.incident_models import Incident
from support.prevention.kinds import IncidentKind, IncidentStatus
from support.prevention.noticing import notice_patterns
from tests import factories
from tests.prevention.conftest import letters

WORDS = "On 2 March a wrong price list was read in."


def overcharged_clients(count: int) -> list[Organisation]:
    """Each with one line 40.00 above the agreed price, and somebody who reads letters."""
    clients = []
    for _ in range(count):
        client = factories.make_organisation()
        factories.make_person(Role.CLIENT, organisation=client)
        factories.make_price(factories.make_contract(client))
        factories.make_invoice(client, [{"unit_price": "140"}], issued_on=date(2026, 3, 2))
        audit_client(client)
        clients.append(client)
    return clients


@pytest.fixture
def incident(app: Flask, manager: Person) -> Incident:
    overcharged_clients(6)
    assert notice_patterns() == 1
    return db.session.scalars(select(Incident)).one()


def confirmed(incident: Incident, manager: Person) -> Incident:
    return incidents.confirm(incident, explanation=WORDS, by=manager)


def released(incident: Incident, manager: Person, agent: Person, other_agent: Person) -> Incident:
    incidents.prepare_credits(confirmed(incident, manager), by=agent)
    for error in incidents.errors_of(incident, sampled=True):
        incidents.judge(error, right=True, by=other_agent)
    return incidents.release(incident, by=manager)


def credit_notes() -> int:
    wanted = select(func.count()).select_from(Invoice).where(Invoice.kind == DocumentKind.CREDIT_NOTE)
    return db.session.scalar(wanted) or 0


def test_a_mass_error_is_noticed_once_and_the_managers_hear_of_it(incident: Incident, manager: Person) -> None:
    assert (incident.kind, incident.status, incident.clients) == (IncidentKind.MASS, IncidentStatus.NOTICED, 6)
    assert [letter.to_email for letter in letters("incident_noticed")] == [manager.email]
    assert notice_patterns() == 0
    assert letters("incident_notice") == []


def test_what_comes_later_joins_it(incident: Incident) -> None:
    overcharged_clients(1)
    assert notice_patterns() == 1
    assert notice_patterns() == 0
    assert db.session.scalar(select(func.count()).select_from(Incident)) == 1
    assert incidents.progress(incident).lines == 7


def test_an_agent_confirms_no_incident(incident: Incident, agent: Person) -> None:
    with pytest.raises(NotAllowed, match="Only a manager"):
        confirmed(incident, agent)
    with pytest.raises(NotAllowed, match="Only a manager"):
        incidents.dismiss(incident, words="No.", by=agent)


def test_confirming_needs_an_explanation(incident: Incident, manager: Person) -> None:
    with pytest.raises(BadInput, match="explanation"):
        incidents.confirm(incident, explanation=" ", by=manager)


def test_every_affected_client_is_told_once_and_not_all_at_once(
    incident: Incident, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert crediting.tell_affected() == 0
    confirmed(incident, manager)
    few_at_once(monkeypatch, 4)
    assert [crediting.tell_affected() for _ in range(3)] == [4, 2, 0]
    told = letters("incident_notice")
    assert len({letter.to_email for letter in told}) == len(told) == 6
    assert WORDS in told[0].text
    assert "€40.00" in told[0].text


def few_at_once(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    from dataclasses import replace

    from support import policies

    desk = policies.desk()
    numbers = replace(desk.prevention.recurrence, at_once=count)
    changed = replace(desk, prevention=replace(desk.prevention, recurrence=numbers))
    monkeypatch.setattr(policies, "desk", lambda: changed)


def test_no_credit_goes_out_before_the_sample_is_right(
    incident: Incident, manager: Person, agent: Person, other_agent: Person
) -> None:
    incidents.prepare_credits(confirmed(incident, manager), by=agent)
    sample = incidents.errors_of(incident, sampled=True)
    assert len(sample) == 5
    with pytest.raises(RuleBroken, match="5 of the sample have not been looked at"):
        incidents.release(incident, by=manager)
    for error in sample[:-1]:
        incidents.judge(error, right=True, by=other_agent)
    incidents.judge(sample[-1], right=False, by=other_agent)
    with pytest.raises(RuleBroken, match="1 of the sample are wrong"):
        incidents.release(incident, by=manager)
    assert crediting.credit_next() == 0
    assert credit_notes() == 0


def test_what_was_wrong_is_amended_and_a_new_sample_drawn(
    incident: Incident, manager: Person, agent: Person, other_agent: Person
) -> None:
    incidents.prepare_credits(confirmed(incident, manager), by=agent)
    wrong = incidents.errors_of(incident, sampled=True)[0]
    incidents.judge(wrong, right=False, by=other_agent)
    incidents.amend(wrong, amount=Money.zero("EUR"), words="Their price was agreed by telephone.", by=agent)
    assert incident.status is IncidentStatus.CONFIRMED
    incidents.prepare_credits(incident, by=agent)
    assert incidents.progress(incident).judged == 0
    assert wrong.id not in {error.id for error in incidents.errors_of(incident, sampled=True)}


def test_nobody_looks_at_the_sample_of_their_own_batch(incident: Incident, manager: Person, agent: Person) -> None:
    incidents.prepare_credits(confirmed(incident, manager), by=agent)
    with pytest.raises(NotAllowed, match="somebody else"):
        incidents.judge(incidents.errors_of(incident, sampled=True)[0], right=True, by=agent)


def test_a_manager_does_not_release_what_they_prepared(
    incident: Incident, manager: Person, other_agent: Person
) -> None:
    incidents.prepare_credits(confirmed(incident, manager), by=manager)
    for error in incidents.errors_of(incident, sampled=True):
        incidents.judge(error, right=True, by=other_agent)
    with pytest.raises(NotAllowed, match="somebody else"):
        incidents.release(incident, by=manager)


def test_an_agent_releases_no_credits(incident: Incident, manager: Person, agent: Person, other_agent: Person) -> None:
    incidents.prepare_credits(confirmed(incident, manager), by=agent)
    with pytest.raises(NotAllowed, match="Only a manager"):
        incidents.release(incident, by=other_agent)


def test_released_each_line_is_credited_once_and_its_client_told(
    incident: Incident, manager: Person, agent: Person, other_agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(incident, manager, agent, other_agent)
    few_at_once(monkeypatch, 4)
    assert [crediting.credit_next() for _ in range(3)] == [4, 2, 0]
    assert credit_notes() == 6
    assert len(letters("incident_credit")) == 6
    assert incident.status is IncidentStatus.CLOSED
    assert incidents.progress(incident).to_do == 0


def test_a_batch_that_was_interrupted_goes_on_where_it_stopped(
    incident: Incident, manager: Person, agent: Person, other_agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(incident, manager, agent, other_agent)
    real, calls = crediting.credit_lines, []

    def dies(*given: object, **more: object) -> Invoice:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the machine went off")
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(crediting, "credit_lines", dies)
    with pytest.raises(RuntimeError):
        crediting.credit_next()
    assert credit_notes() == 2
    assert crediting.credit_next() == 4
    assert credit_notes() == 6


def test_a_line_that_its_client_disputes_is_left_to_the_dispute(
    incident: Incident, manager: Person, agent: Person, other_agent: Person
) -> None:
    released(incident, manager, agent, other_agent)
    error = incidents.errors_of(incident)[0]
    dispute = factories.make_dispute(error.invoice, by=error.organisation.people[0])
    assert crediting.credit_next() == 5
    assert dispute.reference in error.left_out


def test_what_was_credited_meanwhile_is_not_credited_again(
    incident: Incident, manager: Person, agent: Person, other_agent: Person
) -> None:
    from support.billing.credit import credit_lines

    released(incident, manager, agent, other_agent)
    error = incidents.errors_of(incident)[0]
    credit_lines(error.invoice, [(error.line, error.line.net)], reason="Goodwill", key="by hand")
    assert crediting.credit_next() == 5
    assert error.credit_note_id is None
    assert error.left_out


def test_a_dispute_of_the_same_line_is_linked(app: Flask, manager: Person) -> None:
    (client, *_) = overcharged_clients(4)
    invoice = db.session.scalars(select(Invoice).where(Invoice.organisation_id == client.id)).one()
    dispute = factories.make_dispute(invoice, by=client.people[0])
    notice_patterns()
    found = db.session.scalars(select(Incident)).one()
    assert dispute.id in {error.dispute_id for error in incidents.errors_of(found)}


def test_what_was_dismissed_does_not_come_up_again(incident: Incident, manager: Person) -> None:
    incidents.dismiss(incident, words="The list was right.", by=manager)
    assert notice_patterns() == 0
    assert crediting.tell_affected() == 0


def test_more_than_was_billed_is_no_amendment(incident: Incident, manager: Person, agent: Person) -> None:
    confirmed(incident, manager)
    with pytest.raises(BadInput, match="Between nothing"):
        incidents.amend(incidents.errors_of(incident)[0], amount=Money(14001, "EUR"), words="More.", by=agent)
