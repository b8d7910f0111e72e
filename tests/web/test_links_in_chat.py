"""In a message only the addresses of our own pages can be followed; all else is text, however it is written."""

import pytest
from flask import Flask

from support.web.formatters import with_links

OURS = "https://desk.example"


@pytest.fixture(params=[OURS, f"{OURS}/"])
def home(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(app.config, "BASE_URL", request.param)
    return OURS


def test_a_page_of_ours_can_be_followed_without_the_full_stop_after_it(home: str) -> None:
    page = f"{home}/portal/invoices/INV-2026-0042"
    assert with_links(f"You can read it here: {page}.") == f'You can read it here: <a href="{page}">{page}</a>.'


@pytest.mark.parametrize(
    "text",
    [
        "https://elsewhere.example/portal",
        "https://desk.example.elsewhere.example/x",
        "https://desk.example@elsewhere.example/x",
        "javascript:alert(1)",
        "//desk.example/x",
        "https://desk.example",
    ],
)
def test_any_other_address_stays_text(home: str, text: str) -> None:
    assert "<a" not in with_links(text)


def test_markup_beside_and_inside_an_address_is_escaped(home: str) -> None:
    shown = with_links(f'<b>{home}/x"onmouseover="alert(1)</b> {home}/y?a=1&b=<i>')
    assert shown.count("<a ") == 2
    assert f'<a href="{home}/x">' in shown and f'<a href="{home}/y?a=1&amp;b">' not in shown
    for tag in ("<b>", "<i>", 'onmouseover="'):
        assert tag not in shown
