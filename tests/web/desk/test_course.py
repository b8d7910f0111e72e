"""What else the desk does with a dispute: for a client on the phone, about rules, wishes, links, and its end."""

import json
from datetime import date

import pytest

from support.billing.balance import invoice_balance
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, RemedyStatus
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer, ready
from tests.pages import Page, Pages


def page_of(pages: Pages, dispute: Dispute) -> Page:
    return pages.get(f"/desk/disputes/{dispute.reference}")


def test_a_dispute_is_opened_for_a_client_who_calls(pages, client_person, agent) -> None:
    bill = make_bill(client_person.organisation)
    pages.sign_in(agent)
    page = pages.get(pages.get(f"/desk/invoices/{bill.number}").link("Open a dispute for the client"))
    given = {"lines": "1", "reason": "duplicate", "statement": "I was charged twice, she says.", "claimed": "0"}
    refused = pages.submit(page, "Open the dispute", 422, **given)
    assert "Choose how the client told us." in refused.text
    assert "I was charged twice, she says." in refused.text
    opened = pages.submit(refused, "Open the dispute", channel="phone")
    assert "DSP-00001 is open, and the client is told." in opened.text
    dispute = db.session.query(Dispute).one()
    assert (dispute.channel, dispute.opened_by, dispute.organisation) == (
        Channel.PHONE,
        agent,
        client_person.organisation,
    )
    assert invoice_balance(bill).on_hold == eur("48")


def test_sent_twice_it_is_opened_once(pages, client_person, agent) -> None:
    bill = make_bill(client_person.organisation)
    page = pages.sign_in(agent).get(f"/desk/disputes/new?invoice={bill.number}")
    given = {"lines": "1", "reason": "duplicate", "statement": "Charged twice.", "channel": "email"}
    pages.submit(page, "Open the dispute", **given)
    again = pages.submit(page, "Open the dispute", **given)
    assert again.status == 200
    assert db.session.query(Dispute).count() == 1


def test_an_unknown_invoice_cannot_be_disputed_from_the_desk(pages, agent) -> None:
    assert "no such invoice" in pages.sign_in(agent).get("/desk/disputes/new?invoice=INV-0", 404).text


def test_what_a_client_says_on_the_phone_is_recorded_once_however_often_it_is_pressed(
    pages, client_person, agent
) -> None:
    dispute = ready(client_person, agent)
    page = page_of(pages.sign_in(agent), dispute)
    for _ in range(2):
        said = pages.submit(page, "/statement", statement="They have found the mail.")
    assert "That was done already, with your first press." in said.text
    assert [entry.action for entry in dispute.history].count("add_statement") == 1
    pages.submit(page, "/statement", statement="They have found another one.")
    assert [entry.action for entry in dispute.history].count("add_statement") == 2, "other words are another act"


def test_a_double_click_escalates_one_tier(pages, client_person, agent, specialist, manager) -> None:
    dispute = ready(client_person, agent)
    page = page_of(pages.sign_in(agent), dispute)
    for _ in range(2):
        pages.submit(page, "/escalate", why="It is beyond me.")
    assert dispute.tier == 2


def test_a_fact_that_a_clock_asks_about_is_recorded(pages, client_person, agent) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    dispute = ready(client_person, agent)
    page = page_of(pages.sign_in(agent), dispute)
    page = pages.submit(page, "/fact", fact="provisional_credit_posted", fact_words="50 EUR on account")
    assert "For the clocks: provisional credit posted" in page.text
    refused = pages.submit(page, "/fact", 422, fact="")
    assert "The fact is missing" in refused.text


def test_control_characters_are_refused_with_the_field_kept(pages, client_person, agent) -> None:
    dispute = ready(client_person, agent)
    refused = pages.submit(page_of(pages.sign_in(agent), dispute), "/notes", 422, note="A bell\x07 rings")
    assert "Character 7 of this text" in refused.text


@pytest.fixture
def late(client_person, agent) -> Dispute:
    bill = make_bill(client_person.organisation, issued_on=date(2025, 11, 3))
    return factories.investigated(factories.make_dispute(bill, by=client_person), by=agent)


