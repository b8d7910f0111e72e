"""Before money moves, whoever signed in a while ago says once more who they are."""

import ast

import pyotp
import pytest
from flask import Flask

from support.accounts import passwords
from support.accounts.models import Person
from support.accounts.services import new_sign_in_link
from support.correspondence.models import OutgoingLetter
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyStatus
from support.disputes.states import Status
from support.extensions import db
from support.kernel import clock
from support.web.confirming import MOVES_MONEY
from tests import factories
from tests.disputes.building import correct
from tests.house import source
from tests.pages import Page, Pages

PASSWORD = "a long enough password"
WORDS = "One delivery was entered twice.\nWe credit “the second” & say sorry."


@pytest.fixture
def agent(agent: Person) -> Person:
    agent.password_hash = passwords.hashed(PASSWORD)
    db.session.commit()
    return agent


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    invoice = factories.make_invoice(client_person.organisation, [{"unit_price": "40"}])
    return factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent)


@pytest.fixture
def asked(pages: Pages, dispute: Dispute, agent: Person, calendar) -> Page:
    """The question that comes instead of the decision."""
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    calendar.forward(minutes=16)
    return pages.submit(page, "/resolve", 401, kind="credit", explanation=WORDS)


def test_shortly_after_signing_in_nobody_is_asked(pages: Pages, dispute: Dispute, agent: Person, calendar) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    calendar.forward(minutes=15)
    assert "Posted." in pages.submit(page, "/resolve", kind="credit", explanation=WORDS).text


def test_later_nothing_is_done_before_they_have_confirmed(asked: Page, dispute: Dispute) -> None:
    assert asked.heading == "Confirm that it is you"
    assert dispute.status is Status.INVESTIGATING


def test_once_confirmed_it_is_done_with_everything_that_was_typed(asked: Page, pages: Pages, dispute: Dispute) -> None:
    done = pages.submit(asked, "/resolve", confirm_password=PASSWORD)
    assert done.url == f"/desk/disputes/{dispute.reference}"
    assert dispute.explanation.replace("\r\n", "\n") == WORDS
    assert [row.status for row in dispute.remedies] == [RemedyStatus.POSTED]


def test_confirmed_twice_it_is_posted_once(asked: Page, pages: Pages, dispute: Dispute) -> None:
    pages.submit(asked, "/resolve", confirm_password=PASSWORD)
    again = pages.submit(asked, "/resolve", confirm_password=PASSWORD)
    assert "That was done already, with your first press." in again.text
    assert len(dispute.remedies) == 1


def test_a_wrong_password_keeps_what_was_typed(asked: Page, pages: Pages, dispute: Dispute) -> None:
    again = pages.submit(asked, "/resolve", 401, confirm_password="not it")
    assert "That did not work." in again.text
    assert "not it" not in again.html
    assert dispute.status is Status.INVESTIGATING
    pages.submit(again, "/resolve", confirm_password=PASSWORD)
    assert dispute.status is Status.RESOLVED


def test_with_a_second_factor_its_code_is_asked_for_too(
    pages: Pages, dispute: Dispute, agent: Person, calendar
) -> None:
    pages.sign_in(agent)
    agent.totp_secret = pyotp.random_base32()
    db.session.commit()
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    calendar.forward(minutes=16)
    asked = pages.submit(page, "/resolve", 401, kind="credit", explanation=WORDS)
    asked = pages.submit(asked, "/resolve", 401, confirm_password=PASSWORD)
    code = pyotp.TOTP(agent.totp_secret).at(clock.now())
    pages.submit(asked, "/resolve", confirm_password=PASSWORD, confirm_code=code)
    assert dispute.status is Status.RESOLVED


def test_who_has_no_password_signs_in_by_a_link_and_goes_on(
    asked: Page, pages: Pages, dispute: Dispute, agent: Person
) -> None:
    waiting = pages.submit(asked, "/resolve", 401, confirm_link="yes")
    assert "A sign-in link is on its way" in waiting.text
    assert db.session.query(OutgoingLetter).filter_by(kind="sign_in_link", person_id=agent.id).count() == 1
    token = new_sign_in_link(agent)
    pages.submit(pages.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}")
    pages.submit(waiting, "/resolve")
    assert dispute.status is Status.RESOLVED


