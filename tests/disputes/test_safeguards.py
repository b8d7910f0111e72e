"""The rules of disputes hold in the database: raw SQL that would break one is refused."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from support.disputes import services
from support.extensions import db
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready, refuse


def refused(statement: str) -> str:
    with pytest.raises(IntegrityError) as no:
        db.session.execute(text(statement))
    db.session.rollback()
    return str(no.value.orig)


def test_nothing_is_decided_without_checks_and_a_cause(client_person, agent) -> None:
    factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    done = "update disputes set status = 'resolved', outcome = 'upheld', decided_at = opened_at"
    assert "without the three checks" in refused(done)


def test_a_line_is_in_one_open_dispute_and_only_while_that_is_open(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    refuse(dispute, by=agent)
    assert "only while the dispute is open" in refused("update disputed_lines set open = true")
    again = factories.make_dispute(dispute.invoice, by=client_person)
    assert again.id != dispute.id
    moved = f"update disputed_lines set dispute_id = {again.id}, open = true where dispute_id = {dispute.id}"  # noqa: S608
    assert "unique" in refused(moved).lower()


def test_a_proposal_is_never_changed_nor_given_once_it_has_ended(client_person, agent, manager) -> None:
    waiting = correct(ready(client_person, agent, "90"), "60", by=agent)
    assert "never changed" in refused("update remedies set amount_minor = 1")
    services.send_back(waiting, words="No.", by=manager)
    given = "update remedies set status = 'posted', posted_at = proposed_at"
    assert "not given any more" in refused(given)


def test_only_what_was_asked_for_is_answered_and_only_of_what_ran_out_is_notice_given(client_person, agent) -> None:
    offer(ready(client_person, agent), "10", by=agent)
    assert "only what a client has asked for" in refused("update remedies set counter_answered_at = proposed_at")
    assert "only of a proposal that ran out" in refused("update remedies set notice_at = proposed_at")
