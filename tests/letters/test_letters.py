"""Every letter as its reader reads it, written by the verbs that cause it."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select

from support.accounts import services as accounts
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Reason, RemedyKind
from support.extensions import db
from support.feedback import services as feedback
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.transaction import record, transaction
from support.sla.events import DeadlineMissed, DeadlineNear
from support.timetable import expire_offers
from tests import factories
from tests.letters.conftest import Story, letters

Snapshot = Callable[..., OutgoingLetter]


def test_the_acknowledgement(story: Story, snapshot: Snapshot) -> None:
    dispute = story.opened()
    letter = snapshot("dispute_acknowledged")
    assert letter.subject.startswith(f"[{dispute.reference}] ")
    assert letter.to_email == story.maria.email


def test_the_question_to_the_client(story: Story, snapshot: Snapshot) -> None:
    services.ask_client(story.taken(), question="Which of your sites got the beans?", by=story.ana)
    snapshot("client_asked")


def test_the_update(story: Story, snapshot: Snapshot) -> None:
    services.share_progress(story.taken(), words="We have asked the driver for the delivery note.", by=story.ana)
    snapshot("progress_update")


def test_the_corrected_invoice(story: Story, snapshot: Snapshot) -> None:
    services.write_corrected(story.resolved(), why="One delivery was billed twice.", by=story.sofia)
    snapshot("invoice_corrected")


def test_the_answer_reaches_the_owner(story: Story, snapshot: Snapshot) -> None:
    dispute = services.ask_client(story.taken(), question="Which site?", by=story.ana)
    services.client_answers(dispute, words="Quay. I am sure of it.", by=story.maria)
    assert snapshot("client_answered").to_email == story.ana.email


def test_the_decision_for_the_client(story: Story, snapshot: Snapshot) -> None:
    story.resolved()
    snapshot("dispute_resolved_upheld")


def test_the_decision_partly_for_the_client(story: Story, snapshot: Snapshot) -> None:
    story.resolved(story.ana, "45.00")
    snapshot("dispute_resolved_upheld", "dispute_resolved_partly_upheld")


def test_the_decision_against_the_client(story: Story, snapshot: Snapshot) -> None:
    story.not_upheld()
    snapshot("dispute_not_upheld")


def test_the_offer(story: Story, snapshot: Snapshot) -> None:
    story.offered()
    snapshot("offer_made")


def test_the_settlement(story: Story, snapshot: Snapshot) -> None:
    services.accept_offer(story.offered(), by=story.maria)
    snapshot("dispute_settled")


def test_the_offer_declined_reaches_the_owner(story: Story, snapshot: Snapshot) -> None:
    services.decline_offer(story.offered(), words="That is too little.", by=story.maria)
    assert snapshot("offer_declined").to_email == story.ana.email


def test_what_the_client_asks_for_instead_reaches_the_owner(story: Story, snapshot: Snapshot) -> None:
    words = "Two of us waited a morning for it."
    services.counter_offer(story.offered(), amount=Money.of("60", "EUR"), words=words, by=story.maria)
    assert snapshot("counter_offer").to_email == story.ana.email


def test_the_offer_without_an_answer(story: Story, snapshot: Snapshot, calendar) -> None:
    story.offered()
    calendar.forward(days=8)
    assert services.remind_of_offers() == 1
    snapshot("offer_reminder")


def test_the_offer_that_ended(story: Story, snapshot: Snapshot, calendar) -> None:
    remedy = story.offered()
    assert expire_offers() == 0
    calendar.forward(days=30)
    assert expire_offers() == 1
    assert expire_offers() == 0
    assert remedy.expires_at is not None
    snapshot("offer_expired")


def test_what_waits_for_approval_reaches_the_managers(story: Story, snapshot: Snapshot) -> None:
    story.resolved(story.ana)
    assert snapshot("approval_requested").to_email == story.grace.email


def test_what_was_sent_back_reaches_its_proposer(story: Story, snapshot: Snapshot) -> None:
    dispute = story.resolved(story.ana)
    services.send_back(dispute.remedies[0], words="The second delivery note is missing.", by=story.grace)
    assert snapshot("remedy_sent_back").to_email == story.ana.email


def test_the_escalation(story: Story, snapshot: Snapshot) -> None:
    services.escalate(story.taken(), why="I want somebody more senior.", by=story.maria)
    assert snapshot("dispute_escalated").to_email == story.maria.email
    assert snapshot("escalation_received").to_email == story.sofia.email


def test_a_rejected_decision_escalates_with_the_same_letters(story: Story) -> None:
    services.reject_outcome(story.not_upheld(), words="There was one delivery.", by=story.maria)
    assert [letter.to_email for letter in letters("dispute_escalated")] == [story.maria.email]
    assert [letter.to_email for letter in letters("escalation_received")] == [story.sofia.email]


def test_the_withdrawal(story: Story, snapshot: Snapshot) -> None:
    services.withdraw(story.taken(), why="My mistake", by=story.maria)
    snapshot("dispute_withdrawn")


def test_two_disputes_that_become_one(story: Story, snapshot: Snapshot) -> None:
    first = story.taken()
    second = story.opened(lines=[story.invoice.lines[0]], reason=Reason.WRONG_AMOUNT)
    services.merge(second, into=first, by=story.grace)
    snapshot("dispute_merged")


def test_the_refund_that_was_paid(story: Story, snapshot: Snapshot) -> None:
    factories.make_payment(story.invoice)
    remedy = story.resolved(kind=RemedyKind.REFUND).remedies[0]
    snapshot("dispute_resolved_upheld", "dispute_resolved_refund")
    services.record_refund(remedy, reference="BANK-77", paid_on=clock.today(), by=story.sofia)
    snapshot("refund_paid")


def test_the_instalment_that_is_due(story: Story, snapshot: Snapshot) -> None:
    given = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": date(2026, 3, 20)}
    remedy = services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **given)
    snapshot("offer_made", "offer_made_plan")
    services.accept_offer(remedy, by=story.maria)
    assert services.remind_of_instalments() == 1
    snapshot("instalment_due")


def test_the_service_that_was_delivered(story: Story, snapshot: Snapshot) -> None:
    given = {"kind": RemedyKind.ADDITIONAL_SERVICE, "amount": Money.of("40", "EUR"), "by": story.ana}
    words = "We service the coffee machine at Quay once more this spring."
    remedy = services.offer_settlement(story.investigated(), words=words, **given)
    services.accept_offer(remedy, by=story.maria)
    services.record_delivery(remedy, delivered_on=clock.today(), words="The seals are new.", by=story.ana)
    snapshot("service_delivered")


def test_the_credit_that_was_taken_back(story: Story, snapshot: Snapshot) -> None:
    factories.make_payment(story.invoice)
    remedy = story.resolved().remedies[0]
    services.void_credit(remedy, why="The second delivery was signed for by Quay.", by=story.grace)
    snapshot("credit_voided")


def test_the_dispute_that_goes_on_apart(story: Story, snapshot: Snapshot) -> None:
    first = story.taken()
    second = story.opened(lines=[story.invoice.lines[0]], reason=Reason.WRONG_AMOUNT)
    services.merge(second, into=first, by=story.grace)
    services.unmerge(second, why="They are two matters.", by=story.grace)
    snapshot("dispute_unmerged")


def test_the_refusal_of_what_the_client_asked_for(story: Story, snapshot: Snapshot) -> None:
    remedy = services.counter_offer(
        story.offered(), amount=Money.of("60", "EUR"), words="Two of us waited.", by=story.maria
    )
    services.refuse_counter(remedy, words="The second delivery cost us that much.", by=story.ana)
    snapshot("counter_refused")


def test_the_notice_of_closing_and_the_end(story: Story, snapshot: Snapshot, calendar) -> None:
    story.offered()
    calendar.forward(days=15)
    assert expire_offers() == 1
    calendar.forward(days=7)
    assert services.close_unanswered() == 1
    snapshot("closing_announced")
    calendar.forward(days=8)
    assert services.close_unanswered() == 1
    snapshot("dispute_lapsed")


def test_the_plan_that_no_longer_holds(story: Story, snapshot: Snapshot) -> None:
    given = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": date(2026, 3, 20)}
    remedy = services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **given)
    services.accept_offer(remedy, by=story.maria)
    services.void_credit(remedy, why="The plan was for another invoice.", by=story.grace)
    snapshot("remedy_ended")


def test_the_reopening(story: Story, snapshot: Snapshot) -> None:
    dispute = services.withdraw(story.taken(), why="My mistake", by=story.maria)
    services.reopen(dispute, why="I have found the delivery note.", by=story.maria)
    snapshot("dispute_reopened")


def test_the_follow_up_and_its_reminder(story: Story, snapshot: Snapshot, calendar) -> None:
    story.resolved()
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    snapshot("follow_up")
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    snapshot("follow_up_reminder")


def test_a_low_score_reaches_the_owner(story: Story, snapshot: Snapshot, calendar) -> None:
    story.resolved()
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    token = letters("follow_up")[0].text.split("/survey/")[1].split()[0]
    feedback.answer_survey(token, score=1, words="It took far too long.")
    assert snapshot("low_score").to_email == story.grace.email


def test_a_deadline_that_is_near_and_one_that_was_missed(story: Story, snapshot: Snapshot) -> None:
    dispute = story.taken()
    due_at = clock.now() + timedelta(hours=5)
    with transaction():
        record(DeadlineNear(dispute.id, "decision", "Decision", due_at))
        record(DeadlineMissed(dispute.id, "decision", "Decision", due_at))
    assert snapshot("deadline_near").to_email == story.ana.email
    assert {letter.to_email for letter in letters("deadline_missed")} == {story.ana.email, story.grace.email}
    snapshot("deadline_missed")


def test_the_link_for_signing_in(story: Story, snapshot: Snapshot) -> None:
    accounts.ask_sign_in_link("maria.santos@harbour-cafe.example")
    snapshot("sign_in_link")


def test_an_invitation_says_by_whom_and_what_for(story: Story, snapshot: Snapshot) -> None:
    accounts.ask_sign_in_link(story.maria.email, invited_by=story.grace)
    snapshot("sign_in_link", "sign_in_link_invited")


def test_a_colleague_who_is_invited_reads_nothing_about_invoices(story: Story, snapshot: Snapshot) -> None:
    accounts.ask_sign_in_link(story.ana.email, invited_by=story.grace)
    snapshot("sign_in_link", "sign_in_link_invited_colleague")


def test_a_dispute_opened_by_the_desk_is_acknowledged_to_the_client(story: Story) -> None:
    story.opened(by=story.ana, on_behalf_of=story.harbour)
    assert [letter.to_email for letter in letters("dispute_acknowledged")] == [story.maria.email]


def test_a_client_reads_amounts_and_days_in_their_own_locale(story: Story) -> None:
    with transaction():
        story.maria.locale = "de_DE"
    story.opened()
    text = letters("dispute_acknowledged")[0].text
    assert "120,00\u00a0€" in text
    assert "März" in text


def test_the_letters_of_a_dispute_thread(story: Story) -> None:
    dispute = story.taken()
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    services.share_progress(dispute, words="The driver has answered us.", by=story.ana)
    chain = list(
        db.session.scalars(
            select(OutgoingLetter).where(OutgoingLetter.person_id == story.maria.id).order_by(OutgoingLetter.id)
        )
    )
    assert len(chain) == 3
    assert "In-Reply-To" not in chain[0].headers
    assert chain[2].headers["In-Reply-To"] == chain[1].message_id
    assert chain[2].headers["References"].split() == [chain[0].message_id, chain[1].message_id]


def test_each_letter_is_written_once_even_when_its_event_is_heard_again(story: Story) -> None:
    from support.correspondence import letters as writing

    dispute = story.opened()
    with transaction():
        writing.dispute_acknowledged(db.session.get_one(Dispute, dispute.id))
    assert len(letters("dispute_acknowledged")) == 1
