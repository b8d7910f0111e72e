"""Finding out."""

import pytest

from support.disputes import services
from support.disputes.reasons import CauseClass, CheckKind, RootCause
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import BadInput, JustChanged, NotAllowed, RuleBroken
from tests import factories
from tests.disputes.building import eur, make_bill, ready


@pytest.fixture
def dispute(client_person, agent):
    return factories.make_dispute(make_bill(client_person.organisation), by=client_person)


def actions(dispute) -> list[str]:
    return [entry.action for entry in dispute.history]


def test_who_takes_it_owns_it_and_begins(dispute, other_agent) -> None:
    services.take(dispute, by=other_agent)
    assert (dispute.owner, dispute.status) == (other_agent, Status.INVESTIGATING)
    assert dispute.taken_at is not None


def test_a_second_click_changes_nothing(dispute, agent) -> None:
    services.take(dispute, by=agent)
    before = (dispute.version, len(dispute.history))
    services.take(dispute, by=agent)
    assert (dispute.version, len(dispute.history)) == before


def test_the_colleague_who_comes_second_is_told_who_has_it(dispute, agent, other_agent) -> None:
    services.take(dispute, by=agent)
    with pytest.raises(JustChanged, match="Ana Ruiz has taken DSP-00001 already"):
        services.take(dispute, by=other_agent)
    assert dispute.owner == agent


def test_what_was_shown_before_somebody_changed_it_is_refused(dispute, agent, other_agent) -> None:
    shown = dispute.version
    services.add_note(dispute, words="I know this client.", by=other_agent)
    with pytest.raises(JustChanged):
        services.take(dispute, by=agent, version=shown)


def test_it_can_be_given_to_somebody_who_reaches_its_tier(dispute, agent, other_agent, manager, client_person) -> None:
    services.assign(dispute, to=other_agent, by=manager)
    assert (dispute.owner, dispute.taken_at) == (other_agent, None)
    services.escalate(dispute, why="It is difficult.", by=other_agent)
    for wrong in (agent, client_person):
        with pytest.raises(RuleBroken, match="cannot own"):
            services.assign(dispute, to=wrong, by=manager)


def test_the_client_is_asked_and_answers(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.ask_client(dispute, question="Which delivery?", by=agent)
    assert dispute.status is Status.AWAITING_CLIENT
    services.client_answers(dispute, words="The second one.", by=client_person)
    assert dispute.status is Status.INVESTIGATING
    assert [entry.facts for entry in dispute.history[-2:]] == [
        {"question": "Which delivery?"},
        {"words": "The second one."},
    ]


def test_work_goes_on_without_an_answer(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.ask_client(dispute, question="Which delivery?", by=agent)
    services.resume(dispute, why="No answer for a week.", by=agent)
    assert dispute.status is Status.INVESTIGATING


def test_a_check_that_is_recorded_again_replaces_the_first(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.record_check(
        dispute, kind=CheckKind.BILLING, finding="It is right.", evidence="DLV-2", passed=True, by=agent
    )
    checks = {check.kind: check for check in dispute.checks}
    assert len(dispute.checks) == 3
    assert (checks[CheckKind.BILLING].finding, checks[CheckKind.BILLING].passed) == ("It is right.", True)


def test_a_check_needs_what_was_found_and_what_it_rests_on(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    for given in ({"finding": " ", "evidence": "x"}, {"finding": "x", "evidence": ""}):
        with pytest.raises(BadInput, match="is missing"):
            services.record_check(dispute, kind=CheckKind.BILLING, passed=True, by=agent, **given)


def test_a_cause_has_its_class(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.record_cause(dispute, root_cause=RootCause.EXPECTATION_MISMATCH, by=agent)
    assert dispute.cause_class is CauseClass.MISCOMMUNICATION


def test_a_line_is_verified_between_nothing_and_what_was_billed(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    assert services.verify_line(dispute, dispute.lines[0].line, eur("10"), by=agent).verified_minor == 1000
    with pytest.raises(BadInput, match=r"between nothing and the 40\.00 EUR"):
        services.verify_line(dispute, dispute.lines[0], eur("40.01"), by=agent)
    with pytest.raises(BadInput, match="not in DSP"):
        services.verify_line(dispute, dispute.invoice.lines[1], eur("1"), by=agent)


def test_the_same_document_twice_is_one(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    first, second = (
        services.attach_document(dispute, kind="contract", ref="AGR-1", title="The agreement", by=agent)
        for _ in range(2)
    )
    assert first.id == second.id
    assert actions(dispute).count("attach_document") == 1


def test_a_note_is_in_nobodys_history_but_staffs(dispute, agent) -> None:
    services.add_note(dispute, words="Their accountant is difficult.", by=agent)
    entry = dispute.history[-1]
    assert not entry.for_client
    assert "difficult" not in str(entry.facts)


def test_a_client_cannot_note_or_take_or_check(dispute, client_person, agent) -> None:
    services.take(dispute, by=agent)
    with pytest.raises(NotAllowed):
        services.add_note(dispute, words="Hello", by=client_person)
    with pytest.raises(NotAllowed):
        services.take(dispute, by=client_person)
    with pytest.raises(NotAllowed):
        services.record_cause(dispute, root_cause=RootCause.DATA_ENTRY, by=client_person)


def test_nothing_is_checked_before_somebody_has_taken_it(dispute, agent) -> None:
    with pytest.raises(RuleBroken, match="not possible while"):
        services.record_cause(dispute, root_cause=RootCause.DATA_ENTRY, by=agent)


def test_who_has_to_write_again_and_again_is_heard_higher_up(dispute, client_person, specialist) -> None:
    for words in ("Hello?", "Anybody there?"):
        services.add_statement(dispute, words=words, by=client_person)
    assert dispute.tier == 1
    services.add_statement(dispute, words="Really?", by=client_person)
    assert (dispute.tier, dispute.owner) == (2, specialist)


def test_a_word_from_us_begins_the_count_again(dispute, client_person, agent, specialist) -> None:
    services.take(dispute, by=agent)
    for _ in range(2):
        services.add_statement(dispute, words="Hello?", by=client_person)
    services.share_progress(dispute, words="We have asked the driver.", by=agent)
    services.add_statement(dispute, words="Thanks.", by=client_person)
    assert dispute.tier == 1


def test_what_staff_write_down_for_a_client_does_not_count(dispute, agent, specialist) -> None:
    for _ in range(5):
        services.add_statement(dispute, words="They called again.", by=agent)
    assert dispute.tier == 1


def test_another_clients_person_says_nothing_here(dispute) -> None:
    stranger = factories.make_person(factories.Role.CLIENT)
    with pytest.raises(NotAllowed):
        services.add_statement(dispute, words="Me too!", by=stranger)


def test_only_what_the_clocks_know_is_a_fact(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.record_fact(dispute, name="new_account", words="Opened in February", by=agent)
    with pytest.raises(BadInput, match="No clock asks"):
        services.record_fact(dispute, name="resolved", by=agent)
    assert dispute.history[-1].facts == {"name": "new_account", "words": "Opened in February"}


def test_a_refused_step_leaves_no_trace(dispute, client_person, agent) -> None:
    before = len(dispute.history)
    with pytest.raises(NotAllowed):
        services.ask_client(services.take(dispute, by=agent), question="Which?", by=client_person)
    db.session.expire_all()
    assert len(dispute.history) == before + 1
