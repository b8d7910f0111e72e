"""What makes the demo company's other pages worth looking at: who it is, articles, drafts, tasks, mail, a client's wish."""

from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

from support.accounts import setting_up
from support.accounts.queries import organisation_with, person_with
from support.billing.writing.ubl import write_ubl
from support.correspondence.inbound.services import take_in
from support.demo import people
from support.demo.company import Company, company_on
from support.demo.parties import CLIENTS, HARBOUR, OAKFIELD
from support.kernel import clock
from support.knowledge import queries
from support.knowledge import services as knowledge
from support.prevention import dated, drafts, incidents, noticing, own_data, tasks
from support.prevention.kinds import IncidentStatus, TaskKind

STAFF_DOMAIN = "lumen-larder.example"
COMPANY = {
    "name": "Lumen & Larder Services Ltd",
    "street": "14 Harbour Road",
    "postcode": "D02 X285",
    "city": "Dublin",
    "country": "IE",
    "email": f"billing@{STAFF_DOMAIN}",
    "phone": "+353 1 555 0142",
}


def furnish() -> None:
    """After the documents and the people are in. Every part is a verb that somebody of the company has done.

    What is there already is left as it is; who the company is comes last, and stands for everything.
    """
    grace = person_with(f"grace.adeyemi@{STAFF_DOMAIN}")
    for article in queries.every_article() or knowledge.begin_from_drafts(by=grace):
        knowledge.publish(article, by=grace)
    _drafts(company_on(clock.today()))
    _tasks()
    _incident()
    _mail()
    setting_up.describe_company(COMPANY, by=grace)
    setting_up.choose_policy(setting_up.USUAL, by=grace)


def _drafts(company: Company) -> None:
    """Next month's bills of two clients wait for somebody who looks at them."""
    ana = person_with(f"ana.ruiz@{STAFF_DOMAIN}")
    for place, ref in enumerate((HARBOUR, OAKFIELD), start=1):
        last = [found for found in company.invoices if found.buyer == CLIENTS[ref].party][-1]
        document = replace(
            last, number=f"DRAFT-{place:02}", issued_on=clock.today(), due_on=clock.today() + timedelta(30)
        )
        drafts.prepare(write_ubl(document), f"{document.number}.xml", by=ana)


def _tasks() -> None:
    """What falls due by itself, one that somebody planned, and what a client asks to be changed."""
    dated.make_tasks()
    noticing.notice_patterns()
    sofia, grace = (person_with(f"{name}@{STAFF_DOMAIN}") for name in ("sofia.lindqvist", "grace.adeyemi"))
    if not tasks.tasks(tasks.Wanted(kind=TaskKind.PREVENTIVE)).rows:
        words = "Agree with delivery how notes of two sites are told apart"
        tasks.plan(words, due_on=_soon(), owner=sofia, by=grace)
    priya = person_with(people.CLIENTS[2][2])
    client = organisation_with(people.CLIENTS[2][0])
    if own_data.requests_of(client):
        return
    wanted = {name: getattr(client, name) or "" for name in own_data.FIELDS}
    own_data.ask(wanted | {"street": "9 Mill Lane, 2nd floor"}, words="We have taken the second floor too.", by=priya)


def _incident() -> None:
    """The error that hit several clients: confirmed, and its credits wait for somebody to look at a sample of them."""
    sofia, grace = (person_with(f"{name}@{STAFF_DOMAIN}") for name in ("sofia.lindqvist", "grace.adeyemi"))
    found = [row for row in incidents.incidents().rows if row.status is IncidentStatus.NOTICED]
    for row in found[:1]:
        words = "Last month's rental was billed at the price list instead of your agreement. We credit the difference."
        incidents.prepare_credits(incidents.confirm(row, explanation=words, by=grace), by=sofia)
        measure = "Have the price of an agreement go before the list when bills are made"
        tasks.plan(measure, due_on=_soon(), owner=sofia, by=grace, incident=row)


def _soon() -> date:
    return clock.today() + timedelta(days=5)


def _mail() -> None:
    """From somebody whom nobody knows: it waits for a person."""
    mail = EmailMessage()
    mail["From"] = "Tom Byrne <tom.byrne@quay-bakery.example>"
    mail["To"] = COMPANY["email"]
    mail["Subject"] = "Your coffee machines"
    mail["Message-ID"] = "<demo-1@quay-bakery.example>"
    mail.set_content(
        "Hello,\n\nwe saw your machine at Harbour Café. What would the rental of one cost us?\n\nTom Byrne\n"
    )
    take_in(mail.as_bytes(), source="file", envelope_from="tom.byrne@quay-bakery.example")
