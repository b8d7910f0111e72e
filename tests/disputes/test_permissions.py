"""One refusal for each predicate of each clause, and what every person is told."""

from datetime import timedelta

import pytest

from support.accounts.roles import Role
from support.disputes.permissions import Given, can, over_limit, why_not
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import Action, Status
from support.kernel import clock
from tests.disputes.stand_ins import Proposed, Somebody, Something, client, decided, manager

OWNED = {Action.ASK_CLIENT, Action.REQUEST_APPROVAL, Action.OFFER, Action.RESOLVE, Action.RECORD_CHECK, Action.RECORD_CAUSE, Action.VERIFY_LINE}  # fmt: skip


@pytest.mark.parametrize("action", sorted(OWNED))
def test_its_owner_works_on_it_and_nobody_else(action: Action) -> None:
    dispute = Something(owner_id=1)
    assert can(Somebody(id=1), action, dispute)
    assert why_not(Somebody(id=2), action, dispute) == "It belongs to a colleague. Take it, or ask them."
    assert why_not(Somebody(id=1, active=False), action, dispute) == "Your account is no longer active."
    assert why_not(Somebody(id=1), action, Something(tier=2)) == "It has gone up to people with more authority."
    assert not can(client(id=1), action, dispute)


@pytest.mark.parametrize(
    "action",
    [
        Action.RESUME,
        Action.ASSIGN,
        Action.SHARE_PROGRESS,
        Action.RECORD_FACT,
        Action.MERGE,
        Action.SPLIT,
        Action.RECORD_REFUND,
        Action.RECORD_INSTALMENT,
        Action.RECORD_DELIVERY,
        Action.WRITE_CORRECTED,
    ],
)
def test_its_owner_or_a_manager_may(action: Action) -> None:
    dispute = Something(owner_id=1)
    assert can(Somebody(id=1), action, dispute)
    assert can(manager(id=2), action, dispute)
    assert not can(Somebody(id=2), action, dispute)
    assert not can(client(id=1), action, dispute)
    assert not can(manager(id=2, active=False), action, dispute)


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.DECLINE_OFFER, Action.COUNTER_OFFER, Action.WITHDRAW])
def test_only_the_client_speaks_for_the_client(action: Action) -> None:
    dispute = Something()
    assert can(client(), action, dispute)
    assert why_not(client(organisation_id=8), action, dispute) == "Only the client can do this."
    assert not can(client(active=False), action, dispute)
    assert not can(manager(organisation_id=7), action, dispute)


@pytest.mark.parametrize("action", [Action.CLIENT_ANSWERED, Action.ADD_STATEMENT, Action.ESCALATE])
def test_the_client_or_staff_for_them(action: Action) -> None:
    assert can(client(), action, Something())
    assert can(Somebody(id=5), action, Something())
    assert not can(client(organisation_id=8), action, Something())
    assert not can(Somebody(active=False), action, Something())


@pytest.mark.parametrize("action", [Action.ADD_NOTE, Action.ACKNOWLEDGE, Action.LINK, Action.TAG])
def test_only_staff_keep_notes(action: Action) -> None:
    assert can(Somebody(id=5), action, Something())
    assert why_not(client(), action, Something()) == "Only staff can do this."


@pytest.mark.parametrize(
    "action",
    [
        Action.TELL_STANDING,
        Action.EXPIRE_OFFER,
        Action.START_FOLLOW_UP,
        Action.REMIND_INSTALMENT,
        Action.REMIND_OFFER,
        Action.VOID_CREDIT,
    ],
)
def test_only_a_manager_does_what_the_clock_does(action: Action) -> None:
    assert can(manager(), action, Something())
    assert why_not(Somebody(), action, Something()) == "Only a manager can do this."


def test_documents_come_from_the_owner_or_the_client() -> None:
    assert can(Somebody(id=1), Action.ATTACH_DOCUMENT, Something())
    assert can(client(), Action.ATTACH_DOCUMENT, Something())
    assert not can(Somebody(id=2), Action.ATTACH_DOCUMENT, Something())
    assert not can(client(organisation_id=8), Action.ATTACH_DOCUMENT, Something())


def test_closing_is_for_the_client_or_a_manager() -> None:
    assert can(client(), Action.CLOSE, Something())
    assert can(manager(), Action.CLOSE, Something())
    assert not can(Somebody(id=1), Action.CLOSE, Something())
    assert not can(client(organisation_id=8), Action.CLOSE, Something())


def test_another_dispute_is_taken_in_by_staff_who_reach_its_tier() -> None:
    assert can(Somebody(id=5), Action.TAKE_IN, Something())
    assert why_not(Somebody(), Action.TAKE_IN, Something(tier=2)) == "It has gone up to people with more authority."
    assert not can(client(), Action.TAKE_IN, Something())
    assert not can(Somebody(active=False), Action.TAKE_IN, Something())


