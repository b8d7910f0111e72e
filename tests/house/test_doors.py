"""Every door is shut unless it is listed."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from support.accounts.models import Person
from support.web import AUDIENCES, GUARDS, OPEN_ENDPOINTS
from support.web.guards import anyone
from tests.pages import Pages


def _doors(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, an address that fits its rule) of every rule."""
    doors = []
    for rule in app.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, "1")
        address = rule.build(values, append_unknown=False)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        doors += [(rule.endpoint, method, address[1] if address else rule.rule) for method in sorted(methods)]
    return doors


def test_every_route_belongs_to_a_listed_audience(app: Flask) -> None:
    unlisted = [
        endpoint
        for endpoint, _, _ in _doors(app)
        if endpoint not in OPEN_ENDPOINTS and endpoint.split(".")[0] not in GUARDS
    ]
    assert unlisted == []


def test_a_stranger_is_shown_nothing_behind_a_guard(app: Flask, browser: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    guarded = {audience.blueprint.name for audience in AUDIENCES if audience.guard is not anyone} - {"dev"}
    try:
        answers = {
            (endpoint, method): browser.open(address, method=method).status_code
            for endpoint, method, address in _doors(app)
            if endpoint.split(".")[0] in guarded
        }
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert answers, "there are no guarded doors at all"
    assert {door: status for door, status in answers.items() if status not in {302, 401}} == {}


@pytest.mark.parametrize("kind", ["client_person", "agent"])
def test_a_person_is_refused_at_the_doors_of_others(
    kind: str, app: Flask, pages: Pages, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(kind)
    foreign = {"client_person": ("desk", "office"), "agent": ("portal", "office")}[kind]
    pages.sign_in(person)
    answers = {
        endpoint: pages.client.get(address).status_code
        for endpoint, method, address in _doors(app)
        if method == "GET" and endpoint.split(".")[0] in foreign
    }
    assert answers
    assert {endpoint: status for endpoint, status in answers.items() if status != 403} == {}


def test_the_mailbox_exists_in_development_only(app: Flask, browser: FlaskClient) -> None:
    app.config["DEVELOPMENT"] = False
    try:
        assert browser.get("/dev/mail").status_code == 404
    finally:
        app.config["DEVELOPMENT"] = True


def test_the_bots_door_opens_to_its_token_alone(browser: FlaskClient) -> None:
    assert browser.get("/bot/health").status_code == 401
    assert browser.get("/bot/health", headers={"Authorization": "Bearer something else"}).status_code == 401
    assert browser.get("/bot/health", headers={"Authorization": "Bearer the bot's own token"}).status_code == 200


def test_no_get_request_changes_anything(app: Flask) -> None:
    """Reading is safe: every verb's address takes POST only."""
    verbs = ("sign-out", "take", "approve", "accept", "decline", "withdraw", "resolve", "offer", "escalate")
    both = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.rsplit("/", 1)[-1] in verbs and "GET" in (rule.methods or set())
    ]
    assert both == []


def test_a_blueprint_that_is_not_listed_stays_shut(app: Flask) -> None:
    assert {audience.blueprint.name for audience in AUDIENCES} == set(GUARDS)
    assert all(isinstance(audience.blueprint, Blueprint) for audience in AUDIENCES)
