"""Step by step, with what has been done; the tiers down again; what suffers."""

import pytest

from support.disputes import queries, services
from support.disputes.playbooks import FIRST_STEPS, USUAL_STEPS, playbook
from support.disputes.reasons import CheckKind, Reason
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.disputes.building import attached, make_bill, ready, refuse


@pytest.fixture
def dispute(client_person, agent, specialist, manager):
    return factories.make_dispute(make_bill(client_person.organisation), by=client_person)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_steps_and_the_last_are_the_same(dispute, reason) -> None:
    dispute.reason = reason
    steps = playbook(dispute)
    assert len(steps) >= 6
    assert not any(step.done for step in steps)
    assert steps[-1].words.startswith("Record the root cause")


def test_every_step_is_a_sentence_and_the_three_checks_are_in_every_playbook() -> None:
    for steps in (*FIRST_STEPS.values(), USUAL_STEPS):
        assert all(step.words.endswith(".") or step.words.endswith("?") for step in steps)
        assert len(steps) >= len(CheckKind)


def test_what_is_done_is_read_from_the_dispute(client_person, agent) -> None:
    dispute = ready(client_person, agent, reason=Reason.RATE_DISCREPANCY)
    done = {step.words[:10]: step.done for step in playbook(dispute)}
    assert done["Work the l"]
    assert done["Record the"]
    assert not done["Attach the"]
    assert not done["Tell the c"]
    attached(dispute, by=agent)
    services.share_progress(dispute, words="We have found the announcement.", by=agent)
    services.verify_line(dispute, dispute.lines[0], dispute.lines[0].line.net, by=agent)
    assert all(step.done for step in playbook(dispute))


# Down again


def test_what_needs_less_authority_is_handed_down(dispute, agent, specialist) -> None:
    services.escalate(dispute, why="Help.", by=agent)
    services.take(dispute, by=specialist)
    services.hand_down(dispute, why="The price list answers it.", by=specialist)
    assert (dispute.tier, dispute.owner, dispute.taken_at) == (1, agent, None)
    assert not dispute.history[-1].for_client


def test_there_is_nothing_below_the_first_tier_and_only_the_owner_or_a_manager_hands_down(
    dispute, agent, manager
) -> None:
    services.take(dispute, by=agent)
    with pytest.raises(NotAllowed, match="nobody below"):
        services.hand_down(dispute, why="Why not.", by=agent)
    services.escalate(dispute, why="Help.", by=agent)
    with pytest.raises(NotAllowed):
        services.hand_down(dispute, why="Why not.", by=agent)
    services.hand_down(dispute, why="Not needed.", by=manager)
    assert dispute.tier == 1


def test_nothing_new_is_handed_down(dispute, agent, manager) -> None:
    fresh = factories.make_dispute(make_bill(dispute.organisation), by=dispute.opened_by)
    services.escalate(fresh, why="Help.", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.hand_down(fresh, why="Nobody has taken it.", by=manager)


# What suffers


def test_a_stopped_service_lifts_the_dispute_once(dispute, agent, specialist, client_person) -> None:
    for _ in range(2):
        services.flag_service_impact(dispute, why="Their line is cut.", by=agent)
    assert (dispute.service_impact, dispute.tier, dispute.owner) == (True, 2, specialist)
    assert [entry.action for entry in dispute.history].count("flag_impact") == 1
    with pytest.raises(NotAllowed):
        services.flag_service_impact(dispute, why="Ours too.", by=client_person)
    with pytest.raises(BadInput, match="What suffers"):
        services.flag_service_impact(dispute, why=" ", by=agent)


def test_resolved_and_not_satisfied_is_a_bucket_of_its_own(client_person, agent) -> None:
    content, sad = (refuse(ready(client_person, agent), by=agent) for _ in range(2))
    services.close(content, satisfied=True)
    services.close(sad, satisfied=False)
    page = queries.queue(seen_by=agent, view="unsatisfied")
    assert [row.id for row in page.rows] == [sad.id]
