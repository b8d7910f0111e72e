"""A client in March, for explanations."""

from datetime import date
from typing import Any

from support.accounts.models import Organisation
from support.billing.explain import Explanation
from support.billing.models import Invoice
from tests.factories import make_invoice

MARCH = {"period_start": date(2026, 3, 1), "period_end": date(2026, 3, 31), "issued_on": date(2026, 3, 31)}
FEBRUARY = {"period_start": date(2026, 2, 1), "period_end": date(2026, 2, 28), "issued_on": date(2026, 2, 28)}
DAY = {"period_start": date(2026, 3, 11), "period_end": date(2026, 3, 11)}


def march(client: Organisation, *lines: dict[str, Any], number: str = "INV-2026-0042", **given: Any) -> Invoice:
    return make_invoice(client, list(lines), number=number, **{**MARCH, **given})


def beans(**given: Any) -> dict[str, Any]:
    """Eight kilograms for the café at the quay."""
    return {"quantity": "8", "unit_price": "18.50", "unit_code": "KGM", "subject": "Quay", **DAY, **given}


def text(said: Explanation) -> str:
    return " ".join(said.say)
