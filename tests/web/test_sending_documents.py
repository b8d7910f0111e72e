"""Documents through the door for programs and through the page."""

import io
import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from support.accounts import api_tokens
from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.queries import invoice_with, invoices_numbered
from support.extensions import db
from support.kernel.errors import NotAllowed
from support.prevention.models import Draft
from tests.billing.files import document, line, written
from tests.factories import make_person
from tests.pages import Pages


@pytest.fixture
def key(agent: Person) -> str:
    return api_tokens.make_token(agent, "nightly export")[1]


def headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def part(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


class TestApi:
    def test_each_file_gets_its_report_and_the_bad_one_does_not_hinder(self, browser: FlaskClient, key: str) -> None:
        parts = [part("../a.xml", written(document())), part("b.xml", b"<nothing/>")]
        answer = browser.post("/api/documents", data={"file": parts}, headers=headers(key))
        assert answer.status_code == 200 and answer.json
        assert {one["file"]: one["status"] for one in answer.json["files"]} == {"a.xml": "imported", "b.xml": "refused"}
        assert answer.json["whole"] is False and invoice_with("INV-2026-0001")

    def test_one_file_may_be_the_body(self, browser: FlaskClient, key: str) -> None:
        answer = browser.post("/api/documents?name=a.xml", data=written(document()), headers=headers(key) | {"Content-Type": "application/xml"})  # fmt: skip
        assert answer.status_code == 200 and answer.json and answer.json["files"][0]["documents"] == ["INV-2026-0001"]

    def test_when_nothing_can_be_taken_in_the_answer_says_so(self, browser: FlaskClient, key: str) -> None:
        answer = browser.post("/api/documents", data={"file": part("b.xml", b"<nothing/>")}, headers=headers(key))
        assert answer.status_code == 422 and answer.json and answer.json["files"][0]["reason"]
        assert browser.post("/api/documents", headers=headers(key)).status_code == 422

    def test_no_key_a_wrong_key_and_a_revoked_key_open_nothing(self, browser: FlaskClient, agent: Person) -> None:
        row, key = api_tokens.make_token(agent, "x")
        api_tokens.revoke_token(row.id)
        for given in ("", "rdk_guess", key):
            answer = browser.post("/api/documents", data={"file": part("a.xml", written(document()))}, headers=headers(given))  # fmt: skip
            assert answer.status_code == 401
        assert invoices_numbered("INV-2026-0001") == []

    def test_a_clients_person_gets_no_key(self, client_person: Person) -> None:
        with pytest.raises(NotAllowed):
            api_tokens.make_token(client_person, "x")

    def test_a_key_is_made_listed_and_revoked_by_command_and_shown_once(self, app: Flask, browser: FlaskClient) -> None:
        person, run = make_person(Role.AGENT), app.test_cli_runner().invoke
        key = run(args=["api", "token", "add", person.email, "--name", "export"]).stdout.strip()
        assert key.startswith("rdk_")
        (row,) = json.loads(run(args=["api", "token", "list", "--json"]).stdout)
        assert (row["person"], row["state"]) == (person.email, "open") and key not in json.dumps(row)
        run(args=["api", "token", "revoke", str(row["id"])])
        assert browser.post("/api/documents", headers=headers(key)).status_code == 401
        assert run(args=["api", "token", "revoke", "99"]).exit_code == 1


class TestDrafts:
    def test_a_program_prepares_a_draft_that_is_no_invoice_yet(
        self, browser: FlaskClient, key: str, agent: Person
    ) -> None:
        parts = [part("a.xml", written(document())), part("b.xml", b"<nothing/>")]
        answer = browser.post("/api/drafts", data={"file": parts}, headers=headers(key))
        assert answer.status_code == 200 and answer.json and answer.json["whole"] is False
        taken, refused = answer.json["files"]
        assert (taken["drafts"][0]["number"], taken["drafts"][0]["status"]) == ("INV-2026-0001", "waiting")
        assert refused["refused"]["reason"] and invoices_numbered("INV-2026-0001") == []
        (row,) = db.session.scalars(select(Draft))
        assert row.prepared_by == agent

    def test_where_no_draft_can_be_read_the_answer_says_so(self, browser: FlaskClient, key: str) -> None:
        answer = browser.post("/api/drafts", data={"file": part("b.xml", b"<nothing/>")}, headers=headers(key))
        assert answer.status_code == 422
        assert browser.post("/api/drafts", data={"file": part("a.xml", written(document()))}).status_code == 401

    def test_a_person_sends_drafts_from_the_page_of_drafts(self, pages: Pages, agent: Person) -> None:
        page = pages.sign_in(agent).get("/prevention/drafts")
        token = page.soup.select_one("main input[name=csrf_token]")
        parts = [part("a.xml", written(document())), part("b.xml", b"<nothing/>")]
        sent = {"file": parts, "csrf_token": token["value"] if token else ""}
        answer = pages.client.post("/prevention/drafts", data=sent, follow_redirects=True).get_data(as_text=True)
        assert "a.xml: draft INV-2026-0001 for Harbour Café Group" in answer and "b.xml: refused" in answer


class TestPage:
    def test_the_page_tells_what_became_of_each_file(self, pages: Pages, agent: Person) -> None:
        pages.sign_in(agent)
        page = pages.get("/desk/documents")
        token = page.soup.select_one("main input[name=csrf_token]")
        parts = [part("a.xml", written(document(line(name="Beans")))), part("b.xml", b"<nothing/>")]
        answer = pages.client.post("/desk/documents", data={"file": parts, "csrf_token": token["value"] if token else ""})  # fmt: skip
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200
        for said in ("a.xml", "Imported", "INV-2026-0001", "b.xml", "Refused"):
            assert said in text
        assert invoice_with("INV-2026-0001").lines[0].name == "Beans"

    def test_the_report_and_its_reasons_are_in_the_readers_language(self, pages: Pages, agent: Person) -> None:
        agent.locale = "de_DE"
        db.session.commit()
        token = pages.sign_in(agent).get("/desk/documents").soup.select_one("main input[name=csrf_token]")
        wrong = b"ref,name,country,email,currency\n,Mill,IE,a@mill.example,EUR\nC2,,IE,b@mill.example,EUR\n"
        parts = [part("a.xml", b"<nothing/>"), part("clients.csv", wrong), part("b.xml", written(document()))]
        answer = pages.client.post("/desk/documents", data={"file": parts, "csrf_token": token["value"] if token else ""})  # fmt: skip
        text = BeautifulSoup(answer.get_data(as_text=True), "html5lib").get_text(" ", strip=True)

        assert "Abgelehnt Bei /nothing (Zeile 1):" in text and "Das ist keine Rechnung" in text
        assert "Zeile 2, Spalte ref: Das muss ausgefüllt sein. 1 weitere Zeile oder Zelle ist falsch." in text
        assert "Rechnung INV-2026-0001 für Harbour Café Group, " in text

    def test_clients_have_no_such_page(self, pages: Pages, client_person: Person) -> None:
        pages.sign_in(client_person)
        assert pages.client.get("/desk/documents").status_code == 403