# Taking


def test_what_nobody_has_begun_on_is_free() -> None:
    for free in (
        Something(owner_id=2, status=Status.ACKNOWLEDGED),
        Something(owner_id=2, taken_at=None),
        Something(owner_id=None),
    ):
        assert can(Somebody(id=1), Action.TAKE, free)


def test_what_a_colleague_has_begun_on_is_taken_but_not_for_more_authority() -> None:
    taken = Something(owner_id=2, owner=Somebody(id=2))
    assert why_not(Somebody(id=1), Action.TAKE, taken) == "A colleague has taken it already."
    assert can(Somebody(Role.SPECIALIST, id=3), Action.TAKE, taken)


def test_nobody_takes_what_is_above_them() -> None:
    above = Something(owner_id=None, tier=2, taken_at=None)
    assert why_not(Somebody(id=1), Action.TAKE, above) == "It has gone up to people with more authority."
    assert not can(Somebody(Role.SPECIALIST, active=False), Action.TAKE, above)
    assert not can(client(), Action.TAKE, above)


# Approving


APPROVALS = [Action.APPROVE, Action.APPROVE_OFFER]


@pytest.mark.parametrize("action", APPROVALS)
def test_a_manager_approves_what_somebody_else_proposed(action: Action) -> None:
    assert can(manager(id=1), action, Proposed(amount_minor=10000, proposed_by_id=2))


@pytest.mark.parametrize("action", [*APPROVALS, Action.SEND_BACK])
def test_nobody_approves_their_own(action: Action) -> None:
    own = Proposed(amount_minor=10000, proposed_by_id=1)
    assert why_not(manager(id=1), action, own) == "You proposed it: somebody else has to approve it."


@pytest.mark.parametrize("action", [*APPROVALS, Action.SEND_BACK])
def test_only_an_active_manager_approves(action: Action) -> None:
    assert why_not(Somebody(Role.SPECIALIST, id=1), action, Proposed()) == "Only a manager can do this."
    assert why_not(manager(active=False), action, Proposed()) == "Your account is no longer active."


@pytest.mark.parametrize("action", APPROVALS)
def test_a_manager_too_has_limits(action: Action) -> None:
    beyond = Proposed(amount_minor=500001)
    assert why_not(manager(), action, beyond) == "It is above what you may give on your own."
    assert can(manager(), Action.SEND_BACK, beyond)


@pytest.mark.parametrize("action", [Action.RESOLVE, Action.OFFER])
def test_a_remedy_above_the_limit_is_not_given_alone(action: Action) -> None:
    assert can(Somebody(id=1), action, Proposed(amount_minor=5000))
    assert why_not(Somebody(id=1), action, Proposed(amount_minor=5001)) == "It is above what you may give on your own."


@pytest.mark.parametrize(
    ("role", "minor", "passed"),
    [
        (Role.AGENT, 5000, None),
        (Role.AGENT, 5001, "remedy"),
        (Role.SPECIALIST, 25000, None),
        (Role.SPECIALIST, 25001, "remedy"),
        (Role.MANAGER, 500000, None),
        (Role.MANAGER, 500001, "remedy"),
        (Role.CLIENT, 1, "remedy"),
        (Role.CLIENT, 0, None),
    ],
)
def test_each_role_has_its_limit(role: Role, minor: int, passed: str | None) -> None:
    assert over_limit(Somebody(role), Proposed(amount_minor=minor)) == passed


def test_parts_of_a_sum_need_the_authority_of_the_sum() -> None:
    dispute = Something()
    first = Proposed(dispute, 3000, status=RemedyStatus.POSTED)
    second = Proposed(dispute, 3000)
    dispute.remedies = [first, second]
    assert over_limit(Somebody(), second) == "dispute"
    first.status = RemedyStatus.DECLINED
    assert over_limit(Somebody(), second) is None


@pytest.mark.parametrize(
    ("given", "passed"),
    [(Given(15000, 15000, 15000), None), (Given(15001, 15001, 15001), "day"), (Given(0, 45001, 45001), "week"), (Given(0, 0, 95001), "month")],
)  # fmt: skip
def test_many_small_ones_are_stopped_by_the_day_the_week_and_the_month(given: Given, passed: str | None) -> None:
    assert over_limit(Somebody(), Proposed(amount_minor=5000), given) == passed


# Going back on a decision


def test_a_client_rejects_our_decision_within_the_window() -> None:
    assert can(client(), Action.REJECT_OUTCOME, decided())
    late = decided()
    late.decided_at = clock.now() - timedelta(days=60, seconds=1)
    assert why_not(client(), Action.REJECT_OUTCOME, late) == "The time for going back on the decision has passed."


