"""Letters about bills that go out, and about errors that we found ourselves."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from support.billing.audit import audit_client
from support.billing.settlement import Finding
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.feedback.models import Voice
from support.feedback.services import note_opinion
from support.kernel.money import Money
from support.knowledge import welcoming
from support.prevention import correcting, incidents, own_data, reviewing, tasks
from support.prevention.announcing import announce_due
from support.prevention.crediting import credit_next, tell_affected
from support.prevention.dated import make_tasks
from support.prevention.drafts import prepare
from support.prevention.incident_models import Incident
from support.prevention.models import Draft
from support.prevention.noticing import notice_patterns
from support.reactions import improving
from tests import factories
from tests.billing.files import BUYER, document, written
from tests.letters.conftest import Story

Snapshot = Callable[..., OutgoingLetter]


def _draft(story: Story, calendar) -> Draft:
    calendar.set("2026-03-31T10:00+00:00")
    story.harbour.tax_id = BUYER.tax_id
    (prepared,) = prepare(written(document()), "draft.xml", by=story.ana)
    return prepared.draft


def test_the_invoice_that_went_out(story: Story, snapshot: Snapshot, calendar) -> None:
    reviewing.approve(_draft(story, calendar), by=story.sofia)
    assert snapshot("invoice_issued").to_email == story.maria.email


def test_the_draft_that_came_back(story: Story, snapshot: Snapshot, calendar) -> None:
    reviewing.send_back(_draft(story, calendar), words="The machine went back in February.", by=story.sofia)
    assert snapshot("draft_sent_back").to_email == story.ana.email


def _finding(story: Story, price: str) -> Finding:
    factories.make_price(factories.make_contract(story.harbour, number="AGR-0007"), version="2025")
    line = {"unit_price": price, "name": "Espresso bean delivery"}
    invoice = factories.make_invoice(
        story.harbour, [line], number="INV-2026-0077", issued_on=date(2026, 3, 3), due_on=date(2026, 4, 2)
    )
    audit_client(story.harbour)
    return next(row for row in db.session.scalars(select(Finding)) if row.invoice_id == invoice.id and row.rule == "R6")


WORDS = "The agreement sets 100 a delivery; a higher price was typed in by hand."


def test_the_error_that_we_found_first(story: Story, snapshot: Snapshot) -> None:
    correcting.propose(_finding(story, "140"), amount=Money.of("40", "EUR"), words=WORDS, by=story.ana)
    assert snapshot("own_correction").to_email == story.maria.email


def test_the_correction_that_waits_and_the_one_that_comes_back(story: Story, snapshot: Snapshot) -> None:
    given = {"amount": Money.of("70", "EUR"), "words": WORDS, "by": story.ana}
    correction = correcting.propose(_finding(story, "170"), **given)
    assert snapshot("correction_to_approve").to_email == story.grace.email
    correcting.send_back(correction, words="Only 40 of it.", by=story.grace)
    assert snapshot("correction_sent_back").to_email == story.ana.email


def test_one_mistake_for_many(story: Story, snapshot: Snapshot) -> None:
    _finding(story, "140")
    for number in range(2):
        client = factories.make_organisation(ref=f"CL-9{number}")
        factories.make_price(factories.make_contract(client), version="2025")
        factories.make_invoice(client, [{"unit_price": "140"}], issued_on=date(2026, 3, 3))
        audit_client(client)
    notice_patterns()
    assert snapshot("incident_noticed").to_email == story.grace.email
    incident = db.session.scalars(select(Incident)).one()
    incidents.confirm(incident, explanation="On 2 March a wrong price list was read in.", by=story.grace)
    tell_affected()
    assert snapshot("incident_notice").to_email == story.maria.email
    incidents.prepare_credits(incident, by=story.ana)
    for error in incidents.errors_of(incident, sampled=True):
        incidents.judge(error, right=True, by=story.sofia)
    incidents.release(incident, by=story.grace)
    credit_next()
    assert snapshot("incident_credit").to_email == story.maria.email


def test_the_price_to_come(story: Story, snapshot: Snapshot) -> None:
    contract = factories.make_contract(story.harbour, number="AGR-0007")
    factories.make_price(contract, valid_to=date(2026, 4, 19))
    given = {"description": "Espresso beans", "unit": "kg", "clause": "4.2 Prices may rise once a year."}
    factories.make_price(contract, unit_price=Decimal(120), valid_from=date(2026, 4, 20), **given)
    make_tasks()
    announce_due()
    assert snapshot("price_notice").to_email == story.maria.email


def test_tasks_that_are_due(story: Story, snapshot: Snapshot) -> None:
    for title in ("Check the import of price lists", "Call the driver"):
        tasks.plan(title, due_on=date(2026, 3, 16), owner=story.ana, by=story.grace)
    tasks.remind()
    assert snapshot("tasks_due").to_email == story.ana.email


def test_what_became_of_a_change_that_a_client_asked_for(story: Story, snapshot: Snapshot) -> None:
    wanted = {name: getattr(story.harbour, name) or "" for name in own_data.FIELDS} | {"city": "Galway"}
    request = own_data.ask(wanted, words="We have moved.", by=story.maria)
    own_data.approve(request, words="Thank you for telling us.", by=story.ana)
    assert snapshot("data_request_decided").to_email == story.maria.email


def test_how_billing_works_for_a_new_client(story: Story, snapshot: Snapshot) -> None:
    contract = factories.make_contract(story.harbour, number="AGR-0007", title="Coffee for two cafés")
    factories.make_price(contract, description="Espresso beans", unit="KGM", unit_price=Decimal("18.50"))
    welcoming.send(story.harbour, by=story.grace)
    assert snapshot("welcome").to_email == story.maria.email


def test_what_has_changed_since_a_client_said_it(story: Story, snapshot: Snapshot) -> None:
    note_opinion("your bills are a riddle", by=story.maria)
    voice = db.session.scalars(select(Voice.id)).one()
    given = {"title": "Write what each line is for", "due_on": date(2026, 3, 20), "owner": story.ana}
    task = improving.improve([voice], **given, by=story.grace)
    tasks.finish(task, outcome="New texts for all services.", by=story.ana)
    improving.tell_what_changed(task, words="Each line says what it is for, and for which days.", by=story.grace)
    assert snapshot("what_changed").to_email == story.maria.email
