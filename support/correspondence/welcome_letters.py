"""The letter with which a client begins: what we do for them, what it costs, when it is paid."""

from collections.abc import Sequence
from typing import Any

from support.accounts.models import Organisation
from support.accounts.queries import people_of
from support.billing import units
from support.billing.agreements import Contract, Price
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import write
from support.kernel import words

MOST_PRICES = 20
"""What a letter lists of an agreement; the page has them all."""


def welcome(client: Organisation, agreements: Sequence[tuple[Contract, Sequence[Price]]], *, pack_id: int) -> None:
    """To each of the client's people: the agreements with the prices that hold or are to come."""
    for person in people_of(client):
        write(
            "welcome",
            person,
            event=f"welcome:{pack_id}",
            rests_on=[f"price:{price.id}" for _, prices in agreements for price in prices[:MOST_PRICES]],
            agreements=[_agreement(contract, prices, person.locale) for contract, prices in agreements],
            by=Speech(person).day(dates.answer_by()),
            link=links.welcome(),
        )


def _agreement(contract: Contract, prices: Sequence[Price], locale: str) -> dict[str, Any]:
    rows = [_price(price, locale) for price in prices[:MOST_PRICES]]
    return {
        "title": contract.title,
        "number": contract.number,
        "days": contract.payment_terms_days,
        "prices": rows,
    }


def _price(price: Price, locale: str) -> dict[str, str]:
    return {
        "service": price.description or price.sku,
        "price": words.price(price.unit_price, price.currency, locale),
        "unit": units.words(units.code_of(price.unit)) if price.unit else "",
    }
