"""An incident through its page, from the first look to the last credit."""

from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.extensions import db
from support.prevention import crediting
from support.prevention.incident_models import Incident
from support.prevention.kinds import IncidentStatus
from support.prevention.noticing import notice_patterns
from tests.pages import Pages
from tests.prevention.conftest import letters
from tests.prevention.test_incidents import WORDS, overcharged_clients


def worker() -> None:
    crediting.tell_affected()
    crediting.credit_next()
    assert len(letters("incident_notice")) == len(letters("incident_credit")) == 4


def test_an_incident_is_confirmed_sampled_released_and_credited(
    app: Flask, pages: Pages, agent: Person, other_agent: Person, manager: Person
) -> None:
    overcharged_clients(4)
    notice_patterns()
    reference = db.session.scalars(select(Incident.reference)).one()
    address = f"/prevention/incidents/{reference}"

    page = pages.sign_in(agent).get("/prevention/incidents")
    assert "Not the agreed price, service BEANS" in page.text
    assert "Only a manager can do this." in pages.get(page.link(reference)).text

    page = pages.sign_in(manager).get(address)
    assert pages.submit(page, "/confirm", 422, explanation=" ").status == 422
    pages.submit(page, "/confirm", explanation=WORDS)

    pages.sign_in(agent).submit(pages.get(address), "/prepare")
    pages.sign_in(other_agent)
    while "Right" in [button.get_text() for button in pages.get(address).soup.find_all("button")]:
        pages.submit(pages.get(address), "/judge", right="yes")
    pages.sign_in(manager).submit(pages.get(address), "/release")

    worker()
    assert "4 credited" in pages.get(address).text
    assert db.session.scalars(select(Incident)).one().status is IncidentStatus.CLOSED
