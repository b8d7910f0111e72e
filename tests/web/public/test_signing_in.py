"""Signing in and out, as a person does it."""

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from support.accounts import passwords, services
from support.accounts.models import Person, SignInLink
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.kernel import clock
from support.web.public.destinations import own_path
from tests import factories
from tests.pages import Page, Pages

PASSWORD = "a long enough password"


@pytest.fixture
def maria(app: Flask) -> Person:
    return factories.make_person(
        Role.CLIENT, name="Maria Santos", email="maria@client.example", password_hash=passwords.hashed(PASSWORD)
    )


def sign_in(pages: Pages, status: int = 200, next: str = "", **fields: str) -> Page:
    page = pages.get(f"/sign-in?next={next}" if next else "/sign-in")
    return pages.submit(page, "/sign-in", status, **fields)


def test_a_client_signs_in_with_a_password_and_lands_on_their_overview(maria: Person, pages: Pages) -> None:
    assert sign_in(pages, email="maria@client.example", password=PASSWORD).url == "/portal/"


def test_the_address_may_be_typed_in_capitals_with_blanks_around_it(maria: Person, pages: Pages) -> None:
    assert sign_in(pages, email=" Maria@Client.EXAMPLE ", password=PASSWORD).url == "/portal/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(maria: Person, pages: Pages) -> None:
    wrong = sign_in(pages, 401, email="maria@client.example", password="not it")
    unknown = sign_in(pages, 401, email="nobody@client.example", password="not it")
    say = [page.soup.find(role="alert").get_text() for page in (wrong, unknown)]
    assert say[0] == say[1] == services.WRONG
    assert wrong.soup.find(id="email")["value"] == "maria@client.example"
    assert not wrong.soup.find(id="password")["value"]


def test_staff_with_a_second_factor_need_its_code(app: Flask, pages: Pages) -> None:
    secret = pyotp.random_base32()
    factories.make_person(email="ana@desk.example", password_hash=passwords.hashed(PASSWORD), totp_secret=secret)
    sign_in(pages, 401, email="ana@desk.example", password=PASSWORD)
    sign_in(pages, 401, email="ana@desk.example", password=PASSWORD, code="000000")
    code = pyotp.TOTP(secret).at(clock.now())
    assert sign_in(pages, email="ana@desk.example", password=PASSWORD, code=code).url == "/desk/"


def test_a_mailed_link_signs_in_once_after_a_button_is_pressed(maria: Person, pages: Pages) -> None:
    token = services.new_sign_in_link(maria)
    for _ in range(3):  # programs that look into letters open links
        shown = pages.get(f"/sign-in/link/{token}")
    assert pages.submit(shown, f"/sign-in/link/{token}").url == "/portal/"
    used = Pages(pages.app)
    used.submit(used.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}", 401)


def test_a_link_is_too_old_after_half_an_hour(maria: Person, pages: Pages, calendar) -> None:
    token = services.new_sign_in_link(maria)
    calendar.forward(minutes=31)
    refused = pages.submit(pages.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}", 401)
    assert "used or is too old" in refused.text


def test_asking_for_a_link_says_the_same_for_known_and_unknown_addresses(maria: Person, pages: Pages) -> None:
    texts = []
    for email in ("maria@client.example", "nobody@client.example"):
        page = pages.get("/sign-in")
        answer = pages.submit(page, "/sign-in", email=email, link="yes")
        texts.append(answer.text.replace(email, "ADDRESS"))
    assert texts[0] == texts[1]
    assert db.session.query(SignInLink).count() == 1
    assert [letter.to_email for letter in db.session.query(OutgoingLetter)] == ["maria@client.example"]


def test_the_mailed_link_leads_to_the_page_that_was_wanted(maria: Person, pages: Pages) -> None:
    page = pages.get("/sign-in?next=/portal/invoices")
    pages.submit(page, "/sign-in", email="maria@client.example", link="yes")
    token = services.new_sign_in_link(maria)
    assert pages.submit(pages.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}").url == "/portal/invoices"


def test_a_page_behind_a_door_is_shown_after_signing_in(maria: Person, pages: Pages) -> None:
    page = pages.get("/portal/invoices")
    assert page.url == "/sign-in"
    assert pages.submit(page, "/sign-in", email="maria@client.example", password=PASSWORD).url == "/portal/invoices"


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%5Cevil.example/..\\",
    "evil.example",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_to_another_site_after_signing_in(wanted: str, maria: Person, browser: FlaskClient) -> None:
    assert own_path(wanted) == ""
    page = Page(browser.get("/sign-in", query_string={"next": wanted}))
    csrf = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    given = {"csrf_token": csrf, "email": "maria@client.example", "password": PASSWORD, "next": wanted}
    assert browser.post("/sign-in", data=given).headers["Location"] == "/portal/"


@pytest.mark.parametrize(
    "wanted", ["/portal/invoices", "/portal/invoices?before=abc", "/portal/disputes/DSP-00001#offers"]
)
def test_paths_of_our_own_are_followed(wanted: str) -> None:
    assert own_path(wanted) == wanted


def test_signing_in_leaves_nothing_of_the_earlier_session(maria: Person, browser: FlaskClient) -> None:
    with browser.session_transaction() as before:
        before["planted"] = "by somebody else"
    page = Page(browser.get("/sign-in"))
    csrf = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    browser.post("/sign-in", data={"csrf_token": csrf, "email": "maria@client.example", "password": PASSWORD})
    with browser.session_transaction() as after:
        assert after["person"] == maria.id
        assert "planted" not in after


def test_signing_out_shuts_the_doors_again(maria: Person, pages: Pages) -> None:
    home = sign_in(pages, email="maria@client.example", password=PASSWORD)
    assert "signed out" in pages.submit(home, "/sign-out").text
    assert pages.get("/portal/").url == "/sign-in"


def test_a_signed_in_person_is_taken_to_their_place(maria: Person, agent: Person, pages: Pages) -> None:
    assert pages.sign_in(maria).get("/").url == "/portal/"
    assert pages.get("/sign-in").url == "/portal/"
    assert Pages(pages.app).sign_in(agent).get("/").url == "/desk/"


def test_a_stranger_sees_the_start_page(app: Flask, pages: Pages) -> None:
    assert pages.get("/").heading == "A charge that looks wrong?"


def test_guessing_is_slowed_down(maria: Person, counting_app: Flask) -> None:
    counting = Pages(counting_app)
    page = counting.get("/sign-in")
    for _ in range(10):
        counting.submit(page, "/sign-in", 401, email="maria@client.example", password="a guess")
    refused = counting.submit(page, "/sign-in", 429, email="maria@client.example", password=PASSWORD)
    assert "too often" in refused.text


def test_a_link_used_by_somebody_who_left_is_refused(maria: Person, pages: Pages) -> None:
    token = services.new_sign_in_link(maria)
    maria.active = False
    db.session.commit()
    pages.submit(pages.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}", 401)
