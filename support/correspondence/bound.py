"""What an amount of a letter is: one that the ledger knows, but of something else, is wrong all the same.

A letter that says “to pay: €180.00” keeps `due=€180.00` beside the amount itself. Before it leaves, what is due is
reckoned once more and compared with that, whatever else in the ledger may come to €180.00 by then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from support.billing.balance import account_balances, invoice_balance
from support.billing.models import Invoice
from support.correspondence.rendering import Speech
from support.kernel.money import Money

Reckons = Callable[[Invoice], Money]


def _account_credit(invoice: Invoice) -> Money:
    return account_balances(invoice.organisation)[invoice.currency].credit


RECKONED: Mapping[str, Reckons] = {
    "due": lambda invoice: invoice_balance(invoice).due,
    "on_hold": lambda invoice: invoice_balance(invoice).on_hold,
    "overpaid": lambda invoice: invoice_balance(invoice).overpaid,
    "account_credit": _account_credit,
}
"""Name of a letter's fact → what the ledger says of it. These change by themselves; what was billed or credited does not."""


def bound(facts: Mapping[str, Any], stated: Sequence[str], invoice: Invoice | None, speech: Speech) -> list[str]:
    """`name=amount` of each stated amount that is one of `RECKONED`, as the letter was given it."""
    if invoice is None:
        return []
    named = {name: facts.get(name) for name in RECKONED if facts.get(name) in stated}
    return [f"{name}={amount}" for name, amount in named.items() if speech.money(RECKONED[name](invoice)) == amount]


def moved(figures: Iterable[str], invoice: Invoice | None, speech: Speech) -> list[str]:
    """The amounts that are not any more what the letter says they are."""
    if invoice is None:
        return []
    pairs = [name.split("=", 1) for name in figures if is_bound(name)]
    return [amount for name, amount in pairs if speech.money(RECKONED[name](invoice)) != amount]


def is_bound(figure: str) -> bool:
    """Whether it is `name=amount`, not an amount alone."""
    return figure.partition("=")[0] in RECKONED
