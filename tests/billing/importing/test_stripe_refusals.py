"""What the JSON reader refuses, where, and why."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing.json_safety import Limits, read_json
from support.billing.importing.refusals import NotReadable
from tests.billing.importing.made_stripe import credit_note, invoice, line, page, read_all, refused, tax_of, written


@pytest.mark.parametrize(("status", "why"), [("draft", "draft"), ("void", "nobody owes")])
def test_a_document_that_was_not_issued_is_refused(status: str, why: str) -> None:
    no = refused(invoice(status=status))
    assert (no.place, why in no.reason) == ("$.status", True)
    no = refused(page(invoice(), credit_note(invoice(), status=status)))
    assert no.place == "$.data[1].status"


@pytest.mark.parametrize(
    ("given", "place", "why"),
    [
        ({"currency": "euro"}, "$.currency", "not a currency"),
        ({"number": None}, "$.number", "no number"),
        ({"total": 147.6}, "$.total", "not a whole number"),
        ({"total": True}, "$.total", "not a whole number"),
        ({"total": 10**15}, "$.total", "larger than any bill"),
        ({"total": None}, "$.total", "missing"),
        ({"amount_due": "14760"}, "$.amount_due", "not a whole number"),
        ({"due_date": 10**12}, "$.due_date", "no time"),
        ({"account_name": None}, "$.account_name", "who issued"),
        ({"customer_name": None, "customer_email": ""}, "$.customer_name", "no client"),
        ({"customer_name": "bell \x07"}, "$.customer_name", "control character"),
        ({"customer_name": "x" * 201}, "$.customer_name", "201 characters"),
        ({"customer_address": "1 Long Quay"}, "$.customer_address", "an object"),
        ({"lines": page()}, "$.lines", "no line"),
        ({"lines": page(line(), more=True)}, "$.lines.has_more", "Only the first 1"),
        ({"lines": page(line() | {"amount": "1"})}, "$.lines.data[0].amount", "not a whole number"),
        ({"lines": page(line(), line(quantity=-1))}, "$.lines.data[1].quantity", "below zero"),
        ({"lines": page(line(quantity_decimal=2))}, "$.lines.data[0].quantity_decimal", "in quotes"),
        ({"lines": page(line(pricing={"unit_amount_decimal": "1e5"}))}, "$.lines.data[0].pricing.unit_amount_decimal", "1e5"),
        ({"lines": page(line(period={"start": 5 * 86400, "end": 86400}))}, "$.lines.data[0].period", "before it starts"),
        ({"lines": page(line(taxes=[tax_of(1, 2), 7]))}, "$.lines.data[0].taxes", "list of objects"),
        ({"object": "charge"}, "$.object", "neither an invoice nor a credit note"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_path(given: dict[str, Any], place: str, why: str) -> None:
    no = refused({**invoice(), **given})
    assert no.place == place
    assert why in no.reason


def test_a_credit_note_without_its_invoice_is_refused_with_the_way_to_get_it() -> None:
    no = refused(credit_note(invoice()) | {"invoice": "in_1"})
    assert (no.place, "expand[]=invoice" in no.reason) == ("$.invoice", True)


def test_an_amount_that_the_currency_does_not_have_is_refused() -> None:
    assert "more decimals than ISK" in refused(invoice(currency="isk")  | {"total": 1_250}).reason  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not whole JSON"),
        (b'{"object": "invoice"', "not whole JSON"),
        (b"[1]", "one object"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "more than 40 digits"),
        (b'{"a": 1e' + b"9" * 50 + b"}", "more than 40 digits"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "deep in each other"),
        (b'{"a":' + b"[" * 100_000, "deep in each other"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (written(page()), "no documents"),
    ],
)
def test_what_is_no_safe_json_is_refused(content: bytes, why: str) -> None:
    assert why in refused(content).reason


def test_size_and_number_of_objects_are_bounded() -> None:
    for content, limits, why in (
        (written(invoice()), Limits(size=100), "larger than"),
        (written({"a": [{}] * 20}), Limits(objects=10), "more than 10 objects"),
    ):
        with pytest.raises(NotReadable, match=why):
            read_json(io.BytesIO(content), "big.json", limits)
    assert "up to 1,000" in refused(page(*[{}] * 1_001)).reason


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "amount", "data"]), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(invoice())), st.sampled_from(sorted(line())), ANYTHING, ANYTHING)
def test_whatever_stands_in_a_field_is_read_or_refused(key: str, part: str, value: Any, inside: Any) -> None:
    changed = invoice() | {key: value}
    for made in (
        changed,
        invoice() | {"lines": page(line() | {part: inside})},
        credit_note(invoice()) | {"invoice": changed},
    ):
        try:
            read_all(made)
        except NotReadable as no:
            assert no.reason
