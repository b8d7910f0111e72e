"""What helps with the first documents: the tables, their headings, and an invoice to try everything with."""

import csv
import io

from support.accounts.models import Person
from support.accounts.setting_up import describe_company
from support.billing.importing.recognising import TABLES
from support.billing.importing.storing import import_contents
from support.billing.queries import invoices_numbered
from support.billing.settlement import Finding
from support.extensions import db
from tests.pages import Pages


def test_every_table_stands_on_the_page_with_its_columns_and_its_heading_as_a_file(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/documents")
    for name, row in TABLES.items():
        answer = pages.client.get(f"/desk/documents/tables/{name}.csv")
        (heading,) = csv.reader(io.StringIO(answer.get_data(as_text=True)))
        assert heading == list(row.columns())
        assert f"Save the heading as {name}.csv" in page.text
    pages.get("/desk/documents/tables/secrets.csv", 404)


def test_a_heading_alone_is_recognised_and_changes_nothing(pages: Pages, agent: Person) -> None:
    heading = pages.sign_in(agent).client.get("/desk/documents/tables/clients.csv").get_data()
    (report,) = import_contents([("clients.csv", heading)])
    assert "none that is known" not in str(report.message)


def test_the_example_is_an_invoice_of_this_desk_with_one_delivery_on_it_twice(pages: Pages, manager: Person) -> None:
    describe_company({"name": "Petrova Power"}, by=manager)
    example = pages.sign_in(manager).client.get("/desk/documents/example.xml").get_data()
    (report,) = import_contents([("example.xml", example)])
    (invoice,) = invoices_numbered(report.documents[0])
    assert invoice.seller_name == "Petrova Power"
    assert invoice.organisation.name == "Example Café"
    assert invoice.payable.decimal == "859.20"
    found = db.session.query(Finding).filter_by(invoice_id=invoice.id).all()
    assert [row.rule for row in found] == ["R4"]


def test_clients_get_neither(pages: Pages, client_person: Person) -> None:
    pages.sign_in(client_person).get("/desk/documents/example.xml", 403)
    pages.get("/desk/documents/tables/clients.csv", 403)
