"""A credit until the decision stands in the ledger: it is never given twice, and never taken back unannounced."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from support.accounts.models import Person
from support.billing.balance import account_balances, invoice_balance
from support.billing.provisional import given_for_now
from support.billing.reminding import reminders
from support.disputes import services
from support.disputes.for_now import credited_for_now, first_debit
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from tests import factories
from tests.letters.conftest import Story, letters
from tests.pages import Pages


def euro(amount: str) -> Money:
    return Money.of(amount, "EUR")


@pytest.fixture
def story(app, calendar) -> Story:
    calendar.set("2026-03-16T09:00+00:00")
    told = Story()
    told.harbour.policy_profile = "us_reg_e"
    db.session.commit()
    return told


def given(story: Story, dispute: Dispute, amount: str = "144", by: Person | None = None) -> Dispute:
    return services.credit_for_now(dispute, amount=euro(amount), on=clock.today(), by=by or story.ana)


def paid(story: Story) -> None:
    """The whole invoice, so that what is in dispute has left the client's pocket."""
    factories.make_payment(story.invoice, "324")


def account(story: Story):
    return account_balances(story.harbour)["EUR"]


def upheld(story: Story, dispute: Dispute, amount: str = "120.00") -> None:
    services.resolve_with_correction(
        dispute,
        kind=RemedyKind.CREDIT,
        amounts={story.invoice.lines[2].id: euro(amount)},
        explanation="One delivery was billed twice, because its record was imported a second time.",
        by=story.sofia,
    )


def test_of_an_unpaid_bill_it_is_what_need_not_be_paid_anyway(story: Story) -> None:
    given(story, story.taken())
    balance = invoice_balance(story.invoice)
    assert (balance.due, balance.on_hold, balance.for_now) == (euro("180"), euro("144"), euro("144"))
    assert (account(story).due, account(story).for_now) == (euro("180"), euro("0"))


def test_of_a_paid_bill_it_is_the_clients_to_use_on_everything_else(story: Story) -> None:
    paid(story)
    factories.make_invoice(story.harbour, [{"unit_price": "200"}], number="INV-2026-0050")
    given(story, story.taken())
    assert account(story).for_now == euro("144")
    assert account(story).due == euro("96")


def test_nobody_is_reminded_of_what_it_covers(story: Story, calendar) -> None:
    paid(story)
    other = factories.make_invoice(
        story.harbour, [{"unit_price": "100"}], number="INV-2026-0050", due_on=date(2026, 3, 19)
    )
    assert [row.invoice.id for row in reminders(5, 5, 30)] == [other.id]
    given(story, story.taken())
    assert reminders(5, 5, 30) == []


def test_where_the_client_was_right_a_credit_note_stands_in_its_place_and_nothing_is_given_twice(story: Story) -> None:
    paid(story)
    dispute = given(story, story.investigated(story.sofia), by=story.sofia)
    upheld(story, dispute)
    (row,) = given_for_now(dispute.reference)
    assert (row.kept_minor, row.debit_on) == (14400, None)
    assert (account(story).for_now, account(story).credit) == (euro("0"), euro("144"))
    (letter,) = letters("dispute_resolved_upheld")
    assert "€144.00 of it is what you have had the use of since 16 March 2026" in " ".join(letter.text.split())
    assert letters("provisional_credit_ended") == []
    assert verify(dispute) == []


def test_where_the_client_was_partly_right_the_rest_is_taken_back_with_notice(story: Story, calendar) -> None:
    paid(story)
    dispute = given(story, story.investigated(story.sofia), by=story.sofia)
    upheld(story, dispute, "20.00")
    (row,) = given_for_now(dispute.reference)
    assert (row.kept_minor, row.debit_on) == (2400, date(2026, 3, 23))
    assert account(story).for_now == euro("120")
    (letter,) = letters("provisional_credit_ended")
    assert "€120.00" in letter.subject
    calendar.forward(days=7)
    assert account(story).for_now == euro("0")


def test_where_the_bill_was_right_it_is_taken_back_after_five_business_days_and_not_before(
    story: Story, calendar
) -> None:
    paid(story)
    dispute = given(story, story.investigated(passed=True))
    words = "Both deliveries were made: one on 2 March to Quay, one on 9 March to Market."
    services.resolve_not_upheld(dispute, explanation=words, by=story.ana)
    (letter,) = letters("provisional_credit_ended")
    assert "On 23 March 2026 this amount is debited again" in " ".join(letter.text.split())
    assert "We found that the bill is right." in letter.text
    calendar.forward(days=6)
    assert account(story).for_now == euro("144")
    calendar.forward(days=1)
    assert account(story).for_now == euro("0")
    assert [entry.action for entry in dispute.history][-2:] == ["end_credit_for_now", "resolve"]
    assert verify(dispute) == []


