"""From an empty database to the first dispute, by nothing but the command that makes the owner and pages."""

import io
import re
from pathlib import Path

from flask import Flask

from support.disputes.models import Dispute
from support.extensions import db
from tests.pages import Page, Pages

BILL = Path(__file__).parent.parent / "billing" / "importing" / "samples" / "bakery-invoice.xml"


def invited(app: Flask) -> str:
    """The path of the link that the command prints."""
    printed = app.test_cli_runner().invoke(args=["owner", "invite", "olga@desk.example", "--name", "Olga Petrova"])
    assert printed.exit_code == 0, printed.output
    return re.search(r"/sign-in/link/\S+", printed.output).group()


def open_tasks(page: Page) -> list[str]:
    rows = page.soup.select(".checklist-step:not(.is-done) strong")
    return [row.get_text() for row in rows]


def test_an_empty_desk_walks_its_owner_to_the_first_dispute(app: Flask, pages: Pages) -> None:
    assert "flask owner invite" in pages.get("/").text
    link = invited(app)
    page = pages.submit(pages.get(link), link)
    assert page.heading == "First steps"
    assert len(open_tasks(page)) == 7
    company_people_and_rules(pages, page)
    number = articles_and_invoices(pages)
    client = pages.get(pages.get(pages.get("/office/start").link("Invite a client's person")).link("People of"))
    pages.submit(client, "/people", name="Maria Santos", email="maria@client.example")
    assert open_tasks(pages.get("/office/start")) == ["Open the first dispute"]
    form = pages.get(f"/desk/disputes/new?invoice={number}&line=1")
    pages.submit(form, "/desk/disputes/new", reason="quantity", statement="One box was missing.", channel="phone")
    assert "at work" in pages.get("/office/start").text
    assert db.session.query(Dispute).count() == 1
    assert "Lumen & Larder" in pages.get("/help").text


def company_people_and_rules(pages: Pages, page: Page) -> None:
    page = pages.submit(page, "/office/start", name="", status=422)
    page = pages.submit(page, "/office/start", name="Lumen & Larder", city="Dublin", country="ie")
    people = pages.get(page.link("Bring in your people"))
    pages.submit(people, "/office/people", name="Ana Ruiz", email="ana@desk.example", role="agent")
    rules = pages.get(pages.get("/office/start").link("Go through the rules"))
    pages.submit(rules, "/rules/usual", profile="default_b2b")


def articles_and_invoices(pages: Pages) -> str:
    """Returns the number of the first invoice."""
    articles = pages.get(pages.get("/office/start").link("Publish how you bill"))
    articles = pages.submit(articles, "Start from the drafts")
    pages.submit(pages.get(articles.link("Our billing policy")), "/publish")
    files = pages.get(pages.get("/office/start").link("Take in your first invoices"))
    report = pages.submit(files, "/desk/documents", file=(io.BytesIO(BILL.read_bytes()), BILL.name))
    return report.soup.select_one("p.row-words a").get_text()


def test_the_owners_command_opens_no_second_door(app: Flask) -> None:
    invited(app)
    again = app.test_cli_runner().invoke(args=["owner", "invite", "eve@evil.example", "--name", "Eve"])
    assert again.exit_code == 1
    assert "has a manager already: Olga Petrova" in again.output
