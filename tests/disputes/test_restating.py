"""A corrected invoice when the client asks for one: nothing more is given, and one document says it."""

import pytest

from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.states import Action
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.billing.owing import owed_by
from tests.disputes.building import correct, ready
from tests.pages import Pages

WHY = "The second delivery is taken off."


@pytest.fixture
def decided(client_person, agent):
    dispute = ready(client_person, agent)
    correct(dispute, "10", by=agent)
    return dispute


def test_the_corrected_invoice_asks_for_what_the_decision_left(decided, agent) -> None:
    before = owed_by(decided.organisation).open
    corrected = services.write_corrected(decided, why=WHY, by=agent)
    assert corrected.corrects_id == decided.invoice_id
    assert owed_by(decided.organisation).open == corrected.payable == before
    assert invoice_balance(decided.invoice).open.minor == 0
    entry = decided.history[-1]
    assert (entry.action, entry.facts["number"]) == (Action.WRITE_CORRECTED.value, corrected.number)
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="invoice_corrected")
    assert WHY in letter.text
    assert corrected.number in letter.subject


def test_it_is_written_once(decided, agent) -> None:
    services.write_corrected(decided, why=WHY, by=agent)
    services.write_corrected(decided, why=WHY, by=agent)
    assert db.session.query(Invoice).filter_by(corrects_id=decided.invoice_id, type_code="384").count() == 1
    assert [entry.action for entry in decided.history].count(Action.WRITE_CORRECTED.value) == 1
    assert db.session.query(OutgoingLetter).filter_by(kind="invoice_corrected").count() == 1


def test_it_waits_while_another_dispute_of_the_invoice_is_open(decided, agent, client_person) -> None:
    factories.make_dispute(decided.invoice, [decided.invoice.lines[1]], by=client_person)
    with pytest.raises(RuleBroken, match="DSP-00002 is open about this invoice"):
        services.write_corrected(decided, why=WHY, by=agent)


def test_it_comes_after_the_decision_and_says_what_is_corrected(client_person, agent, decided) -> None:
    with pytest.raises(BadInput, match="What is corrected is missing"):
        services.write_corrected(decided, why=" ", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.write_corrected(ready(client_person, agent), why=WHY, by=agent)


def test_its_owner_or_a_manager_writes_it(decided, other_agent, client_person, manager) -> None:
    for nobody in (other_agent, client_person):
        with pytest.raises(NotAllowed):
            services.write_corrected(decided, why=WHY, by=nobody)
    services.write_corrected(decided, why=WHY, by=manager)


def test_what_it_counts_on_is_not_taken_back(decided, agent, manager) -> None:
    (remedy,) = decided.remedies
    services.write_corrected(decided, why=WHY, by=agent)
    with pytest.raises(RuleBroken):
        services.void_credit(remedy, why="By mistake", by=manager)
    assert remedy.credit_note is not None


def test_it_is_written_from_the_disputes_page(decided, agent, pages: Pages) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{decided.reference}")
    page = pages.submit(page, "Write and send it", corrected_why=WHY)
    assert "Corrected invoice COR-2026-0001 is with the client." in page.text
    assert "A corrected invoice went out" in page.text
    pages.sign_in(decided.opened_by)
    assert "We sent you a corrected invoice" in pages.get(f"/portal/disputes/{decided.reference}").text
    assert pages.get("/portal/invoices/COR-2026-0001").heading
