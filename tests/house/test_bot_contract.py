"""The bot's door does what bot/contract.json says: every example is sent to the real door, and every door is in the examples."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from support.accounts.models import Organisation, Person
from support.conversations import services as conversations
from support.conversations.gateway import BotButton, BotReply, use_gateway
from support.disputes import services
from support.disputes.reasons import RemedyKind
from support.kernel.money import Money
from tests import factories
from tests.house import source
from tests.web.bot_door.conftest import Door, session_of

CONTRACT: dict[str, Any] = json.loads((source.ROOT / "bot" / "contract.json").read_text())
EXAMPLES: dict[str, dict[str, Any]] = CONTRACT["endpoints"]
NEEDS_A_DISPUTE = {"explain_what_is_in_dispute", "open_dispute_again", "disputes", "one_dispute"}
NEEDS_A_DISPUTE |= {"change_sure", "change_which", "change_done"}
NEEDS_A_SECOND = {"change_which"}
NEEDS_DECISIONS = {"offers", "accept_offer", "reject_offer", "counter_offer", "reject_outcome", "rating", "rate"}
NUMBERS = {"<session>": "session", "<offer>": "offer", "<reference>": "decided"}


class World:
    """A client with two invoices, and as many disputes as an example asks for."""

    def __init__(self, app: Flask, client: Person, organisation: Organisation, agent: Person) -> None:
        self.door = Door(app, session_of(client))
        self.client, self.organisation, self.agent = client, organisation, agent
        self.values = {"session": self.door.session}
        self.add_invoice("INV-2026-0042", 2)
        self.add_invoice("INV-2026-0051", 40)

    def add_invoice(self, number: str, days_ago: int) -> Any:
        record = factories.make_record(self.organisation)
        delivery = {"name": "Espresso bean delivery", "unit_price": "120", "record_ref": record.record_id}
        rental = {"name": "Coffee machine rental", "sku": "RENTAL", "unit_price": "30"}
        issued = factories.clock.today() - factories.timedelta(days=days_ago)
        return factories.make_invoice(self.organisation, [rental, delivery, delivery], number=number, issued_on=issued)

    def open_dispute(self, **changes: str) -> None:
        self.door.post("/disputes", {**EXAMPLES["open_dispute"]["request"], **changes}, status=201)

    def decide(self) -> None:
        """One offer that waits for an answer, and one decision that may be turned down."""
        offered = self._investigated("INV-2026-0061")
        words = "As a sign of good will."
        remedy = services.offer_settlement(
            offered, kind=RemedyKind.GOODWILL, amount=Money(4000, "EUR"), words=words, by=self.agent
        )
        self.values["offer"] = remedy.public_id
        refused = self._investigated("INV-2026-0062")
        services.attach_document(refused, kind="invoice", ref="INV-2026-0062", title="The invoice", by=self.agent)
        services.resolve_not_upheld(refused, explanation="The price change was announced in time.", by=self.agent)
        self.values["decided"] = refused.reference

    def say_something(self) -> None:
        """The assistant has just answered, with a button."""
        told = BotReply("Which invoice is it about?", (BotButton("What I owe", "/ask_amount_due"),))
        use_gateway(self.door.app, SimpleNamespace(answer=lambda *_: [told]))
        conversation = conversations.open_conversation(self.client)
        conversations.say(conversation, text="I want to dispute something", key="k1", by=self.client)

    def _investigated(self, number: str) -> Any:
        invoice = self.add_invoice(number, 20)
        return factories.investigated(factories.make_dispute(invoice, by=self.client), by=self.agent)

    def path(self, template: str) -> str:
        for placeholder, name in NUMBERS.items():
            template = template.replace(placeholder, self.values.get(name, "made-up"))
        return template

    def send(self, method: str, path: str, body: Any = None, query: Any = None, token: bool = True) -> tuple[int, Any]:
        with self.door.app.app_context():
            answer = self.door.app.test_client().open(
                path, method=method, json=body, query_string=query, headers=self.door.headers if token else {}
            )
        return answer.status_code, answer.get_json()


@pytest.fixture
def world(app: Flask, client_person: Person, organisation: Organisation, agent: Person, specialist: Person) -> World:
    return World(app, client_person, organisation, agent)


def differences(example: Any, real: Any, place: str = "answer") -> list[str]:
    """Where `real` has another shape than `example`: keys, types, and nulls where the example has none."""
    if example is None:
        return []
    if type(example) is not type(real):
        return [f"{place} is {real!r}; the contract has {example!r}"]
    if isinstance(example, dict):
        if set(example) != set(real):
            return [f"{place} has the keys {sorted(real)}; the contract has {sorted(example)}"]
        return [fault for key in example for fault in differences(example[key], real[key], f"{place}.{key}")]
    if isinstance(example, list) and example:
        if not real:
            return [f"{place} is empty"]
        return [fault for item in real for fault in differences(example[0], item, f"{place}[]")]
    return []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_door_answers_as_the_contract_shows(name: str, world: World) -> None:
    example = EXAMPLES[name]
    if name in NEEDS_A_DISPUTE:
        world.open_dispute()
    if name in NEEDS_DECISIONS:
        world.decide()
    if name in NEEDS_A_SECOND:
        world.open_dispute(invoice="INV-2026-0051", key="another")
    if name == "last_said":
        world.say_something()
    request = dict(example["request"] or {})
    if request.get("reference"):
        request["reference"] = "DSP-00001"
    if request.get("rating"):
        request["rating"] = f"{world.values['decided']}:5"
    query = {key: "DSP-00001" if key == "reference" else value for key, value in example["query"].items()}
    status, answer = world.send(example["method"], world.path(example["path"]), request or None, query)
    assert (status, differences(example["response"], answer)) == (example["status"], [])


REFUSED = {
    "wrong_token": ("GET", "/bot/conversations/<session>", None),
    "unknown_conversation": ("GET", "/bot/conversations/made-up", None),
    "unknown_dispute": ("GET", "/bot/conversations/<session>/disputes?reference=DSP-99999", None),
    "does_not_fit": (
        "POST",
        "/bot/conversations/<session>/draft",
        {**EXAMPLES["draft"]["request"], "lines": ["9"]},
    ),
    "already_answered": ("POST", "/bot/conversations/<session>/offers/<offer>/accept", {"key": "another"}),
}


@pytest.mark.parametrize("name", CONTRACT["refusals"])
def test_the_door_refuses_as_the_contract_shows(name: str, world: World) -> None:
    method, path, body = REFUSED[name]
    if name == "already_answered":
        world.decide()
        world.send(method, world.path(path), {"key": "first"})
    status, answer = world.send(method, world.path(path), body, token=name != "wrong_token")
    example = CONTRACT["refusals"][name]
    assert (status, differences(example["response"], answer)) == (example["status"], [])


def test_every_door_of_the_bot_is_in_the_contract(app: Flask) -> None:
    names = {"<session>": "<>", "<offer>": "<>", "<reference>": "<>"}

    def bare(path: str) -> str:
        for name, blank in names.items():
            path = path.replace(name, blank)
        return path

    promised = {(example["method"], bare(example["path"])) for example in EXAMPLES.values()}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("bot_door.")]
    built = {(method, bare(rule.rule)) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert built == promised
