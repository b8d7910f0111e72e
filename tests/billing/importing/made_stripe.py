"""Stripe's objects for these tests, right in every sum; each can be changed before it is written."""

import io
import json
from typing import Any

import pytest

from support.billing.importing.documents import ReadDocument
from support.billing.importing.refusals import NotReadable
from support.billing.importing.stripe import each_of_stripe

MARCH, APRIL, MAY = 1_772_323_200, 1_775_001_600, 1_777_593_600  # midnight UTC, 2026


def line(amount: int = 12_000, **given: Any) -> dict[str, Any]:
    """Two months at 60.00, with 23 % on top."""
    tax = given.pop("tax", round(amount * 23 / 100))
    return {
        "id": "il_1",
        "object": "line_item",
        "amount": amount,
        "currency": "eur",
        "description": "Espresso machine, rental",
        "quantity": 2,
        "pricing": {
            "type": "price_details",
            "price_details": {"price": "price_1", "product": "prod_coffee"},
            "unit_amount_decimal": str(amount // 2),
        },
        "period": {"start": MARCH, "end": APRIL},
        "discount_amounts": [],
        "taxes": [tax_of(tax, amount)],
        **given,
    }


def tax_of(amount: int, taxable: int, behavior: str = "exclusive", reason: str = "standard_rated") -> dict[str, Any]:
    return {
        "amount": amount,
        "taxable_amount": taxable,
        "tax_behavior": behavior,
        "tax_rate_details": {"tax_rate": "txr_1"},
        "taxability_reason": reason,
        "type": "tax_rate_details",
    }


def page(*rows: dict[str, Any], more: bool = False) -> dict[str, Any]:
    return {"object": "list", "data": list(rows), "has_more": more, "url": "/v1/things"}


_HEAD = {
    "id": "in_1",
    "object": "invoice",
    "account_name": "Lumen & Larder Services Ltd",
    "account_country": "IE",
    "currency": "eur",
    "customer": "cus_1",
    "customer_name": "Harbour Café Group",
    "customer_email": "maria@harbour-cafe.example",
    "customer_address": {"line1": "1 Long Quay", "line2": None, "city": "Galway", "country": "IE"},
    "customer_tax_exempt": "none",
    "customer_tax_ids": [{"type": "eu_vat", "value": "IE9999998N"}],
    "number": "LL-0001",
    "status": "open",
    "status_transitions": {"finalized_at": APRIL},
    "created": APRIL - 3600,
    "due_date": MAY,
    "starting_balance": 0,
    "ending_balance": 0,
    "amount_paid": 0,
}


def invoice(*rows: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Over these lines, or over one of 120.00."""
    lines = rows or (line(),)
    off = sum(part["amount"] for row in lines for part in row["discount_amounts"])
    taxes = [tax for row in lines for tax in row.get("taxes", ())]
    tax = sum(one["amount"] for one in taxes)
    inside = sum(one["amount"] for one in taxes if one["tax_behavior"] == "inclusive")
    net = sum(row["amount"] for row in lines) - off - inside
    sums = {
        "subtotal": net + off,
        "total_excluding_tax": net,
        "total": net + tax,
        "amount_due": net + tax,
        "total_taxes": [tax_of(tax, net)] if tax else [],
    }
    return {**_HEAD, **sums, "lines": page(*lines), **given}


def credit_note(of: dict[str, Any], *rows: dict[str, Any], **given: Any) -> dict[str, Any]:
    made = invoice(*(rows or of["lines"]["data"]))
    kept = ("currency", "total", "total_excluding_tax", "subtotal", "total_taxes", "lines", "customer")
    head = {"id": "cn_1", "object": "credit_note", "number": f"{of['number']}-CN-01", "status": "issued"}
    return {**head, **{key: made[key] for key in kept}, "created": MAY, "memo": "Sorry.", "invoice": of, **given}


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


def read_all(value: Any) -> tuple[ReadDocument, ...]:
    """Every document of an object or a page; raises at the first that cannot be read."""
    found = []
    for one in each_of_stripe(io.BytesIO(value if isinstance(value, bytes) else written(value)), "invoice.json"):
        if isinstance(one, NotReadable):
            raise one
        found.append(one)
    return tuple(found)


def read(value: Any) -> ReadDocument:
    (found,) = read_all(value)
    return found


def refused(value: Any) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_all(value)
    assert caught.value.file == "invoice.json" and caught.value.reason
    return caught.value
