"""What clients keep about themselves, their company and their people, and what they read beside invoices and disputes."""

from decimal import Decimal

import pytest

from support.accounts.models import Person
from support.accounts.queries import find_person
from support.accounts.roles import Power, Reach, Role
from support.billing import plans
from support.disputes import services as disputes
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.knowledge import services as knowledge
from support.knowledge.models import ArticleKind
from support.knowledge.services import Text
from tests import factories
from tests.pages import Pages


def test_every_page_of_a_new_client_teaches_what_will_stand_there(portal: Pages) -> None:
    for address in ("you", "company", "people", "payments", "agreements", "documents", "invoices", "disputes"):
        page = portal.get(f"/portal/{address}")
        assert page.heading


def test_a_client_says_how_they_like_to_be_reached(portal: Pages, client_person: Person) -> None:
    page = portal.submit(portal.get("/portal/you"), "/portal/you", reached_by="phone", phone="", status=422)
    assert "Give the number" in page.text
    page = portal.submit(page, "/portal/you", phone="+353 1 555 0100", locale="de_DE", timezone="Europe/Dublin")
    assert "gilt von jetzt an" in page.text, "it is said in the language that was chosen"
    db.session.refresh(client_person)
    assert (client_person.reached_by, client_person.locale) == (Reach.PHONE, "de_DE")


@pytest.mark.parametrize(("field", "value"), [("locale", "xx_XX"), ("timezone", "Mars/Base")])
def test_what_is_not_on_the_list_is_refused(portal: Pages, field: str, value: str) -> None:
    assert portal.submit(portal.get("/portal/you"), "/portal/you", status=422, **{field: value})


def test_a_correction_goes_to_the_desk_and_comes_back_decided(
    portal: Pages, client_person: Person, agent: Person, app
) -> None:
    page = portal.submit(portal.get("/portal/company"), "/portal/company/change", city="Galway", words="We moved.")
    assert "With us" in page.text
    desk = Pages(app).sign_in(agent)
    task = desk.get(desk.get("/prevention/tasks").link("asks for a change"))
    assert "Galway" in task.text
    desk.submit(task, "/change", answer="Thank you.")
    assert "Changed" in portal.get("/portal/company").text
    db.session.refresh(client_person.organisation)
    assert client_person.organisation.city == "Galway"


def test_a_refused_correction_keeps_what_was_typed(portal: Pages) -> None:
    page = portal.submit(
        portal.get("/portal/company"), "/portal/company/change", country="IRL", city="Galway", status=422
    )
    assert page.form("/portal/company/change").find("input", attrs={"name": "city"})["value"] == "Galway"


def test_people_are_invited_changed_and_removed(portal: Pages, client_person: Person) -> None:
    page = portal.submit(portal.get("/portal/people"), "/portal/people", name="Jo Byrne", email="jo@harbour.example")
    assert "Jo Byrne has been sent a link" in page.text
    jo = find_person("jo@harbour.example")
    page = portal.submit(page, f"/people/{jo.id}/rights", powers=["accept"])
    db.session.refresh(jo)
    assert not jo.may(Power.DISPUTE)
    portal.submit(page, f"/people/{jo.id}/remove")
    assert find_person("jo@harbour.example") is None


def test_the_last_one_cannot_remove_themselves(portal: Pages, client_person: Person) -> None:
    page = portal.submit(portal.get("/portal/people"), f"/people/{client_person.id}/remove", status=409)
    assert "Nobody would be left" in page.text


def test_who_only_looks_is_shown_no_form_and_told_why(pages: Pages, client_person: Person, invoice) -> None:
    looker = factories.make_person(Role.CLIENT, organisation=client_person.organisation, powers=[])
    pages.sign_in(looker)
    assert "looks after" in pages.get("/portal/people").text
    assert "looks after" in pages.get("/portal/company").text
    page = pages.get(f"/portal/disputes/new?invoice={invoice.number}")
    assert "right to question" in page.text, "before anything is typed"
    assert page.soup.find("textarea") is None
    token = page.soup.find("meta", attrs={"name": "csrf-token"})["content"]
    wish = {"invoice": invoice.number, "lines": "1", "reason": "quantity", "statement": "No.", "check": "yes"}
    answer = pages.client.post("/portal/disputes/new", data=wish | {"csrf_token": token})
    assert answer.status_code == 403
    assert "right to question" in answer.get_data(as_text=True)


def test_who_only_looks_is_told_whom_to_ask_instead_of_being_offered_an_answer(
    pages: Pages, client_person: Person, agent: Person, invoice
) -> None:
    looker = factories.make_person(Role.CLIENT, organisation=client_person.organisation, powers=[])
    dispute = disputes.take(factories.make_dispute(invoice, by=client_person), by=agent)
    disputes.ask_client(dispute, question="Which delivery?", by=agent)
    path = f"/portal/disputes/{dispute.reference}"
    page = pages.sign_in(looker).get(path)
    assert "Which delivery?" in page.text
    assert "right to question charges" in page.text
    assert not any(address.startswith(path) for address in page.actions())
    assert f"{path}/answer" in Pages(pages.app).sign_in(client_person).get(path).actions()


def test_payments_credits_and_plans_stand_on_one_page(portal: Pages, invoice) -> None:
    factories.make_payment(invoice, "20.00", reference="BANK-77")
    plan = plans.propose_plan(invoice, Money.of("60", "EUR"), instalments=3, first_due_on=clock.today(), key="p")
    plans.agree_plan(plan.key)
    page = portal.get("/portal/payments")
    assert "BANK-77" in page.text
    assert "3 of 3" in page.text


def test_agreements_show_prices_and_terms_of_this_client_only(portal: Pages, client_person: Person, foreign) -> None:
    contract = factories.make_contract(client_person.organisation, title="Coffee and machines", clauses="4.2 Prices.")
    factories.make_price(contract, description="Espresso beans", unit_price=Decimal("18.5"))
    factories.make_contract(foreign.organisation, title="Somebody else's")
    text = portal.get("/portal/agreements").text
    assert "Coffee and machines" in text
    assert "€18.50" in text
    assert "Somebody else's" not in text


def test_letters_are_kept_for_their_reader_and_nobody_else(portal: Pages, client_person: Person, invoice, app) -> None:
    from support.correspondence.outbox import deliver_due

    factories.make_dispute(invoice, by=client_person)
    deliver_due()
    page = portal.get("/portal/documents")
    address = page.link("DSP-")
    assert "/documents/letters/" in address
    portal.get(address)
    Pages(app).sign_in(factories.make_person(Role.CLIENT)).get(address, status=404)


def test_help_is_open_to_everybody_and_found_by_its_words(pages: Pages, manager: Person) -> None:
    text = Text("What “on hold” means", "Not due.", "## Why\n\nYou need **not** pay it.")
    article = knowledge.publish(knowledge.write(ArticleKind.POLICY, text, by=manager), by=manager)
    assert "Nothing fits" in pages.get("/help?q=pumpernickel").text
    page = pages.get("/help?q=hold")
    read = pages.get(page.link("on hold"))
    assert "<strong>not</strong>" in read.html
    knowledge.rewrite(article, Text(text.title, "", "Other."), why="Shorter", number=1, by=manager)
    assert "as it stood on" in pages.get(f"/help/{article.slug}?version=1").text
    pages.get(f"/help/{article.slug}?version=9", status=404)
    pages.get("/help/nothing-here", status=404)
