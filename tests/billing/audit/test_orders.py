"""R18: what nobody ordered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from support.billing.audit.facts import Context
from support.billing.audit.known import OrderFacts, TermsFacts
from tests.billing.audit.bills import AGREEMENT, MARCH, a_line, bill, client, found, places, price, unsure

ORDER = OrderFacts("PO-1", "MACHINE", date(2026, 1, 10))


def judged(*orders: OrderFacts, **line: object) -> Context:
    return client(bill(a_line(**line)), orders=list(orders))


def test_what_was_ordered_is_right() -> None:
    assert found(judged(ORDER), "R18") == []


def test_what_was_never_ordered_is_found_in_full() -> None:
    (wrong,) = found(judged(ORDER, sku="ADD-ON", name="Premium support"), "R18")
    assert (wrong.reason, str(wrong.expected), wrong.place) == ("unrecognised", "0.00 EUR", "line:1")


def test_an_order_that_had_ended_or_came_later_is_none() -> None:
    ended = replace(ORDER, valid_to=date(2026, 2, 28))
    later = replace(ORDER, ordered_on=date(2026, 4, 1))
    for order in (ended, later):
        assert "was not ordered for that day" in found(judged(order), "R18")[0].message
    assert found(judged(replace(ORDER, valid_to=date(2026, 3, 1)), period=MARCH), "R18") == []


def test_a_part_of_an_ordered_bundle_is_ordered_with_it() -> None:
    bundle = OrderFacts("PO-1", "BUNDLE", date(2026, 1, 10))
    part = OrderFacts("PO-1", "FILTER", date(2026, 1, 10), bundle="BUNDLE")
    assert found(judged(bundle, part, sku="FILTER"), "R18") == []
    assert places(judged(part, sku="FILTER"), "R18") == ["line:1"]
    assert found(judged(bundle, sku="HOSE", properties={"bundle": "BUNDLE"}), "R18") == []


def test_bundles_that_name_each_other_are_no_order() -> None:
    ring = [
        OrderFacts("PO-1", "A", date(2026, 1, 1), bundle="B"),
        OrderFacts("PO-1", "B", date(2026, 1, 1), bundle="A"),
    ]
    assert places(judged(*ring, sku="A"), "R18") == ["line:1"]


def test_a_third_partys_charge_needs_a_consent_and_says_whose_it_is() -> None:
    line = {"sku": "PSMS", "properties": {"thirdparty": "Ring Tones Ltd"}}
    assert "comes from Ring Tones Ltd and has no consent" in found(judged(ORDER, **line), "R18")[0].message
    assert found(judged(ORDER, OrderFacts("CONS-1", "PSMS", date(2026, 1, 1)), **line), "R18") == []


def test_what_the_agreement_prices_is_agreed() -> None:
    context = client(bill(), orders=[replace(ORDER, sku="OTHER")], prices=[price()])
    assert found(context, "R18") == []


def test_fees_rest_on_clauses_and_not_on_orders() -> None:
    exits = [replace(AGREEMENT, terms=TermsFacts(exit_fee=Decimal(100)))]
    lines = [a_line(sku="LATE-FEE", name="Late fee"), a_line(sku="EXIT", name="Exit fee")]
    context = client(bill(*lines), orders=[ORDER], contracts=exits)
    assert places(context, "R18") == []
    context = client(bill(a_line(sku="EXIT", name="Exit fee")), orders=[ORDER])
    assert places(context, "R18") == ["line:1"]


def test_without_any_orders_nothing_can_be_told() -> None:
    assert unsure(client(bill()), "R18") == ["No orders of this client are known."]
