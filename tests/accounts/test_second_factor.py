"""The second factor: set up by its person, asked for at every door, used once, given back by a manager."""

import re

import pyotp
import pytest

from support.accounts import passwords, second_factor, services
from support.accounts.models import AccountChange, Person, RecoveryCode
from support.accounts.roles import Role
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken, SignInNeeded
from tests import factories
from tests.pages import Page, Pages

PASSWORD = "correct horse battery"


@pytest.fixture
def ana(app) -> Person:
    return factories.make_person(email="ana@desk.example", password_hash=passwords.hashed(PASSWORD))


def code_of(secret: str, after: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + after)


@pytest.fixture
def enrolled(ana: Person) -> tuple[Person, list[str]]:
    secret = second_factor.begin(ana)
    return ana, second_factor.confirm(ana, code_of(secret))


def sign_in(code: str, password: str = PASSWORD) -> Person:
    return services.sign_in_by_password("ana@desk.example", password, code)


def test_it_is_set_up_on_a_page_and_asked_for_from_then_on(ana: Person, pages: Pages) -> None:
    page = pages.sign_in(ana).get("/desk/you")
    page = pages.submit(pages.get(page.link("Second factor")), "Set it up")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text).group().replace(" ", "")
    assert f"secret={secret}" in page.link("open it in the app")
    refused = pages.submit(page, "/confirm", 422, code="000000")
    assert "not the code that the app shows now" in refused.text
    page = pages.submit(refused, "/confirm", code=code_of(secret))
    assert "Keep these recovery codes" in page.text
    assert len(re.findall(r"\b[0-9a-f]{8}-[0-9a-f]{8}\b", page.text)) == second_factor.CODES
    again = pages.get("/desk/you/second-factor")
    assert "10 recovery codes left" in again.text
    assert not re.findall(r"\b[0-9a-f]{8}-[0-9a-f]{8}\b", again.text)
    with pytest.raises(SignInNeeded):
        sign_in("")


def test_a_code_signs_in_once(enrolled, calendar) -> None:
    ana, _ = enrolled
    with pytest.raises(SignInNeeded):  # setting it up used this one
        sign_in(code_of(ana.totp_secret))
    calendar.forward(seconds=30)
    code = code_of(ana.totp_secret)
    assert sign_in(code).id == ana.id
    with pytest.raises(SignInNeeded):
        sign_in(code)


def test_a_code_of_the_step_before_or_after_counts_and_an_older_one_does_not(enrolled, calendar) -> None:
    ana, _ = enrolled
    calendar.forward(minutes=5)
    with pytest.raises(SignInNeeded):
        sign_in(code_of(ana.totp_secret, -90))
    assert sign_in(code_of(ana.totp_secret, -30)).id == ana.id
    assert sign_in(code_of(ana.totp_secret, 30)).id == ana.id


def test_a_wrong_password_uses_no_code_up(enrolled, calendar) -> None:
    ana, _ = enrolled
    calendar.forward(minutes=5)
    with pytest.raises(SignInNeeded):
        sign_in(code_of(ana.totp_secret), "not it")
    assert sign_in(code_of(ana.totp_secret)).id == ana.id


def test_each_recovery_code_signs_in_once_and_only_its_digest_is_kept(enrolled) -> None:
    ana, codes = enrolled
    assert sign_in(codes[0].upper()).id == ana.id
    with pytest.raises(SignInNeeded):
        sign_in(codes[0])
    assert sign_in(codes[1]).id == ana.id
    kept = [row.digest for row in db.session.query(RecoveryCode)]
    assert len(kept) == second_factor.CODES
    assert not set(codes) & set(kept)
    assert second_factor.codes_left(ana) == second_factor.CODES - 2


def test_a_mailed_link_asks_for_the_code_too_and_stays_good_until_it_is_right(enrolled, pages: Pages, calendar) -> None:
    ana, _ = enrolled
    calendar.forward(minutes=5)
    token = services.new_sign_in_link(ana)
    page = pages.get(f"/sign-in/link/{token}")
    refused = pages.submit(page, f"/sign-in/link/{token}", 401, code="000000")
    assert refused.heading == "You are one step away"
    assert pages.submit(refused, f"/sign-in/link/{token}", code=code_of(ana.totp_secret)).url == "/desk/"


def test_who_has_none_is_not_asked_at_the_link(ana: Person, pages: Pages) -> None:
    page = pages.get(f"/sign-in/link/{services.new_sign_in_link(ana)}")
    assert page.soup.find("input", attrs={"name": "code"}) is None


def test_it_is_turned_off_with_a_code(enrolled, pages: Pages, calendar) -> None:
    ana, codes = enrolled
    with pytest.raises(BadInput):
        second_factor.turn_off(ana, "000000")
    second_factor.turn_off(ana, codes[3])
    assert ana.totp_secret is None
    assert db.session.query(RecoveryCode).count() == 0
    assert sign_in("").id == ana.id


def test_it_is_not_set_up_twice_nor_confirmed_without_a_secret(enrolled, agent: Person) -> None:
    ana, _ = enrolled
    with pytest.raises(RuleBroken, match="set up already"):
        second_factor.begin(ana)
    with pytest.raises(RuleBroken, match="Begin with a new secret"):
        second_factor.confirm(agent, "000000")


def test_clients_have_none(client_person: Person) -> None:
    with pytest.raises(NotAllowed, match="about the staff only"):
        second_factor.begin(client_person)


def _reset(pages: Pages, person: Person) -> Page:
    page = pages.get(f"/office/people/{person.id}")
    return pages.submit(page, "Reset the second factor")


def test_a_manager_resets_it_for_somebody_else_who_is_signed_out(enrolled, pages: Pages, manager: Person) -> None:
    ana, _ = enrolled
    salt = ana.session_salt
    page = _reset(pages.sign_in(manager), ana)
    assert "can set up a new one" in page.text
    assert "Second factor from on to off" in page.text
    assert ana.totp_secret is None
    assert ana.session_salt != salt
    assert db.session.query(AccountChange).filter_by(what="second factor", after="off").one().by_id == manager.id


def test_nobody_else_resets_it_and_no_manager_their_own(enrolled, other_agent: Person) -> None:
    ana, _ = enrolled
    with pytest.raises(NotAllowed, match="Only a manager"):
        second_factor.reset(ana, by=other_agent)
    boss = factories.make_person(Role.MANAGER)
    secret = second_factor.begin(boss)
    second_factor.confirm(boss, code_of(secret))
    with pytest.raises(NotAllowed, match="another manager does"):
        second_factor.reset(boss, by=boss)
