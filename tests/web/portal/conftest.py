"""A client with an invoice, signed in."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.conversations.gateway import BotButton, BotReply, use_gateway
from support.extensions import db
from support.kernel.errors import Unavailable
from tests import factories
from tests.pages import Pages


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    """€150.00 of rental and deliveries: lines 2 and 3 rest on the same delivery."""
    factories.make_record(organisation, record_id="DLV-00031")
    delivery = {"name": "Espresso bean delivery", "unit_price": "60", "record_ref": "DLV-00031"}
    return factories.make_invoice(
        organisation,
        [{"name": "Coffee machine rental", "sku": "RENTAL", "unit_price": "30"}, delivery, delivery],
        number="INV-2026-0042",
    )


@pytest.fixture
def foreign(app: object) -> Invoice:
    """Another client's invoice."""
    return factories.make_invoice(factories.make_organisation(name="Somebody Else Ltd"), number="INV-2026-0099")


@pytest.fixture
def portal(pages: Pages, client_person: Person) -> Pages:
    return pages.sign_in(client_person)


class Parrot:
    """An assistant that answers with what it heard, and one button; silent when told to be away."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.away = False

    def answer(self, session: str, text: str) -> list[BotReply]:
        if self.away:
            raise Unavailable("away")
        self.heard.append(text)
        return [] if text == "/session_start" else [BotReply(f"I heard: {text}", (BotButton("Go on", "/affirm"),))]


@pytest.fixture
def parrot(pages: Pages) -> Parrot:
    bird = Parrot()
    use_gateway(pages.app, bird)
    return bird


@pytest.fixture
def count_statements(pages: Pages) -> Callable[[Callable[[], object]], int]:
    """How many statements the database is sent while something is done."""

    def count(doing: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(*given: object) -> None:
            seen.append(str(given[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            doing()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    return count
