"""A person's browser without a browser: every page it fetches is checked on the way."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from support.accounts.models import Person
from support.extensions import db


class Page:
    """A fetched page: `text` is what is read, `soup` the markup."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.url = response.request.path
        self.html = response.get_data(as_text=True)
        self.soup = BeautifulSoup(self.html, "html5lib")
        self.headers = response.headers

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        return " ".join(found.get_text(" ").split()) if found else ""

    def form(self, action: str) -> Tag:
        """The form whose address ends with `action`, or that holds a button so labelled."""
        for form in self.soup.find_all("form"):
            buttons = [" ".join(button.get_text(" ").split()) for button in form.find_all("button")]
            if str(form.get("action", "")).endswith(action) or action in buttons:
                return form
        raise AssertionError(f"no form “{action}” on {self.url}; there are {self.actions()}")

    def actions(self) -> list[str]:
        return [str(form.get("action")) for form in self.soup.find_all("form")]

    def link(self, words: str) -> str:
        for link in self.soup.find_all("a"):
            if words in " ".join(link.get_text(" ").split()):
                return str(link["href"])
        raise AssertionError(f"no link “{words}” on {self.url}")


class Pages:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, person: Person) -> "Pages":
        """Through the door a person uses: a one-time link."""
        from support.accounts.services import new_sign_in_link

        token = new_sign_in_link(person)
        page = self.get(f"/sign-in/link/{token}")
        self.submit(page, f"/sign-in/link/{token}")
        return self

    def get(self, url: str, status: int = 200) -> Page:
        page = self._ask(url)
        check(page, status)
        return page

    def submit(self, page: Page, action: str, status: int = 200, *, press: str = "", **fields: Any) -> Page:
        """Fill in the form `action` of `page` (what is not named keeps its value) and send it.

        `press`: the words of the button, where it sends the form to an address of its own.
        """
        form = page.form(action)
        target = form.get("action") if not press else _button(form, press)["formaction"]
        values = filled_in(form)
        named = {str(field.get("name")) for field in form.find_all(["input", "textarea", "select", "button"])}
        unknown = set(fields) - named
        assert not unknown, f"the form “{action}” on {page.url} has no fields {sorted(unknown)}; it has {sorted(named)}"
        values.update(fields)
        url = urlsplit(urljoin(page.url, str(target or page.url)))
        answer = self._ask(url.path + ("?" + url.query if url.query else ""), method="POST", data=values)
        check(answer, status)
        return answer

    def _ask(self, url: str, **sent: Any) -> Page:
        """In a context of its own, as in life: nothing kept in `g` (the CSRF token) meets the next request."""
        with self.app.app_context():
            page = Page(self.client.open(url, follow_redirects=True, **sent))
        # What the page changed is read again by the test.
        db.session.rollback()
        return page


def _button(form: Tag, words: str) -> Tag:
    return next(one for one in form.find_all("button") if " ".join(one.get_text(" ").split()) == words)


def filled_in(form: Tag) -> dict[str, Any]:
    """The values a browser would send, without the buttons."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"}:
            values.setdefault(str(name), None)
            if field.has_attr("checked"):
                values[str(name)] = field.get("value", "on")
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[str(name)] = chosen.get("value", chosen.get_text()) if chosen else ""
        else:
            values[str(name)] = field.get_text() if field.name == "textarea" else field.get("value", "")
    return {name: value for name, value in values.items() if value is not None}


def check(page: Page, status: int) -> None:
    """Right status; one heading that the title begins with; labels, unique ids, guarded forms; no leftovers."""
    assert page.status == status, f"{page.url} answered {page.status}, not {status}: {page.text[:400]}"
    assert len(page.soup.find_all("h1")) == 1, f"{page.url} has {len(page.soup.find_all('h1'))} headings"
    assert page.soup.title is not None
    title = " ".join(page.soup.title.get_text().split())
    assert title.startswith(page.heading), f"{page.url}: the title “{title}” does not begin with “{page.heading}”"
    ids = [tag["id"] for tag in page.soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{page.url} has ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert "{{" not in page.html, f"{page.url} shows template code"
    _check_forms(page, set(ids))
    for script in page.soup.find_all("script"):
        assert script.get("src") or script.get("type") == "application/json" or script.get("nonce"), "inline script"
    assert not page.soup.find_all(style=True), f"{page.url} has inline styles"


def _check_forms(page: Page, ids: set[Any]) -> None:
    labelled = {str(label["for"]) for label in page.soup.find_all("label") if label.get("for")}
    assert labelled <= ids, f"{page.url}: labels for nothing: {labelled - ids}"
    for form in page.soup.find_all("form"):
        if str(form.get("method", "get")).lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"{page.url}: {form.get('action')} is not guarded"
        for field in form.find_all(["input", "textarea", "select"]):
            if field.get("type") in {"hidden", "submit", "button"}:
                continue
            named = field.get("id") in labelled or field.get("aria-label") or field.find_parent("label")
            assert named, f"{page.url}: the field {field.get('name')} has no label"
