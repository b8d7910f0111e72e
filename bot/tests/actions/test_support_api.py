"""The door: what goes out is what the contract shows, what comes in has a type, and every failure has a kind."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fake_door import CONTRACT, SESSION, Door

from actions import support_api
from actions.support_api import DoorTrouble, SupportApi, Trouble

DISPUTE = CONTRACT["endpoints"]["draft"]["request"]

CALLS = {
    "conversation": lambda api: api.conversation(SESSION),
    "explain": lambda api: api.explain(
        SESSION, "Why was I charged twice on my March invoice?", "dispute_duplicate_charge", None
    ),
    "explain_chosen_invoice": lambda api: api.explain(SESSION, "", "explain_charge", "INV-2026-0042"),
    "read": lambda api: api.read(SESSION, "line 3, it should be nothing", "lines", "INV-2026-0042"),
    "read_list_the_lines": lambda api: api.read(SESSION, "", "lines", "INV-2026-0042"),
    "read_first_words": lambda api: api.read(
        SESSION, "line 3 of #42 is wrong, and I never got credit for February", None
    ),
    "draft": lambda api: api.draft(SESSION, DISPUTE),
    "open_dispute": lambda api: api.open_dispute(SESSION, DISPUTE, "5b0c0f5e6f9f4d5e8a2b7c1d3e4f5a6b"),
    "disputes": lambda api: api.disputes(SESSION),
    "one_dispute": lambda api: api.disputes(SESSION, "DSP-00042"),
    "offers": lambda api: api.offers(SESSION),
    "accept_offer": lambda api: api.accept_offer(SESSION, "7", "accept-7"),
    "reject_offer": lambda api: api.reject_offer(SESSION, "7", "That is not what was agreed.", "1c4e"),
    "counter_offer": lambda api: api.counter_offer(SESSION, "7", "60.00", "We waited a whole morning for it.", "1c50"),
    "reject_outcome": lambda api: api.reject_outcome(SESSION, "DSP-00044", "Nobody told us of the change.", "1c4f"),
    "hand_over": lambda api: api.hand_over(
        SESSION,
        "client asked",
        "I want to talk to a person",
        "Of course. I pass your wish to be heard by someone more senior to a person.",
    ),
    "change_sure": lambda api: api.change(SESSION, "please withdraw it", "DSP-00042", None, False),
    "change_which": lambda api: api.change(SESSION, "I want to add something", None, None, False),
    "change_done": lambda api: api.change(SESSION, "the driver was called Dana", "DSP-00042", "add", True),
    "rating": lambda api: api.rating(SESSION),
    "rate": lambda api: api.rate(SESSION, "DSP-00044:5"),
    "opinion": lambda api: api.opinion(SESSION, "your invoices are impossible to read"),
    "rules": lambda api: api.rules(SESSION, "policy"),
    "refunds": lambda api: api.refunds(SESSION),
    "last_said": lambda api: api.last_said(SESSION),
    "reasons": lambda api: api.reasons(SESSION),
    "invoices": lambda api: api.invoices(SESSION, "my March invoice"),
    "balance": lambda api: api.balance(SESSION),
}
# Answers of a call that stands in the list under another name, and the one call that the supervisor makes, not we.
ALSO_IN_THE_CONTRACT = {
    "health", "explain_which_invoice", "explain_what_is_in_dispute", "read_nothing_certain", "open_dispute_again",
}  # fmt: skip


def test_every_call_of_the_contract_is_tried_here():
    assert set(CALLS) | ALSO_IN_THE_CONTRACT == set(CONTRACT["endpoints"])


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_sends_what_the_contract_shows(name: str, door: Door):
    await CALLS[name](door.api)

    endpoint = CONTRACT["endpoints"][name]
    [(method, path, sent)] = door.calls
    assert method == endpoint["method"]
    assert path == endpoint["path"].replace("<session>", SESSION).replace("<offer>", "7").replace(
        "<reference>", "DSP-00044"
    )
    assert sent == (endpoint["request"] or endpoint["query"])


@pytest.mark.parametrize("name", ALSO_IN_THE_CONTRACT - {"health"})
async def test_every_other_answer_of_the_contract_can_be_read(name: str, door: Door):
    door.says(name)
    call = {"explain": "explain", "read": "read", "open": "open_dispute"}[name.split("_")[0]]

    await CALLS[call](door.api)


async def test_the_token_goes_with_every_call():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(200, json=CONTRACT["endpoints"]["balance"]["response"])

    await SupportApi("http://door", "secret", httpx.MockTransport(answer)).balance(SESSION)

    assert seen == ["Bearer secret"]


async def test_a_session_or_reference_cannot_change_the_address(door: Door):
    await door.api.reject_outcome("a/../b", "DSP/../x?", "no", "k")

    [(_, address, _)] = door.calls
    assert address == "/bot/conversations/a%2F..%2Fb/disputes/DSP%2F..%2Fx%3F/reject-outcome"


KINDS = [
    ("down", Trouble.DOWN, ""),
    ("slow", Trouble.SLOW, ""),
    ("not found", Trouble.UNKNOWN, "I can't find this conversation."),
    ("does not fit", Trouble.MISFIT, "Line 9 is not on INV-2026-0042."),
    ("wrong token", Trouble.BROKEN, ""),
    ("crashed", Trouble.BROKEN, ""),
    ("not JSON", Trouble.BROKEN, ""),
    ("another shape", Trouble.BROKEN, ""),
]


@pytest.mark.parametrize(("how", "kind", "say"), KINDS)
async def test_a_failure_has_a_kind_and_only_says_what_a_client_may_read(how: str, kind: Trouble, say: str, door: Door):
    door.fails("balance", how)

    with pytest.raises(DoorTrouble) as caught:
        await door.api.balance(SESSION)

    assert (caught.value.kind, caught.value.say) == (kind, say)


async def test_what_does_not_fit_names_its_field(door: Door):
    door.fails("draft", "does not fit")

    with pytest.raises(DoorTrouble) as caught:
        await door.api.draft(SESSION, DISPUTE)

    assert caught.value.field == "lines"


async def test_something_already_answered_is_refused_with_its_sentence(door: Door):
    door.refuses("accept_offer", "already_answered")

    with pytest.raises(DoorTrouble) as caught:
        await door.api.accept_offer(SESSION, "7", "accept-7")

    assert (caught.value.kind, caught.value.say) == (Trouble.REFUSED, "You have answered this offer already.")


async def test_an_answer_that_drips_is_late_too(monkeypatch):
    async def drip(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(5)
        raise AssertionError("nobody waits this long")

    monkeypatch.setattr(support_api, "WHOLE_CALL_SECONDS", 0.01)
    with pytest.raises(DoorTrouble) as caught:
        await SupportApi("http://door", "secret", httpx.MockTransport(drip)).balance(SESSION)

    assert caught.value.kind is Trouble.SLOW


async def test_a_real_port_where_nobody_listens_is_down():
    with pytest.raises(DoorTrouble) as caught:
        await SupportApi("http://127.0.0.1:9", "secret").balance(SESSION)

    assert caught.value.kind is Trouble.DOWN


def test_one_wait_for_the_door_fits_into_the_turn_that_the_web_program_allows():
    seconds_of_a_turn = 6

    assert (support_api.CONNECT_SECONDS, support_api.READ_SECONDS) == (1, 4)
    assert seconds_of_a_turn > support_api.WHOLE_CALL_SECONDS