def test_somebody_else_who_signs_in_meanwhile_cannot_send_it(
    asked: Page, pages: Pages, dispute: Dispute, other_agent: Person
) -> None:
    token = new_sign_in_link(other_agent)
    pages.submit(pages.get(f"/sign-in/link/{token}"), f"/sign-in/link/{token}")
    pages.submit(asked, "/resolve", 400, confirm_password=PASSWORD)
    assert dispute.status is Status.INVESTIGATING


def test_without_the_pages_token_nothing_is_confirmed(asked: Page, pages: Pages, dispute: Dispute) -> None:
    form = {"kind": "credit", "explanation": WORDS, "confirm_password": PASSWORD}
    answer = pages.client.post(f"/desk/disputes/{dispute.reference}/resolve", data=form)
    assert answer.status_code == 400
    assert PASSWORD not in answer.get_data(as_text=True)
    assert dispute.status is Status.INVESTIGATING


def test_guessing_is_slowed_down_and_loses_nothing(
    counting_app: Flask, dispute: Dispute, agent: Person, calendar
) -> None:
    pages = Pages(counting_app).sign_in(agent)
    page = pages.get(f"/desk/disputes/{dispute.reference}")
    calendar.forward(minutes=16)
    asked = pages.submit(page, "/resolve", 401, kind="credit", explanation=WORDS)
    for _ in range(5):
        asked = pages.submit(asked, "/resolve", 401, confirm_password="not it")
    refused = pages.submit(asked, "/resolve", 429, confirm_password=PASSWORD)
    assert "tried too often" in refused.text
    assert refused.form("/resolve").find("input", attrs={"name": "kind"})["value"] == "credit"
    assert dispute.status is Status.INVESTIGATING


def test_what_moves_no_money_is_not_asked_for(pages: Pages, dispute: Dispute, agent: Person, calendar) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    calendar.forward(hours=3)
    assert "kept" in pages.submit(page, "/notes", note="Call them on Monday.").text


def test_a_manager_confirms_before_approving(
    pages: Pages, client_person: Person, agent: Person, manager: Person, calendar
) -> None:
    manager.password_hash = passwords.hashed(PASSWORD)
    db.session.commit()
    invoice = factories.make_invoice(client_person.organisation, [{"unit_price": "60"}])
    waiting = correct(
        factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent), "60", by=agent
    )
    page = pages.sign_in(manager).get("/office/approvals")
    calendar.forward(hours=1)
    asked = pages.submit(page, "/approve", 401, words="I have seen the delivery notes.")
    pages.submit(asked, "/approve", confirm_password=PASSWORD)
    assert (waiting.status, waiting.decision_words) == (RemedyStatus.POSTED, "I have seen the delivery notes.")


VERBS = {
    "services": {
        "resolve_with_correction", "offer_settlement", "offer_plan", "grant_counter", "record_refund", "record_instalment", "write_corrected", "void_credit", "approve",
    },
    "correcting": {"propose", "approve"},
    "incidents": {"release"},
}  # fmt: skip
"""What posts, promises, approves, refunds or takes back, by the name of its module."""


def _moves(function: ast.AST, known: dict[str, ast.AST], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function calls one of these verbs, itself or through functions of its module."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in VERBS.get(ast.unparse(node.func.value), ()):
            return True
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "decide_as_proposed":
            return True
        if name in known and name not in seen and _moves(known[name], known, seen | {name}):
            return True
    return False


def test_every_view_that_moves_money_asks_first() -> None:
    views = set()
    for place in ("desk", "office", "prevention"):
        for path in source.files(f"support/web/{place}/*.py"):
            functions: dict[str, ast.AST] = {function.name: function for function in source.functions(path)}
            for function in source.functions(path):
                if source.is_view(function) and _moves(function, functions):
                    views.add(f"{place}.{function.name}")
    assert views - MOVES_MONEY == set()
    assert len(views) >= 9
