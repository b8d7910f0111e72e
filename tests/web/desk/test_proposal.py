"""The dossier proposes a whole decision; the agent reads its letter, confirms it, or changes it."""

import pytest

from support.accounts.models import Organisation, Person
from support.billing.audit import audit_client
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome, Reason, RootCause
from support.disputes.states import Status
from tests import factories
from tests.pages import Pages


@pytest.fixture
def overcharged(organisation: Organisation, client_person: Person, agent: Person) -> Dispute:
    """Billed at 140, agreed at 100; the audit has seen it, and Ana has taken it."""
    factories.make_price(factories.make_contract(organisation))
    invoice = factories.make_invoice(organisation, [{"unit_price": "140"}, {"unit_price": "20", "sku": "MILK"}])
    audit_client(organisation)
    dispute = factories.make_dispute(
        invoice, by=client_person, reason=Reason.RATE_DISCREPANCY, statement="We agreed on 100."
    )
    return services.take(dispute, by=agent)


def test_the_proposal_is_ready_as_soon_as_the_dispute_is_open(
    pages: Pages, overcharged: Dispute, agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    assert "Proposed decision" in page.text
    assert "Line 1 : credit €40.00 (what our own check found)" in page.text


def test_its_letter_is_read_before_anything_happens(pages: Pages, overcharged: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    page.form("/proposal")["action"] = f"/desk/disputes/{overcharged.reference}/preview/proposal"
    shown = pages.submit(page, "/preview/proposal")
    assert "What the client would get" in shown.text
    assert "€48.00" in shown.text
    assert overcharged.status is Status.INVESTIGATING
    assert overcharged.checks == []


def test_confirmed_it_is_decided_with_checks_cause_and_credit(
    pages: Pages, overcharged: Dispute, agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    pages.submit(page, "/proposal")
    assert (overcharged.status, overcharged.outcome) == (Status.RESOLVED, Outcome.PARTLY_UPHELD)
    assert len(overcharged.checks) == 3
    assert overcharged.root_cause is RootCause.DATA_ENTRY
    assert overcharged.approved.decimal == "40.00"


def test_changed_it_is_decided_as_changed(pages: Pages, overcharged: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    line = overcharged.lines[0].line_id
    given = {f"proposed_{line}": "0", "root_cause": "client_misunderstanding"}
    pages.submit(page, "/proposal", said="The price of 140 was agreed for the better beans.", **given)
    assert overcharged.outcome is Outcome.NOT_UPHELD
    assert overcharged.documents


def test_above_the_limit_a_manager_is_asked(pages: Pages, overcharged: Dispute, agent: Person, manager: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    pages.submit(page, "/proposal", **{f"proposed_{overcharged.lines[0].line_id}": "90"})
    assert overcharged.status is Status.AWAITING_APPROVAL


def test_refused_it_keeps_what_was_typed_and_records_nothing(pages: Pages, overcharged: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{overcharged.reference}")
    field = f"proposed_{overcharged.lines[0].line_id}"
    refused = pages.submit(page, "/proposal", 409, said="All of it and more.", **{field: "141"})
    assert "All of it and more." in refused.html
    assert overcharged.checks == []


def test_who_does_not_own_it_sees_no_proposal_to_confirm(
    pages: Pages, overcharged: Dispute, other_agent: Person
) -> None:
    page = pages.sign_in(other_agent).get(f"/desk/disputes/{overcharged.reference}")
    assert not any(action.endswith("/proposal") for action in page.actions())


def test_what_only_the_client_says_to_be_wrong_is_not_given_away(
    pages: Pages, organisation: Organisation, client_person: Person, agent: Person
) -> None:
    """No finding: the proposal is that the bill is right, with what speaks for it."""
    factories.make_price(factories.make_contract(organisation))
    dispute = factories.make_dispute(factories.make_invoice(organisation), by=client_person)
    services.take(dispute, by=agent)
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    assert "Line 1 : the bill is right (our own check found nothing wrong with it)" in page.text
    pages.submit(page, "/proposal")
    assert dispute.outcome is Outcome.NOT_UPHELD
    assert "found it to be right" in dispute.explanation