def test_a_manager_overrides_the_notice_window_and_the_office_reports_it(pages, late, agent, manager) -> None:
    page = page_of(pages.sign_in(agent), late)
    assert "Before anything is given a manager sets that aside" in page.text
    line = late.lines[0].line_id
    refused = pages.submit(page, "/resolve", 409, **{f"credit_{line}": "10.00", "explanation": "It was our mistake."})
    assert "a manager overrides that, with a reason" in refused.text
    with pytest.raises(AssertionError, match="no form"):
        page.form("/override")
    boss = Pages(pages.app).sign_in(manager)
    page = boss.submit(page_of(boss, late), "/override", rule="notice_window", override_why="They were ill.")
    assert "“They were ill.”" in page.text
    report = boss.get("/office/overrides")
    assert late.reference in report.text
    assert "They were ill." in report.text
    assert boss.get("/office/overrides?days=nonsense").status == 200
    page = page_of(pages, late)
    done = pages.submit(page, "/resolve", **{f"credit_{line}": "10.00", "explanation": "It was our mistake."})
    assert "Posted." in done.text


def test_the_report_of_overrides_is_for_managers(pages, agent) -> None:
    pages.sign_in(agent).get("/office/overrides", 403)


def test_a_proposal_is_taken_back_by_its_proposer_on_the_page(pages, client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "90")
    remedy = correct(dispute, "60", by=agent)
    page = pages.submit(page_of(pages.sign_in(agent), dispute), "/recall", recall_why="The wrong line.")
    assert "nobody can approve it any more" in page.text
    assert remedy.status is RemedyStatus.RECALLED


def test_a_counter_offer_is_granted_or_refused_on_the_page(pages, client_person, agent) -> None:
    for press, given, came_of_it in (
        ("/grant", {"grant_words": "You are right: here it is."}, Status.OFFERED),
        ("/refuse", {"refuse_words": "It was one hour, not a morning."}, Status.INVESTIGATING),
    ):
        remedy = offer(ready(client_person, agent), "10", by=agent)
        services.counter_offer(remedy, amount=Money.of("20", "EUR"), words="We waited a morning.", by=client_person)
        page = page_of(pages.sign_in(agent), remedy.dispute)
        pages.submit(page, press, **given)
        assert remedy.dispute.status is came_of_it
        assert remedy.counter_answered_at is not None
        gone = page_of(pages, remedy.dispute)
        with pytest.raises(AssertionError, match="no form"):
            gone.form(press)


def test_a_manager_ends_an_offer_early(pages, client_person, agent, manager) -> None:
    remedy = offer(ready(client_person, agent), "10", by=agent)
    pages.submit(page_of(pages.sign_in(manager), remedy.dispute), "End the offer now")
    assert remedy.status is RemedyStatus.EXPIRED


def test_merged_linked_unlinked_and_unmerged_on_the_page(pages, client_person, agent, manager) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    first, second = (factories.make_dispute(bill, [line], by=client_person) for line in bill.lines)
    pages.sign_in(manager)
    pages.submit(page_of(pages, second), "/links", other=first.reference)
    page = pages.get(f"/desk/disputes/{second.reference}?with=ledger")
    pages.submit(page, "Take the link away")
    assert "Linked:" not in pages.get(f"/desk/disputes/{second.reference}?with=ledger").text
    pages.submit(page_of(pages, second), "/merge", into=first.reference)
    page = pages.submit(page_of(pages, second), "/unmerge", unmerge_why="They are two matters.")
    assert f"{second.reference} goes on by itself again." in page.text
    assert second.status is Status.INVESTIGATING


def test_a_manager_closes_what_is_decided_and_the_unsatisfied_have_a_view(pages, client_person, agent, manager) -> None:
    dispute = ready(client_person, agent)
    correct(dispute, "10", by=agent)
    pages.submit(page_of(pages.sign_in(manager), dispute), "/close", satisfied="no")
    assert dispute.status is Status.CLOSED
    assert dispute.reference in pages.get("/desk/?view=unsatisfied").text


def test_the_playbook_of_its_reason_shows_what_is_done(pages, client_person, agent) -> None:
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    page = page_of(pages.sign_in(agent), dispute)
    assert "Step by step: charged twice (0 of" in page.text
    factories.investigated(dispute, by=agent)
    assert "Step by step: charged twice (4 of 6 done)" in page_of(pages, dispute).text


def test_the_whole_record_is_a_file_without_notes(pages, client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.add_note(dispute, words="canary", by=agent)
    pages.sign_in(agent)
    answer = pages.client.get(page_of(pages, dispute).link("The whole record as a file"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=DSP-00001.json"
    record = json.loads(answer.get_data())
    assert (record["reference"], record["overrides"], record["linked_with"]) == ("DSP-00001", [], [])
    assert "canary" not in answer.get_data(as_text=True)
