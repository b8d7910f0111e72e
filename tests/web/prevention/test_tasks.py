"""Tasks, and notices of prices, through the pages."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from support.accounts.models import Organisation, Person
from support.billing.changes import PriceNotice
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.prevention.dated import make_tasks
from support.prevention.kinds import TaskStatus
from support.prevention.models import Task
from tests import factories
from tests.pages import Pages
from tests.prevention.conftest import harbour, letters

__all__ = ["harbour"]


def test_a_measure_is_planned_put_off_and_done(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/prevention/tasks")
    today = clock.today()
    page = pages.submit(page, "Plan it", title="Check the import of price lists", due_on=today.isoformat())
    assert "It is on the list." in page.text
    task = db.session.scalars(select(Task)).one()
    refused = pages.submit(page, "/put-off", 422, to=today.isoformat(), words="The importer is away.")
    assert "Choose a day after today." in refused.text
    assert "The importer is away." in refused.html
    page = pages.submit(page, "/put-off", to=(today + timedelta(days=7)).isoformat(), words="The importer is away.")
    pages.submit(page, "/done", outcome="A list of the wrong month is refused now.")
    assert task.status is TaskStatus.DONE
    assert "A list of the wrong month" in pages.get(f"/prevention/tasks/{task.public_id}").text


def test_a_price_is_announced_and_its_client_answers(pages: Pages, agent: Person, harbour: Organisation) -> None:
    contract, first = factories.make_contract(harbour), clock.today() + timedelta(days=35)
    factories.make_price(contract, valid_to=first - timedelta(days=1))
    factories.make_price(contract, unit_price=Decimal(120), valid_from=first)
    factories.make_invoice(harbour)
    make_tasks()
    listed = pages.sign_in(agent).get("/prevention/tasks")
    page = pages.submit(pages.get(listed.link("Announce the price")), "/announce")
    assert "1 client will be written to." in page.text
    notice = db.session.scalars(select(PriceNotice)).one()
    assert f"/portal/notices/{notice.id}" in letters("price_notice")[0].text

    page = pages.sign_in(harbour.people[0]).get(f"/portal/notices/{notice.id}")
    pages.submit(page, "/reply", words="Can we keep the old one until summer?")
    assert "until summer" in db.session.scalars(select(Dispute)).one().statement


def test_another_clients_notice_is_not_found(pages: Pages, client_person: Person, harbour: Organisation) -> None:
    notice = PriceNotice(organisation_id=harbour.id, sku="BEANS", sent_on=clock.today(), effective_on=clock.today())
    db.session.add(notice)
    db.session.commit()
    pages.sign_in(client_person).get(f"/portal/notices/{notice.id}", 404)


def test_a_look_back_leads_to_the_figures_of_its_quarter(
    pages: Pages, harbour: Organisation, manager: Person, calendar
) -> None:
    factories.make_invoice(harbour, issued_on=date(2026, 3, 31))
    calendar.set("2026-04-02T09:00+00:00")
    make_tasks()
    page = pages.sign_in(manager).get("/prevention/tasks")
    task = pages.get(page.link("Look back at January to March 2026"))
    assert "first=2026-01-01" in task.link("Read them here") and "last=2026-03-31" in task.link("PDF")
    assert pages.get(task.link("Read them here")).status == 200
