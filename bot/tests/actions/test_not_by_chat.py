from __future__ import annotations

from actions.not_by_chat import Details, OfferPerson


async def test_what_the_chat_does_not_do_is_followed_by_the_offer_of_a_person(do):
    given = await do(OfferPerson, "change our address please", intent="update_billing_details")

    assert given.slots["open_question"] == "person"
    assert given.slots["words"] == "change our address please"
    assert given.payloads == ["/request_human", "/deny"]


async def test_inside_a_form_the_offer_asks_nothing(do):
    given = await do(OfferPerson, "change our address please", intent="update_billing_details", form="dispute_form")

    assert given.slots["open_question"] is None
    assert given.payloads == ["/request_human"]


async def test_a_bill_in_the_wrong_name_is_disputed_as_that(do, door):
    door.says("read", invoice="INV-2026-0042", reason="wrong_client_data", lines=None, claimed=None, dispute=None)

    given = await do(Details, "bill our GmbH, not me", intent="update_billing_details")

    assert given.slots["open_question"] == "dispute"
    [proposal] = given.slots["proposals"]
    assert (proposal["reason"], proposal["lines"], proposal["invoice"]) == ("wrong_client_data", ["*"], "INV-2026-0042")
    assert proposal["statement"] == "bill our GmbH, not me"
    assert given.payloads[0].startswith("/open_dispute")


async def test_details_that_have_changed_are_asked_for_on_their_page(do, door):
    door.says("rules", say=["I can't change the details of your account."])

    given = await do(Details, "we have moved to another street", intent="update_billing_details")

    assert door.asked("rules") == [{"about": "details"}]
    assert given.payloads == ["/request_human"]


async def test_inside_a_form_a_wrong_name_begins_no_second_dispute(do, door):
    door.says("read", reason="wrong_client_data")
    given = await do(Details, "bill our GmbH, not me", intent="update_billing_details", form="dispute_form")
    assert given.slots.get("open_question") is None
    assert "proposals" not in given.slots


async def test_who_wants_to_pay_is_told_how_before_a_person_is_offered(do, door):
    door.says("rules", say=["Invoice INV-1: €120.00 is to pay now.", "Transfer it to Lumen."])

    given = await do(OfferPerson, "how can I pay this invoice", intent="pay_invoice")

    assert door.asked("rules") == [{"about": "paying"}]
    assert [message["text"] for message in given.messages] == [
        "Invoice INV-1: €120.00 is to pay now.\nTransfer it to Lumen.",
        "Shall I pass you to a person?",
    ]
    assert given.slots["open_question"] == "person"


async def test_whose_details_change_is_not_told_how_to_pay(do, door):
    await do(OfferPerson, "my payment failed", intent="report_payment_problem")

    assert door.asked("rules") == []


async def test_inside_a_form_who_wants_to_pay_is_told_how_as_well(do, door):
    door.says("rules", say=["Nothing is to pay now."])

    given = await do(OfferPerson, "how do I pay", intent="pay_invoice", form="dispute_form")

    assert given.text.startswith("Nothing is to pay now.")
    assert given.slots["open_question"] is None
