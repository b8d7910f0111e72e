"""A client in conversation, and the action server's way in."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.conversations import services as conversations
from support.conversations import sessions
from support.conversations.models import Conversation
from support.extensions import db
from support.kernel.transaction import transaction
from tests import factories

TOKEN = "the bot's own token"


class Door:
    """The action server: knows the token and one session, and speaks JSON."""

    def __init__(self, app: Flask, session: str) -> None:
        self.app = app
        self.session = session
        self.headers = {"Authorization": f"Bearer {TOKEN}"}

    def ask(self, method: str, path: str, body: Any = None, status: int = 200, **query: str) -> Any:
        """`path` is what follows the session; the answer's JSON."""
        with self.app.app_context():
            answer: TestResponse = self.app.test_client().open(
                f"/bot/conversations/{self.session}{path}",
                method=method,
                json=body,
                query_string=query,
                headers=self.headers,
            )
        db.session.rollback()
        assert answer.status_code == status, (
            f"{path} answered {answer.status_code}: {answer.get_data(as_text=True)[:400]}"
        )
        return answer.get_json()

    def get(self, path: str = "", status: int = 200, **query: str) -> Any:
        return self.ask("GET", path, status=status, **query)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        return self.ask("POST", path, body, status)


def session_of(person: Person) -> str:
    """The name the assistant knows this person's conversation by."""
    conversation = conversations.open_conversation(person)
    with transaction():
        return sessions.session_for(db.session.get_one(Conversation, conversation.id)).token


@pytest.fixture
def door(app: Flask, client_person: Person) -> Door:
    return Door(app, session_of(client_person))


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    """Line 2 and line 3 rest on the same delivery."""
    factories.make_record(organisation, record_id="DLV-00031")
    delivery = {"name": "Espresso bean delivery", "unit_price": "120", "record_ref": "DLV-00031"}
    return factories.make_invoice(
        organisation,
        [{"name": "Coffee machine rental", "sku": "RENTAL", "unit_price": "30"}, delivery, delivery],
        number="INV-2026-0042",
    )


@pytest.fixture
def foreign(app: Flask) -> Invoice:
    """Another client's invoice."""
    return factories.make_invoice(factories.make_organisation(name="Somebody Else Ltd"), number="INV-2026-0099")
