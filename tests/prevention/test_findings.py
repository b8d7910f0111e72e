"""A finding has an owner and a decision; an error that we found first is corrected before the client asks."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.agreements import Contract
from support.billing.audit import audit_client
from support.billing.balance import invoice_balance
from support.billing.kinds import FindingStatus
from support.billing.models import Invoice
from support.billing.proactive import CorrectionStatus
from support.billing.settlement import Finding
from support.disputes.authority import given_by
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.money import Money
from support.prevention import correcting, findings
from support.prevention.findings import Wanted
from tests import factories
from tests.billing.owing import owed_by
from tests.prevention.conftest import letters

WORDS = "The agreement sets 100 a delivery; 140 was entered."


@pytest.fixture
def overcharged(harbour: Organisation) -> Finding:
    """40.00 above the agreed price, on one line."""
    return found(harbour, "140")


def found(client: Organisation, price: str) -> Finding:
    """The price of one bill that is too high; each further bill is of an earlier month, so that none repeats another."""
    if db.session.scalar(select(Contract.id).where(Contract.organisation_id == client.id)) is None:
        factories.make_price(factories.make_contract(client, starts_on=date(2010, 1, 1)), valid_from=date(2010, 1, 1))
    bills = db.session.scalar(select(func.count()).select_from(Invoice)) or 0
    issued = date(2026, 3, 2) - timedelta(days=31 * bills)
    invoice = factories.make_invoice(client, [{"unit_price": price}], issued_on=issued)
    audit_client(client)
    wanted = select(Finding).where(Finding.invoice_id == invoice.id, Finding.rule == "R6")
    return db.session.scalars(wanted).one()


def test_a_correction_within_the_limit_is_posted_and_the_client_told(overcharged: Finding, agent: Person) -> None:
    correction = correcting.propose(overcharged, amount=Money(4000, "EUR"), words=WORDS, by=agent)
    assert correction.status is CorrectionStatus.POSTED
    assert overcharged.status is FindingStatus.FIXED
    assert overcharged.invoice is not None
    assert str(invoice_balance(overcharged.invoice).open) == "120.00 EUR"
    (letter,) = letters("own_correction")
    assert "€48.00" in letter.subject
    assert WORDS in " ".join(letter.text.split())


def test_above_the_limit_it_waits_for_a_manager_and_nobody_is_told(
    harbour: Organisation, agent: Person, manager: Person
) -> None:
    finding = found(harbour, "170")
    correction = correcting.propose(finding, amount=Money(7000, "EUR"), words=WORDS, by=agent)
    assert correction.status is CorrectionStatus.AWAITING_APPROVAL
    assert letters("own_correction") == []
    assert [letter.to_email for letter in letters("correction_to_approve")] == [manager.email]

    correcting.approve(correction, by=manager, words="Right.")
    assert correction.status is CorrectionStatus.POSTED
    assert len(letters("own_correction")) == 1


def test_nobody_approves_their_own_correction(harbour: Organisation, manager: Person) -> None:
    finding = found(harbour, "9000")
    correction = correcting.propose(finding, amount=Money(890000, "EUR"), words=WORDS, by=manager)
    assert correction.status is CorrectionStatus.AWAITING_APPROVAL
    with pytest.raises(NotAllowed, match="somebody else"):
        correcting.approve(correction, by=manager)


def test_an_agent_approves_no_correction(harbour: Organisation, agent: Person, other_agent: Person) -> None:
    correction = correcting.propose(found(harbour, "170"), amount=Money(7000, "EUR"), words=WORDS, by=agent)
    with pytest.raises(NotAllowed, match="Only a manager"):
        correcting.approve(correction, by=other_agent)


def test_a_manager_approves_within_their_own_limit_only(harbour: Organisation, agent: Person, manager: Person) -> None:
    correction = correcting.propose(found(harbour, "9000"), amount=Money(890000, "EUR"), words=WORDS, by=agent)
    with pytest.raises(NotAllowed, match="above what you may give"):
        correcting.approve(correction, by=manager)


def test_corrections_use_up_the_same_authority_as_remedies(harbour: Organisation, agent: Person) -> None:
    """200 a day: four corrections of 50 are all an agent may give, the fifth waits."""
    for _ in range(4):
        assert (
            correcting.propose(found(harbour, "150"), amount=Money(5000, "EUR"), words=WORDS, by=agent).status
            is CorrectionStatus.POSTED
        )
    assert given_by(agent, "EUR").day == 20000
    fifth = correcting.propose(found(harbour, "150"), amount=Money(5000, "EUR"), words=WORDS, by=agent)
    assert fifth.status is CorrectionStatus.AWAITING_APPROVAL


def test_what_is_sent_back_can_be_proposed_anew(harbour: Organisation, agent: Person, manager: Person) -> None:
    finding = found(harbour, "170")
    correction = correcting.propose(finding, amount=Money(7000, "EUR"), words=WORDS, by=agent)
    with pytest.raises(BadInput, match="What should change"):
        correcting.send_back(correction, words="", by=manager)
    correcting.send_back(correction, words="Only 40 of it.", by=manager)
    assert [letter.to_email for letter in letters("correction_sent_back")] == [agent.email]
    again = correcting.propose(finding, amount=Money(4000, "EUR"), words=WORDS, by=agent)
    assert again.status is CorrectionStatus.POSTED


def test_a_second_correction_of_the_same_finding_is_refused(overcharged: Finding, agent: Person) -> None:
    correcting.propose(overcharged, amount=Money(1000, "EUR"), words=WORDS, by=agent)
    with pytest.raises(RuleBroken):
        correcting.propose(overcharged, amount=Money(1000, "EUR"), words=WORDS, by=agent)


def test_more_than_was_charged_too_much_is_refused(overcharged: Finding, agent: Person) -> None:
    with pytest.raises(BadInput, match="Between nothing and"):
        correcting.propose(overcharged, amount=Money(4001, "EUR"), words=WORDS, by=agent)


def test_a_line_in_dispute_is_decided_there(overcharged: Finding, agent: Person, harbour: Organisation) -> None:
    assert overcharged.invoice is not None
    dispute = factories.make_dispute(overcharged.invoice, by=harbour.people[0])
    with pytest.raises(RuleBroken, match=dispute.reference):
        correcting.propose(overcharged, amount=Money(4000, "EUR"), words=WORDS, by=agent)


def test_what_a_client_disputes_meanwhile_is_not_approved(
    harbour: Organisation, agent: Person, manager: Person
) -> None:
    finding = found(harbour, "170")
    correction = correcting.propose(finding, amount=Money(7000, "EUR"), words=WORDS, by=agent)
    assert finding.invoice is not None
    factories.make_dispute(finding.invoice, by=harbour.people[0])
    with pytest.raises(RuleBroken, match="disputes this line"):
        correcting.approve(correction, by=manager)
    assert not owed_by(harbour).credit


def test_what_is_no_error_is_not_credited(overcharged: Finding, agent: Person) -> None:
    findings.decide(overcharged, FindingStatus.FALSE_POSITIVE, words="They ordered the better beans.", by=agent)
    with pytest.raises(RuleBroken, match="does not stand"):
        correcting.propose(overcharged, amount=Money(4000, "EUR"), words=WORDS, by=agent)


def test_a_decision_needs_a_reason_and_gives_an_owner(overcharged: Finding, agent: Person) -> None:
    with pytest.raises(BadInput, match="reason"):
        findings.decide(overcharged, FindingStatus.CONFIRMED, words=" ", by=agent)
    findings.decide(overcharged, FindingStatus.CONFIRMED, words="The price was typed in.", by=agent)
    assert (overcharged.status, overcharged.owner_id) == (FindingStatus.CONFIRMED, agent.id)


def test_what_was_set_aside_is_not_found_again(overcharged: Finding, agent: Person, harbour: Organisation) -> None:
    findings.decide(overcharged, FindingStatus.FALSE_POSITIVE, words="They ordered the better beans.", by=agent)
    audit_client(harbour)
    assert overcharged.status is FindingStatus.FALSE_POSITIVE


def test_nothing_is_decided_while_its_correction_waits(harbour: Organisation, agent: Person, manager: Person) -> None:
    finding = found(harbour, "170")
    correcting.propose(finding, amount=Money(7000, "EUR"), words=WORDS, by=agent)
    with pytest.raises(RuleBroken, match="waits for approval"):
        findings.decide(finding, FindingStatus.FALSE_POSITIVE, words="No.", by=agent)


def test_an_owner_is_one_of_the_staff(overcharged: Finding, agent: Person, harbour: Organisation) -> None:
    with pytest.raises(BadInput, match="staff"):
        findings.assign(overcharged, to=harbour.people[0], by=agent)
    assert findings.assign(overcharged, to=agent, by=agent).owner_id == agent.id


def test_a_client_decides_on_no_finding(overcharged: Finding, harbour: Organisation) -> None:
    with pytest.raises(NotAllowed, match="Only staff"):
        findings.decide(overcharged, FindingStatus.CONFIRMED, words="Yes.", by=harbour.people[0])


def test_the_list_is_narrowed_and_goes_on_page_by_page(app: Flask, harbour: Organisation, agent: Person) -> None:
    rows = [found(harbour, "140") for _ in range(5)]
    findings.assign(rows[0], to=agent, by=agent)
    assert len(findings.findings(Wanted(rule="R6")).rows) == 5
    assert [row.id for row in findings.findings(Wanted(owner=agent.id)).rows] == [rows[0].id]
    assert len(findings.findings(Wanted(rule="R6", owner=0)).rows) == 4
    assert findings.findings(Wanted(client="CL-9999")).rows == []
    assert findings.findings(Wanted(rule="R4")).rows == []
    first = findings.findings(Wanted(rule="R6"), limit=3)
    second = findings.findings(Wanted(rule="R6"), before=first.next, limit=3)
    assert [row.id for row in [*first.rows, *second.rows]] == sorted((row.id for row in rows), reverse=True)
    assert second.next is None
    with pytest.raises(BadInput):
        findings.findings(Wanted(rule="R6"), before="WyJ4Il0")


def test_one_client_never_gets_anothers_correction(overcharged: Finding, agent: Person) -> None:
    other = factories.make_person(Role.CLIENT)
    correcting.propose(overcharged, amount=Money(4000, "EUR"), words=WORDS, by=agent)
    assert other.email not in {letter.to_email for letter in letters("own_correction")}


def sent_twice(client: Organisation, price: str = "100") -> Finding:
    """One invoice of two lines, and the same again the day after."""
    lines = [{"unit_price": price, "sku": "BEANS"}, {"unit_price": "50", "sku": "TEA"}]
    march = {"period_start": date(2026, 3, 1), "period_end": date(2026, 3, 31)}
    for day in (2, 3):
        factories.make_invoice(client, lines, issued_on=date(2026, 4, day), **march)
    audit_client(client)
    wanted = select(Finding).where(Finding.rule == "R5", Finding.place == "total:payable")
    return db.session.scalars(wanted).one()


def test_an_invoice_that_was_sent_twice_is_given_back_line_by_line_in_one_note(
    harbour: Organisation, manager: Person, agent: Person
) -> None:
    finding = sent_twice(harbour)
    assert str(correcting.proposed_amount(finding)) == "150.00 EUR"
    correction = correcting.propose(finding, amount=Money(15000, "EUR"), words=WORDS, by=agent)
    correcting.approve(correction, by=manager, words="Right.")
    assert correction.credit_note is not None and finding.invoice is not None
    assert [str(line.net) for line in correction.credit_note.lines] == ["100.00 EUR", "50.00 EUR"]
    assert not invoice_balance(finding.invoice).open
    assert len(letters("own_correction")) == 1


def test_a_line_of_it_that_is_disputed_is_decided_there(harbour: Organisation, agent: Person) -> None:
    finding = sent_twice(harbour)
    assert finding.invoice is not None
    person = factories.make_person(Role.CLIENT, organisation=harbour)
    factories.make_dispute(finding.invoice, finding.invoice.lines[1:], by=person)
    with pytest.raises(RuleBroken, match="disputes this line already"):
        correcting.propose(finding, amount=Money(15000, "EUR"), words=WORDS, by=agent)


def test_what_cannot_be_credited_says_why_and_what_to_do_instead(harbour: Organisation, agent: Person) -> None:
    invoice = factories.make_invoice(harbour, [{"unit_price": "100"}], gross_minor=12500, payable_minor=12500)
    audit_client(harbour)
    wanted = select(Finding).where(Finding.invoice_id == invoice.id, Finding.difference_minor > 0)
    wrong_sum = db.session.scalars(wanted).first()
    assert wrong_sum is not None and wrong_sum.line is None
    assert f"an invoice that replaces {invoice.number}" in str(correcting.why_nothing(wrong_sum))
    with pytest.raises(RuleBroken, match="how a tax or a sum was worked out"):
        correcting.propose(wrong_sum, amount=Money(500, "EUR"), words=WORDS, by=agent)


def test_what_has_been_credited_already_says_so(overcharged: Finding, agent: Person) -> None:
    assert correcting.why_nothing(overcharged) is None
    correcting.propose(overcharged, amount=Money(4000, "EUR"), words=WORDS, by=agent)
    assert "does not stand any more: corrected" in str(correcting.why_nothing(overcharged))


def test_what_was_charged_too_little_is_nothing_to_give_back(harbour: Organisation) -> None:
    low = found(harbour, "60")
    assert "not charged too much" in str(correcting.why_nothing(low))
