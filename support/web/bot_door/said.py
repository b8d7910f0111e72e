"""Sentences and choices for the chat: kind, plain, and with every figure as the ledger has it."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for

from support.accounts.models import Person
from support.billing.models import Invoice, InvoiceLine
from support.kernel import words
from support.kernel.money import Money

Choice = dict[str, str]


def page(endpoint: str, **values: Any) -> str:
    """The address of a page as the client opens it: what asks here is the action server, under an address of its own."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}{url_for(endpoint, **values)}"


class Tongue:
    """Money and days as this person reads them."""

    def __init__(self, person: Person) -> None:
        self._locale, self._zone = person.locale, ZoneInfo(person.timezone)

    def money(self, amount: Money) -> str:
        return words.money(amount, self._locale)

    def day(self, value: date | datetime) -> str:
        return words.day(self.local(value), self._locale)

    def local(self, value: date | datetime) -> date:
        return value.astimezone(self._zone).date() if isinstance(value, datetime) else value

    def invoice(self, invoice: Invoice) -> Choice:
        title = f"{invoice.number}, {self.day(invoice.issued_on)}, {self.money(invoice.payable)}"
        return {"title": title, "value": invoice.number}

    def line(self, line: InvoiceLine) -> Choice:
        name = f"{line.name} ({line.subject})" if line.subject else line.name
        return {"title": f"{line.line_id}: {name}, {self.money(line.net)}", "value": line.line_id}


def inside(label: str) -> str:
    """A label within a sentence: “charged twice”, “I do not recognise the charge”."""
    return label if label.startswith("I ") else label[:1].lower() + label[1:]


def count(number: int, one: str, many: str) -> str:
    """`one dispute`, `3 disputes`."""
    return f"one {one}" if number == 1 else f"{number} {many}"


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
