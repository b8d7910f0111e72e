"""The queue as its address says: sorted, narrowed, with columns; and kept under a name."""

import re

from support.accounts.models import Person
from support.disputes import services
from support.disputes.models import Dispute
from tests import factories
from tests.pages import Page, Pages


def _opened(by: Person, price: str) -> Dispute:
    return factories.make_dispute(factories.make_invoice(by.organisation, [{"unit_price": price}]), by=by)


def _references(page: Page) -> list[str]:
    return re.findall(r'data-reference="(DSP-\d+)"', page.html)


def test_a_view_is_kept_shared_opened_and_let_go(
    pages: Pages, app, client_person: Person, agent: Person, other_agent: Person
) -> None:
    small, big = _opened(client_person, "10"), _opened(client_person, "900")
    services.set_tags(big, ["vip"], by=agent)
    asked = "/desk/?view=all&sort=most&col=amount&col=tags&amount=5&currency=eur"
    page = pages.sign_in(agent).get(asked)
    assert _references(page) == [big.reference, small.reference]
    assert "vip" in page.text
    assert page.soup.find("td", class_="q-client") is None
    page = pages.submit(page, "Keep it", name="Big ones", shared="yes")
    assert "is kept, and your team sees it too" in page.text

    theirs = Pages(app).sign_in(other_agent)
    page = theirs.get(theirs.get("/desk/").link("Big ones"))
    assert _references(page) == [big.reference, small.reference]
    assert "kept by Ana Ruiz" in page.text
    assert "Let this view go" not in page.text

    page = pages.get(pages.get("/desk/").link("Big ones"))
    page = pages.submit(page, "Let this view go")
    assert "Big ones" not in page.soup.find("nav", attrs={"aria-label": "Views of the queue"}).get_text()


def test_a_view_without_a_name_comes_back_with_the_list_as_it_was(pages: Pages, client_person, agent) -> None:
    dispute = _opened(client_person, "10")
    page = pages.sign_in(agent).get("/desk/?view=all&sort=least&tag=")
    page = pages.submit(page, "Keep it", 422, name=" ", shared="yes")
    assert "is missing" in page.text
    assert _references(page) == [dispute.reference]
    assert "sort=least" in str(page.form("Keep it")["action"])


def test_headings_sort_and_turn_around(pages: Pages, client_person, agent) -> None:
    first, second = _opened(client_person, "10"), _opened(client_person, "20")
    page = pages.sign_in(agent).get("/desk/?view=all")
    page = pages.get(page.link("In dispute"))
    assert _references(page) == [second.reference, first.reference]
    assert page.soup.find("th", attrs={"aria-sort": "descending"}).get_text(strip=True).startswith("In dispute")
    assert _references(pages.get(page.link("In dispute"))) == [first.reference, second.reference]


def test_an_address_that_nobody_understands_narrows_nothing(pages: Pages, client_person, agent) -> None:
    dispute = _opened(client_person, "10")
    nonsense = "view=all&status=x&channel=x&clock=x&amount=nan&sort=x&col=x&tier=9&kept=x&department=x&currency=x"
    assert _references(pages.sign_in(agent).get(f"/desk/?{nonsense}")) == [dispute.reference]


def test_an_amount_without_a_currency_is_asked_for_one_and_narrows_nothing(pages: Pages, client_person, agent) -> None:
    dispute = _opened(client_person, "10")
    page = pages.sign_in(agent).get("/desk/?view=all&amount=500&sort=most")
    assert _references(page) == [dispute.reference]
    assert page.soup.find(id="amount")["aria-invalid"] == "true"
    assert "500 of one are not 500 of another" in page.text
    assert "are not converted" in page.text
    page = pages.get("/desk/?view=all&amount=500&currency=EUR&sort=most")
    assert _references(page) == []
    assert "are not converted" not in page.text


def test_rows_that_come_by_themselves_have_the_columns_of_the_page(pages: Pages, client_person, agent) -> None:
    _opened(client_person, "10")
    pages.sign_in(agent)
    rows = pages.client.get("/desk/rows?view=all&sort=most&col=amount").get_data(as_text=True)
    assert "q-amount" in rows
    assert "q-owner" not in rows


def test_tags_are_set_on_a_disputes_page(pages: Pages, client_person, agent) -> None:
    dispute = _opened(client_person, "10")
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    page = pages.submit(page, "/tags", tags="Promo, VIP")
    assert "promo" in page.text
    assert "Tagged promo, vip" in page.text
    page = pages.submit(page, "/tags", 422, tags="x" * 41)
    assert "40 characters at most" in page.text


def test_what_narrows_a_list_stands_above_it_and_is_taken_away_one_by_one(pages: Pages, client_person, agent) -> None:
    page = pages.sign_in(agent).get("/desk/?view=all&tier=1&status=acknowledged&amount=5&currency=EUR&sort=most")
    assert [" ".join(chip.get_text().split()) for chip in page.soup.select(".chip")] == [
        "Status: Acknowledged ×", "Tier: 1, agents ×", "In dispute at least: 5 ×", "Currency: EUR ×",
    ]  # fmt: skip
    without = page.soup.find("a", attrs={"aria-label": "Do not narrow by this: Tier"})["href"]
    page = pages.get(without)
    assert "tier" not in without and "sort=most" in without
    assert [chip.find("strong").get_text() for chip in page.soup.select(".chip")] == ["Acknowledged", "5", "EUR"]
    assert pages.get("/desk/?view=all").soup.select(".narrowed") == []
