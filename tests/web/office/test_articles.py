"""Articles in the office: begun from drafts, looked at, kept, published."""

from support.accounts.models import Person
from support.knowledge import queries
from tests.pages import Pages


def test_a_manager_writes_looks_keeps_and_publishes(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager)
    page = pages.submit(pages.get("/office/articles"), "Start from the drafts")
    page = pages.get(page.link("How to read your invoice"))
    slug = page.url.rpartition("/")[2]
    page = pages.submit(page, f"/articles/{slug}", body="Read **this**.", look="yes")
    assert "<strong>this</strong>" in page.html
    page = pages.submit(page, f"/articles/{slug}", status=422)
    assert "Say in a few words" in page.text
    page = pages.submit(page, f"/articles/{slug}", why="Shorter")
    assert "Version 2" in page.text
    pages.submit(page, "/publish")
    assert queries.article_with(slug).body == "Read **this**."
    pages.submit(pages.get(f"/office/articles/{slug}?version=1"), "/take-back")
    assert queries.published() == []


def test_an_article_that_lacks_its_title_keeps_its_text(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager)
    page = pages.submit(pages.get("/office/articles/new"), "/office/articles/new", body="Words.", status=422)
    assert page.form("/office/articles/new").find("textarea").get_text().strip() == "Words."


def test_of_two_who_change_an_article_the_second_keeps_their_text(pages: Pages, manager: Person) -> None:
    pages.sign_in(manager)
    pages.submit(pages.get("/office/articles"), "Start from the drafts")
    slug = queries.every_article()[0].slug
    first, second = pages.get(f"/office/articles/{slug}"), pages.get(f"/office/articles/{slug}")
    pages.submit(first, f"/articles/{slug}", title="First", why="a")
    page = pages.submit(second, f"/articles/{slug}", title="Second", why="b", status=409)
    assert page.form(f"/articles/{slug}").find("input", attrs={"name": "title"})["value"] == "Second"
    pages.submit(page, f"/articles/{slug}")
    assert queries.article_with(slug, hidden=True).title == "Second"
