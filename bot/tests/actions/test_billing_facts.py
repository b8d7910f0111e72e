from __future__ import annotations

from actions.billing_facts import Balance, Invoices
from actions.dispute_status import DisputeStatus


async def test_what_is_due_is_said_as_the_door_says_it(do):
    given = await do(Balance, "what do I owe", intent="ask_amount_due")

    assert given.text == "150.00 EUR is due on 2 April.\n120.00 EUR is on hold because you dispute it."


async def test_each_invoice_is_a_button_that_explains_it(do, door):
    given = await do(Invoices, "my March invoice", intent="get_invoice", slots={"words": "old", "topic": "old"})

    assert door.asked("invoices") == [{"text": "my March invoice"}]
    assert given.payloads == ['/explain_charge{"invoice": "INV-2026-0042"}']
    assert (given.slots["words"], given.slots["topic"]) == (None, None)


async def test_a_form_keeps_its_own_buttons_while_facts_are_told(do):
    invoices = await do(Invoices, "my invoices", intent="get_invoice", form="dispute_form")
    status = await do(DisputeStatus, "any news", intent="check_dispute_status", form="dispute_form")

    assert invoices.payloads == status.payloads == []
    assert "shown" not in invoices.slots