def test_an_unpaid_bill_that_was_right_is_not_asked_for_before_the_credit_has_ended(story: Story, calendar) -> None:
    dispute = given(story, story.investigated(passed=True))
    words = "Both deliveries were made: one on 2 March to Quay, one on 9 March to Market."
    services.resolve_not_upheld(dispute, explanation=words, by=story.ana)
    assert invoice_balance(story.invoice).due == euro("180")
    calendar.forward(days=7)
    assert invoice_balance(story.invoice).due == euro("324")


def test_a_dispute_that_is_withdrawn_ends_it_with_notice_too(story: Story) -> None:
    dispute = given(story, story.taken())
    services.withdraw(dispute, by=story.maria)
    (letter,) = letters("provisional_credit_ended")
    assert "You have withdrawn the dispute." in letter.text
    assert credited_for_now(dispute) is None


def test_it_is_not_taken_back_earlier_than_the_policy_says(story: Story) -> None:
    dispute = given(story, story.taken())
    assert first_debit(dispute) == date(2026, 3, 23)
    with pytest.raises(BadInput, match="told in time") as wrong:
        services.end_credit_for_now(dispute, on=date(2026, 3, 20), why="Quay signed for it.", by=story.ana)
    assert wrong.value.field == "on"
    services.end_credit_for_now(dispute, on=date(2026, 3, 23), why="Quay signed for it.", by=story.ana)
    with pytest.raises(RuleBroken, match="Nothing is credited"):
        services.end_credit_for_now(dispute, on=date(2026, 3, 24), why="Quay signed for it.", by=story.ana)


def test_while_one_still_stands_no_second_one_comes_on_top(story: Story, calendar) -> None:
    dispute = given(story, story.taken(), "100")
    services.end_credit_for_now(dispute, on=clock.today() + timedelta(days=7), why="By mistake.", by=story.ana)
    with pytest.raises(BadInput, match="up to the"):
        given(story, dispute, "100")
    calendar.forward(days=7)
    given(story, dispute, "100")
    assert invoice_balance(story.invoice).for_now == euro("100")


def test_what_was_credited_before_does_not_make_a_later_one_final(story: Story, calendar) -> None:
    """A first decision gave something; of what is credited until the second, all is taken back."""
    dispute = story.investigated(story.sofia)
    upheld(story, dispute, "20.00")
    services.reject_outcome(dispute, words="All of it was wrong.", by=story.maria)
    calendar.forward(hours=1)
    services.take(dispute, by=story.grace)
    given(story, dispute, "100", by=story.grace)
    services.withdraw(dispute, by=story.maria)
    assert given_for_now(dispute.reference)[0].kept_minor == 0


TAMPERED = (
    "update provisional_credits set amount_minor = 1",
    "update provisional_credits set kept_minor = 1",
    "update provisional_credits set debit_on = '2026-03-17'",
    "insert into provisional_credits (invoice_id, dispute_ref, amount_minor, given_on, posted_at)"
    " select invoice_id, dispute_ref, 32401, given_on, posted_at from provisional_credits",
)


@pytest.mark.parametrize("statement", TAMPERED)
def test_the_database_itself_refuses_to_change_it(story: Story, statement: str) -> None:
    given(story, story.taken())
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_it_ends_once_in_the_database_too(story: Story) -> None:
    dispute = given(story, story.taken())
    services.end_credit_for_now(dispute, on=clock.today() + timedelta(days=7), why="By mistake.", by=story.ana)
    with pytest.raises(DBAPIError):
        db.session.execute(text("update provisional_credits set debit_on = '2026-03-17'"))
    db.session.rollback()


def test_the_client_reads_in_the_portal_what_is_theirs_meanwhile(story: Story, pages: Pages) -> None:
    paid(story)
    given(story, story.taken())
    portal = pages.sign_in(story.maria)
    assert "Credited until it is decided" in portal.get("/portal/").text
    assert "Credited to you until it is decided" in portal.get("/portal/invoices/INV-2026-0042").text


def test_of_disputes_that_become_one_it_stands_for_the_one_that_goes_on(story: Story) -> None:
    other = story.taken()
    dispute = given(story, services.take(story.opened(lines=[story.invoice.lines[1]]), by=story.ana), "100")
    services.merge(dispute, into=other, by=story.ana)
    assert credited_for_now(other) == euro("100")
    assert credited_for_now(dispute) is None
