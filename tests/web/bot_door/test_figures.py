"""No figure leaves that the door has not told in that turn: an assistant that lies is not heard."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from support.accounts.models import Person
from support.billing.models import Invoice
from support.conversations import figures, queries, services
from support.conversations.gateway import BotButton, BotReply, use_gateway
from support.extensions import db
from tests.web.bot_door.conftest import TOKEN


class Liar:
    """Asks the door for the balance, as an action does, and then says what the test lets it say."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.says: Callable[[str], list[BotReply]] = lambda told: [BotReply(told)]
        self.asks = "/balance"

    def answer(self, session: str, text: str) -> list[BotReply]:
        if text == "/session_start":
            return []
        told = self.app.test_client().get(
            f"/bot/conversations/{session}{self.asks}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        db.session.rollback()
        return self.says(" ".join(json.loads(told.data).get("say", [])))


@pytest.fixture
def liar(app: Flask) -> Liar:
    playing = Liar(app)
    use_gateway(app, playing)
    return playing


@pytest.fixture
def says(client_person: Person) -> Callable[[str], list[str]]:
    conversation = services.open_conversation(client_person)
    keys = iter(range(100))

    def say(text: str) -> list[str]:
        return [row.text for row in services.say(conversation, text=text, key=f"k{next(keys)}", by=client_person)]

    return say


def test_what_the_door_told_is_said(liar: Liar, says: Callable[[str], list[str]], invoice: Invoice) -> None:
    [said] = says("what do I owe?")
    assert "INV-2026-0042" in said


@pytest.mark.parametrize(
    "lie", ["You owe 99.99 EUR.", "It is due on 31 December.", "We pay you 500 back.", "See INV-2026-0099.", "€150.01"]
)
def test_a_made_up_figure_is_not_said(lie: str, liar: Liar, says: Callable[[str], list[str]], invoice: Invoice) -> None:
    liar.says = lambda told: [BotReply(told), BotReply(f"{told} {lie}")]
    said = says("what do I owe?")
    assert said[-1] == figures.NOT_IN_THE_BILL
    assert lie not in " ".join(said)


def test_a_made_up_figure_on_a_button_is_not_offered(
    liar: Liar, says: Callable[[str], list[str]], invoice: Invoice
) -> None:
    liar.says = lambda told: [BotReply("Choose.", (BotButton("Take 777.00 EUR", "/affirm"),))]
    assert says("hello") == [figures.NOT_IN_THE_BILL]


def test_a_figure_of_an_earlier_turn_is_not_known_any_more(
    liar: Liar, says: Callable[[str], list[str]], invoice: Invoice
) -> None:
    says("what do I owe?")
    liar.asks = "/reasons"
    liar.says = lambda told: [BotReply("You owe 180.00 EUR.")]
    assert says("and now?") == [figures.NOT_IN_THE_BILL]


def test_a_list_may_be_shown_again_word_for_word(
    liar: Liar, says: Callable[[str], list[str]], invoice: Invoice
) -> None:
    liar.asks = "/invoices"
    title = f"{invoice.number}, 1 March 2026, €324.00"
    liar.says = lambda told: [BotReply("Choose.", (BotButton(queries_title(), "/inform"),))]

    def queries_title() -> str:
        return title

    first = says("my invoices")
    liar.asks = "/reasons"
    if first == ["Choose."]:
        assert says("which?") == ["Choose."]


def test_what_the_client_wrote_may_be_repeated(liar: Liar, says: Callable[[str], list[str]]) -> None:
    liar.asks = "/reasons"
    liar.says = lambda told: [BotReply("You wrote 12 hours.")]
    assert says("it was 12 hours") == ["You wrote 12 hours."]


def test_figures_are_amounts_dates_and_references() -> None:
    assert figures.figures_in("INV-2026-0042 of 3 March: 1,234.50 EUR at 14:05") == {
        "2026-0042",
        "3",
        "1,234.50",
        "14:05",
    }
    assert figures.untold("40.00 and 50.00", {"40.00"}) == {"50.00"}
    assert queries.MISSING
