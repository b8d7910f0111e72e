"""Rules that a manager sets aside in the client's favour: with a reason, once, for everybody to see."""

from datetime import date

import pytest

from support.billing.kinds import Severity
from support.billing.settlement import Finding
from support.disputes import services
from support.disputes.overriding import overrides
from support.disputes.reasons import Channel, OverrideKind, RemedyKind, RemedyStatus
from support.disputes.states import Action, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.sla.queries import clocks_of
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer, ready, refuse

WHY = "They were in hospital, and told us as soon as they could."


@pytest.fixture
def late(client_person, agent):
    """Of an invoice that is older than the notice window."""
    bill = make_bill(client_person.organisation, issued_on=date(2025, 11, 3))
    return factories.investigated(factories.make_dispute(bill, by=client_person), by=agent)


def override(dispute, by, rule=OverrideKind.NOTICE_WINDOW, why=WHY):
    return services.override(dispute, rule=rule, why=why, by=by)


def test_on_a_late_dispute_nothing_is_given_before_a_manager_has_overridden_the_window(late, agent, manager) -> None:
    assert late.late
    for give in (lambda: correct(late, "10", by=agent), lambda: offer(late, "10", by=agent)):
        with pytest.raises(RuleBroken, match="a manager overrides that"):
            give()
    override(late, manager)
    assert correct(late, "10", by=agent).status is RemedyStatus.POSTED


def test_a_late_dispute_may_be_explained_and_apologised_for_without_one(late, agent) -> None:
    offer(late, "0", by=agent, kind=RemedyKind.APOLOGY)
    services.expire_offer(late.remedies[-1], by=factories.make_person(factories.Role.MANAGER))
    assert refuse(late, by=agent).status is Status.RESOLVED


def test_what_we_have_found_wrong_ourselves_is_put_right_however_late(late, agent) -> None:
    line = late.lines[0].line
    found = Finding(
        rule="R4",
        reason="duplicate",
        severity=Severity.ERROR,
        organisation_id=late.organisation_id,
        invoice_id=late.invoice_id,
        line_id=line.id,
        place=f"line:{line.line_id}",
        difference_minor=line.net_minor,
        currency=late.currency,
        fingerprint="found",
        message="Billed twice.",
        found_at=late.opened_at,
    )
    db.session.add(found)
    db.session.commit()
    assert correct(late, "10", by=agent).status is RemedyStatus.POSTED


def test_an_override_is_kept_with_its_reason_shown_and_reported(late, manager) -> None:
    made = override(late, manager)
    entry = late.history[-1]
    assert (entry.action, entry.facts["why"], entry.for_client) == (Action.OVERRIDE, WHY, True)
    assert [(row.why, row.by, row.rule, dispute) for row, dispute in overrides()] == [
        (WHY, manager, OverrideKind.NOTICE_WINDOW, late)
    ]
    assert late.in_time
    assert verify(late) == []
    assert override(late, manager, why="Again.") == made, "a second time changes nothing"
    assert overrides(since=made.at.replace(year=2027)) == []


@pytest.mark.parametrize("who", ["agent", "client_person"])
def test_nobody_but_a_manager_overrides_a_rule(late, who, request) -> None:
    with pytest.raises(NotAllowed, match="Only a manager"):
        override(late, request.getfixturevalue(who))
    assert late.overrides == []


def test_an_override_has_a_reason_and_a_rule_that_stands_in_the_way(late, client_person, agent, manager) -> None:
    with pytest.raises(BadInput, match="reason"):
        override(late, manager, why=" ")
    with pytest.raises(BadInput, match="Open it again"):
        override(late, manager, OverrideKind.REOPEN_WINDOW)
    with pytest.raises(RuleBroken, match="inside the notice window"):
        override(ready(client_person, agent), manager)


def test_overriding_the_window_brings_the_clocks_of_the_clients_own_rules_back(client_person, agent, manager) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    bill = make_bill(client_person.organisation, issued_on=date(2025, 11, 3))
    dispute = factories.make_dispute(bill, by=client_person, channel=Channel.PORTAL)
    assert {clock.profile for clock in clocks_of(dispute)} == {"default_b2b"}
    override(dispute, manager)
    assert "us_reg_e" in {clock.profile for clock in clocks_of(dispute)}


def test_after_the_time_for_it_a_manager_reopens_and_that_is_an_override(
    client_person, agent, manager, calendar
) -> None:
    dispute = ready(client_person, agent)
    correct(dispute, "10", by=agent)
    calendar.forward(days=61)
    for nobody in (client_person, agent):
        with pytest.raises(NotAllowed, match="time for going back"):
            services.reopen(dispute, why=WHY, by=nobody)
    services.reopen(dispute, why=WHY, by=manager)
    assert dispute.status is Status.INVESTIGATING
    assert [(row.rule, row.why) for row in dispute.overrides] == [(OverrideKind.REOPEN_WINDOW, WHY)]


def test_inside_the_time_reopening_is_no_override(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent)
    correct(dispute, "10", by=agent)
    services.reopen(dispute, why=WHY, by=manager)
    assert dispute.overrides == []


def test_another_rule_is_overridden_in_words(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent)
    override(dispute, manager, OverrideKind.OTHER, "The late fee of May is waived.")
    override(dispute, manager, OverrideKind.OTHER, "And that of June.")
    assert [row.why for row in dispute.overrides] == ["The late fee of May is waived.", "And that of June."]
    assert eur("0") == dispute.approved
