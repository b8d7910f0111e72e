"""Every branch of a dispute's life, through the doors that people use: pages, links in letters, the worker."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from support.accounts.models import Person
from support.billing.models import Invoice
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from tests import factories
from tests.pages import Page, Pages

CHECKS = ("billing", "agreement", "documents")
OURS = "One delivery was billed twice. That was our mistake."
TERMS = "We could have told you sooner, and are sorry."


@pytest.fixture
def bill(organisation) -> Invoice:
    """120.00, 60.00 and 30.00 EUR before tax."""
    return factories.make_invoice(organisation, [{"unit_price": price} for price in ("120", "60", "30")])


@pytest.fixture
def maria(app: Flask, client_person: Person, specialist: Person) -> Pages:
    return Pages(app).sign_in(client_person)


@pytest.fixture
def ana(app: Flask, agent: Person) -> Pages:
    return Pages(app).sign_in(agent)


@pytest.fixture
def grace(app: Flask, manager: Person) -> Pages:
    return Pages(app).sign_in(manager)


@pytest.fixture
def work_done(app: Flask) -> Callable[[], None]:
    """The worker goes through its timetable once."""

    def tick() -> None:
        ran = app.test_cli_runner().invoke(args=["tick"])
        assert ran.exit_code == 0, ran.output
        db.session.rollback()

    return tick


def opened(maria: Pages, bill: Invoice, line: str = "2") -> str:
    """Opened by Maria on one line; returns its reference."""
    form = maria.get(f"/portal/disputes/new?invoice={bill.number}&line={line}")
    given = {"reason": "duplicate", "statement": "You charged this twice.", "claimed": "0", "check": "yes"}
    page = maria.submit(maria.submit(form, "/portal/disputes/new", **given), "Open the dispute", open="yes")
    return page.heading.removeprefix("Dispute ")


def investigated(staff: Pages, reference: str) -> Page:
    page = staff.submit(staff.get(f"/desk/disputes/{reference}"), "Take")
    for kind in CHECKS:
        given = {f"{kind}_finding": "The same delivery twice.", f"{kind}_evidence": "DLV-1", f"{kind}_passed": "no"}
        page = staff.submit(page, f"/checks/{kind}", **given)
    return staff.submit(page, "/cause", root_cause="data_entry")


def credited(staff: Pages, reference: str, amount: str, **given: str) -> Page:
    page = staff.get(f"/desk/disputes/{reference}")
    form = page.form("/resolve")
    field = next(str(box["name"]) for box in form.find_all("input") if str(box.get("name", "")).startswith("credit_"))
    return staff.submit(page, "/resolve", **{field: amount, "explanation": OURS, **given})


def offered(staff: Pages, reference: str, amount: str, settlement: str = "goodwill") -> Page:
    page = staff.get(f"/desk/disputes/{reference}")
    return staff.submit(page, "/offer", settlement=settlement, amount=amount, terms=TERMS)


def her(maria: Pages, reference: str) -> Page:
    return maria.get(f"/portal/disputes/{reference}")


def desk(staff: Pages, reference: str) -> Page:
    return staff.get(f"/desk/disputes/{reference}")


def test_withdrawn_and_asserted_again(maria: Pages, ana: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    page = maria.submit(her(maria, reference), "/withdraw", reason_to_withdraw="My mistake")
    assert "Withdrawn" in page.text
    page = maria.submit(page, "/reopen", reason_to_reopen="It was no mistake.")
    assert "Your dispute is open again." in page.text
    assert "It was no mistake." in desk(ana, reference).text


def test_partly_upheld(maria: Pages, ana: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    credited(ana, reference, "25.00")
    page = her(maria, reference)
    assert "Our decision: partly upheld" in page.text
    assert "gives you €30.00 with tax" in page.text


def test_sent_back_then_approved(maria: Pages, ana: Pages, grace: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    assert "a manager has been asked" in credited(ana, reference, "60.00").text
    assert "Being looked into" in her(maria, reference).text
    grace.submit(grace.get("/office/approvals"), "/send-back", words="Which delivery note?")
    assert "Which delivery note?" in desk(ana, reference).text
    credited(ana, reference, "60.00")
    grace.submit(grace.get("/office/approvals"), "/approve")
    assert "Our decision: upheld" in her(maria, reference).text


def test_declined_then_decided(maria: Pages, ana: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    offered(ana, reference, "20.00")
    maria.submit(her(maria, reference), "/decline", declined_because="It was charged twice: all of it.")
    assert "It was charged twice: all of it." in desk(ana, reference).text
    credited(ana, reference, "50.00")
    assert "Our decision: partly upheld" in her(maria, reference).text


def test_unanswered_it_ends_with_notice_and_is_opened_again(
    maria: Pages, ana: Pages, bill: Invoice, work_done: Callable[[], None], calendar
) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    offered(ana, reference, "20.00")
    for days, told in (
        (8, "We reminded you of our offer"),
        (7, "Our offer has run out"),
        (7, "unless we hear from you"),
    ):
        calendar.forward(days=days)
        work_done()
        maria.sign_in(named("Maria Santos"))
        assert told in her(maria, reference).text
    calendar.forward(days=8)
    work_done()
    maria.sign_in(named("Maria Santos"))
    page = her(maria, reference)
    assert "Closed without an answer" in page.text
    page = maria.submit(page, "/reopen", reason_to_reopen="I was away.")
    assert "Your dispute is open again." in page.text


def named(name: str) -> Person:
    return db.session.query(Person).filter_by(name=name).one()


def test_a_counter_offer_is_refused_and_the_next_one_granted(maria: Pages, ana: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    offered(ana, reference, "10.00")
    maria.submit(her(maria, reference), "/counter", counter_amount="45", counter_words="We waited a morning.")
    ana.submit(desk(ana, reference), "/refuse", refuse_words="It was an hour.")
    assert "It was an hour." in her(maria, reference).text
    offered(ana, reference, "20.00")
    maria.submit(her(maria, reference), "/counter", counter_amount="30", counter_words="Then for the hour.")
    ana.submit(desk(ana, reference), "/grant", grant_words="You are right: here it is.")
    page = maria.submit(her(maria, reference), "Accept the offer")
    assert "Our decision: settled" in page.text
    assert "gives you €36.00 with tax" in page.text


def test_refunded(maria: Pages, ana: Pages, bill: Invoice) -> None:
    factories.make_payment(bill)
    reference = opened(maria, bill)
    investigated(ana, reference)
    credited(ana, reference, "40.00", kind="refund")
    ana.submit(desk(ana, reference), "/refund", refund_reference="BANK-77", refund_on="2026-03-16")
    assert "Your refund was paid" in her(maria, reference).text


def test_paid_in_instalments(maria: Pages, ana: Pages, bill: Invoice, work_done, calendar) -> None:
    reference = opened(maria, bill)
    page = investigated(ana, reference)
    given = {"plan_amount": "90.00", "instalments": "3", "first_due_on": "2026-03-20", "plan_words": TERMS}
    ana.submit(page, "/plan", **given)
    page = her(maria, reference)
    assert "Our offer: payment plan" in page.text
    assert "0.00 before tax" not in page.text
    maria.submit(page, "Accept the offer")
    work_done()
    assert "We reminded you of an instalment" in her(maria, reference).text
    page = desk(ana, reference)
    ana.submit(page, "/instalment", position="1", instalment_reference="PAY-1", instalment_on="2026-03-16")
    assert "An instalment came in" in her(maria, reference).text


def test_a_service_is_promised_and_delivered(maria: Pages, ana: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    offered(ana, reference, "40.00", "additional_service")
    maria.submit(her(maria, reference), "Accept the offer")
    ana.submit(desk(ana, reference), "/delivery", delivered_on="2026-03-16", delivery_words="The seals are new.")
    assert "The seals are new." in her(maria, reference).text


def test_a_credit_is_taken_back_and_decided_anew(maria: Pages, ana: Pages, grace: Pages, bill: Invoice) -> None:
    factories.make_payment(bill)
    reference = opened(maria, bill)
    investigated(ana, reference)
    credited(ana, reference, "50.00", kind="credit")
    grace.submit(desk(grace, reference), "/void", void_why="It belonged to another line.")
    page = her(maria, reference)
    assert "We had to take a credit back" in page.text
    assert "Being looked into" in page.text
    ana.submit(desk(ana, reference), "Take")
    credited(ana, reference, "10.00")
    assert "Our decision: partly upheld" in her(maria, reference).text


def test_merged_written_to_and_taken_apart_again(maria: Pages, ana: Pages, grace: Pages, bill: Invoice) -> None:
    first, second = opened(maria, bill, "2"), opened(maria, bill, "3")
    grace.submit(desk(grace, second), "/merge", into=first)
    page = maria.submit(her(maria, second), "/statement", statement="I found the mail.")
    assert page.heading == f"Dispute {first}"
    grace.submit(desk(grace, second), "/unmerge", unmerge_why="They are two matters.")
    assert "It goes on by itself again" in her(maria, second).text
    investigated(ana, first)
    credited(ana, first, "50.00")
    assert "Our decision" in her(maria, first).text
    assert "Being looked into" in her(maria, second).text


def test_rejected_it_goes_up_and_a_manager_settles(maria: Pages, ana: Pages, grace: Pages, bill: Invoice) -> None:
    reference = opened(maria, bill)
    page = investigated(ana, reference)
    document = str(page.soup.select("#document option")[0]["value"])
    page = ana.submit(page, "Add the document", document=document)
    ana.submit(page, "/not-upheld", reasons="There were two deliveries, both signed for.")
    maria.submit(her(maria, reference), "/reject-outcome", objection="I signed one of them.")
    page = desk(grace, reference)
    assert "tier 2" in page.text
    grace.submit(page, "Take")
    offered(grace, reference, "30.00")
    maria.submit(her(maria, reference), "Accept the offer")
    assert "Our decision: settled" in her(maria, reference).text


def test_a_low_score_opens_it_again(maria: Pages, ana: Pages, bill: Invoice, work_done, calendar) -> None:
    reference = opened(maria, bill)
    investigated(ana, reference)
    credited(ana, reference, "50.00")
    calendar.forward(days=7)
    work_done()
    visitor, link = Pages(ana.app), survey_link()
    visitor.submit(visitor.get(link), link, score="1", words="Nobody ever called.")
    ana.sign_in(named("Ana Ruiz"))
    page = desk(ana, reference)
    assert "Nobody ever called." in page.text
    assert "tier 2" in page.text


def survey_link() -> str:
    """The link in the letter that asks."""
    letter = db.session.query(OutgoingLetter).filter_by(kind="follow_up").one()
    found = re.search(r"/survey/\S+", letter.text)
    assert found, letter.text
    return found[0]


def test_late_and_given_all_the_same(maria: Pages, ana: Pages, grace: Pages, organisation) -> None:
    issued = date(2026, 3, 16) - timedelta(days=120)
    old = factories.make_invoice(organisation, [{"unit_price": "40"}], issued_on=issued)
    reference = opened(maria, old, "1")
    investigated(ana, reference)
    page = desk(ana, reference)
    field = next(
        str(box["name"]) for box in page.form("/resolve").find_all("input") if "credit_" in str(box.get("name"))
    )
    refused = ana.submit(page, "/resolve", 409, **{field: "40.00", "explanation": OURS})
    assert "after the notice window" in refused.text
    grace.submit(
        desk(grace, reference), "/override", rule="notice_window", override_why="They told us by phone in time."
    )
    credited(ana, reference, "40.00")
    page = her(maria, reference)
    assert "We make an exception in your favour" in page.text
    assert "They told us by phone in time." not in page.text
    assert "They told us by phone in time." in grace.get("/office/overrides").text