@pytest.mark.parametrize("outcome", [Outcome.SETTLED, Outcome.WITHDRAWN])
def test_what_the_client_agreed_to_is_not_rejected(outcome: Outcome) -> None:
    assert why_not(client(), Action.REJECT_OUTCOME, decided(outcome)).startswith("What you accepted")


def test_who_is_satisfied_does_not_reject() -> None:
    assert why_not(client(), Action.REJECT_OUTCOME, decided(satisfied=True)).startswith("You have said")
    assert can(client(), Action.REJECT_OUTCOME, decided(satisfied=False))


def test_staff_and_strangers_do_not_reject_for_a_client() -> None:
    assert not can(manager(), Action.REJECT_OUTCOME, decided())
    assert not can(client(organisation_id=8), Action.REJECT_OUTCOME, decided())
    assert not can(client(active=False), Action.REJECT_OUTCOME, decided())


def test_client_and_staff_who_reach_its_tier_reopen_within_the_window_and_a_manager_at_any_time() -> None:
    old = Something(tier=2, status=Status.CLOSED, decided_at=clock.now() - timedelta(days=61))
    assert why_not(client(), Action.REOPEN, old) == "The time for going back on the decision has passed."
    assert can(client(), Action.REOPEN, decided())
    assert not can(client(organisation_id=8), Action.REOPEN, decided())
    assert can(Somebody(Role.SPECIALIST), Action.REOPEN, decided(tier=2))
    assert not can(Somebody(), Action.REOPEN, decided(tier=2))
    assert not can(Somebody(Role.SPECIALIST), Action.REOPEN, old)
    assert can(Somebody(Role.MANAGER), Action.REOPEN, old)
    assert not can(Somebody(Role.MANAGER, active=False), Action.REOPEN, old)


def test_a_dispute_of_another_department_is_not_taken_but_by_a_manager() -> None:
    theirs = Something(owner_id=None, department="sales")
    assert can(Somebody(department="sales"), Action.TAKE, theirs)
    assert can(manager(), Action.TAKE, theirs)
    assert why_not(Somebody(), Action.TAKE, theirs) == "It is with another department. Ask them to hand it over."


def test_what_somebody_has_begun_on_is_not_taken_by_a_manager_of_the_same_rank() -> None:
    begun = Something(owner_id=2, owner=manager(id=2))
    assert why_not(manager(id=1), Action.TAKE, begun) == "A colleague has taken it already."


def test_its_owner_a_manager_or_while_it_is_nobodys_its_department_hands_it_over() -> None:
    assert can(Somebody(id=1), Action.HAND_OVER, Something(owner_id=1))
    assert can(manager(id=2), Action.HAND_OVER, Something(owner_id=1))
    assert can(Somebody(id=2), Action.HAND_OVER, Something(owner_id=None))
    assert why_not(Somebody(id=2), Action.HAND_OVER, Something(owner_id=1)).startswith("It belongs to a colleague")
    nobodys = Something(owner_id=None, department="sales")
    assert why_not(Somebody(id=2), Action.HAND_OVER, nobodys).startswith("It is with another department")
    assert not can(client(), Action.HAND_OVER, Something())


@pytest.mark.parametrize("action", [Action.OVERRIDE, Action.LAPSE, Action.GIVE_NOTICE])
def test_only_a_manager_sets_rules_aside_and_ends_what_nobody_answers(action) -> None:
    assert can(manager(), action, Something())
    for nobody in (Somebody(), Somebody(Role.SPECIALIST), client(), manager(active=False)):
        assert not can(nobody, action, Something())


def test_only_who_proposed_it_takes_it_back() -> None:
    assert can(Somebody(id=99), Action.RECALL, Proposed())
    assert why_not(Somebody(id=5), Action.RECALL, Proposed()) == "Only who proposed it can take it back."
    assert not can(client(id=99), Action.RECALL, Proposed())
    assert not can(Somebody(id=99, active=False), Action.RECALL, Proposed())


def test_who_works_on_it_or_a_manager_takes_it_out_of_the_other_again() -> None:
    merged = Something(status=Status.MERGED)
    assert can(Somebody(), Action.UNMERGE, merged)
    assert can(manager(id=3), Action.UNMERGE, merged)
    assert not can(Somebody(id=2), Action.UNMERGE, merged)
    assert not can(client(), Action.UNMERGE, merged)
    assert not can(Somebody(), Action.GIVE_BACK, Something(tier=2))
    assert can(Somebody(Role.SPECIALIST), Action.GIVE_BACK, Something(tier=2))
    assert not can(client(), Action.UNLINK, Something())
    assert can(Somebody(id=2), Action.UNLINK, Something())


def test_only_who_works_on_it_refuses_what_the_client_asks_for_instead() -> None:
    assert can(Somebody(), Action.REFUSE_COUNTER, Something())
    for nobody in (Somebody(id=2), client(), Somebody(active=False)):
        assert not can(nobody, Action.REFUSE_COUNTER, Something())
