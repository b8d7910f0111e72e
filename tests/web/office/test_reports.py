"""The reports' pages and files, for managers alone."""

from base64 import b64decode

import pytest

from support.accounts.models import Person
from support.reports.catalogue import REPORTS
from support.web.office.reports import TITLES
from tests import factories
from tests.pages import Pages


@pytest.fixture
def busy(client_person: Person) -> None:
    factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)


@pytest.mark.parametrize("key", list(REPORTS))
def test_each_report_has_a_page_with_its_table(key: str, busy: None, pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/reports/{key}?first=2026-03-01&last=2026-03-31")
    assert page.soup.find("table") or "Nothing in this period" in page.text
    picture = page.soup.select_one("img.report-chart")
    if picture is not None:
        chart = b64decode(str(picture["src"]).removeprefix("data:image/svg+xml;base64,"))
        assert b"<svg" in chart
        assert b"<script" not in chart


def test_every_report_has_a_title_in_the_list() -> None:
    assert list(TITLES) == list(REPORTS)


def test_the_files_are_downloads(busy: None, pages: Pages, manager: Person) -> None:
    pages.sign_in(manager)
    for address, begins in (("volume.csv", b"\xef\xbb\xbfFrom"), ("all.xlsx", b"PK"), ("all.pdf", b"%PDF")):
        answer = pages.client.get(f"/office/reports/{address}")
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_impossible_period_is_told_and_an_unknown_report_is_not_found(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager).get("/office/reports/volume?first=2026-03-05&last=2026-03-01", status=422)
    pages.get("/office/reports/nonsense", status=404)


def test_agents_have_no_reports(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/office/reports", status=403)


@pytest.mark.parametrize("page", ["reports/volume", "review"])
@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-03-05", "2026-03-01", "comes after the last one"),
        ("2020-01-01", "2026-03-01", "at most 1100 days"),
        ("soon", "2026-03-01", "YYYY-MM-DD"),
    ],
)
def test_days_that_are_no_period_stay_in_the_form_beside_the_reason(
    page: str, first: str, last: str, says: str, pages: Pages, manager: Person
) -> None:
    shown = pages.sign_in(manager).get(f"/office/{page}?first={first}&last={last}", status=422)
    assert says in shown.text
    assert [shown.soup.find("input", id=name)["value"] for name in ("first", "last")] == [first, last]


def test_one_day_is_a_period(busy: None, pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/reports/volume?first=2026-03-16&last=2026-03-16")
    assert "“Before” is 15 March 2026 to 15 March 2026." in page.text
    assert page.soup.find("table")
