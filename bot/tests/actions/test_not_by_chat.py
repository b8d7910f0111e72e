from __future__ import annotations

from actions.not_by_chat import OfferPerson


async def test_what_the_chat_does_not_do_is_followed_by_the_offer_of_a_person(do):
    given = await do(OfferPerson, "change our address please", intent="update_billing_details")

    assert given.slots["open_question"] == "person"
    assert given.slots["words"] == "change our address please"
    assert given.payloads == ["/request_human", "/deny"]


async def test_inside_a_form_the_offer_asks_nothing(do):
    given = await do(OfferPerson, "change our address please", intent="update_billing_details", form="dispute_form")

    assert given.slots["open_question"] is None
    assert given.payloads == ["/request_human"]
