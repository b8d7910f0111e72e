"""What a browser fetches before a page is painted: small, and only once."""

import re
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

ON_THE_WIRE = 100_000
"""Bytes of style sheets and scripts before the first paint."""


def fetched(browser: FlaskClient, address: str, **headers: str) -> tuple[int, Headers, int]:
    """Status, headers, and how many bytes came over the wire."""
    asked = {"Accept-Encoding": "gzip, br"} | {name.replace("_", "-"): value for name, value in headers.items()}
    with browser.get(address, headers=asked) as answer:
        return answer.status_code, answer.headers, len(answer.data)


def test_the_first_paint_needs_less_than_a_hundred_kilobytes(browser: FlaskClient) -> None:
    page = browser.get("/sign-in").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page)
    answers = [fetched(browser, address) for address in addresses]
    assert answers and {status for status, _, _ in answers} == {200}
    assert sum(size for _, _, size in answers) < ON_THE_WIRE


def test_no_page_can_need_more_not_even_one_that_had_every_script(browser: FlaskClient) -> None:
    page = browser.get("/sign-in").get_data(as_text=True)
    sheets = re.findall(r'href="(/[^"]+\.css[^"]*)"', page)
    scripts = [f"/static/js/{file.name}" for file in sorted((Path(__file__).parents[2] / "static" / "js").glob("*.js"))]
    answers = [fetched(browser, address) for address in [*sheets, *scripts]]
    assert len(scripts) > 9 and {status for status, _, _ in answers} == {200}
    assert sum(size for _, _, size in answers) < ON_THE_WIRE


def test_a_style_sheet_that_has_not_changed_is_not_sent_again(browser: FlaskClient) -> None:
    _, headers, _ = fetched(browser, "/static/css/redress.css")
    assert headers["Content-Encoding"] == "br"
    status, _, size = fetched(browser, "/static/css/redress.css", If_None_Match=headers["ETag"])
    assert (status, size) == (304, 0)


def test_pages_are_not_compressed(browser: FlaskClient) -> None:
    """They hold secrets beside what somebody else may have written (BREACH)."""
    assert "Content-Encoding" not in fetched(browser, "/sign-in")[1]
