"""How an invoice is paid, as its letters say it: the same as on its page at the moment of writing."""

from typing import Any

from support.billing.models import Invoice
from support.billing.paying import FilledWay, paying
from support.correspondence.rendering import Speech
from support.kernel.sayings import N_
from support.words import reader


def how_to_pay(invoice: Invoice, speech: Speech) -> dict[str, Any]:
    """Facts of a letter: `remittance`, the words of the payment; `transfers` and `ways`, empty where there are none;
    `collected`: by direct debit.
    """
    told = paying(invoice)
    if told is None:
        return {"remittance": invoice.number, "collected": False, "transfers": [], "ways": []}
    amount = speech.money(told.amount)
    return {
        "remittance": told.remittance,
        "collected": told.collected,
        "transfers": [{"payee": one.payee, "account": " ".join(one.groups), "bank": one.bank} for one in told.accounts],
        "ways": [_way(one, amount, speech) for one in told.ways],
    }


def _way(way: FilledWay, amount: str, speech: Speech) -> dict[str, str]:
    with reader.reading(speech.reader.locale):
        said = str(reader.told(N_(way.said)))
    return {"said": said, "words": way.text, "address": way.address, "pay": amount}
