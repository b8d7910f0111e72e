"""How an invoice is paid: what is to pay now, to which account, in which words, and by which of the desk's ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation
from support.billing.balance import InvoiceBalance, account_balances, invoice_balances
from support.billing.importing.documents import PaymentMeans
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.provisional import with_for_now
from support.billing.settlement import Instalment, PaymentPlan
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.sayings import N_

COLLECTED = frozenset({"49", "59"})
"""UNTDID 4461: direct debits."""
METHODS = {
    "10": N_("cash"),
    "20": N_("cheque"),
    "48": N_("card"),
    "54": N_("card"),
    "55": N_("card"),
    "68": N_("online"),
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class Account:
    """Where a transfer goes: `number` as a bank's form takes it, of an IBAN without blanks; `bank` its BIC or empty."""

    number: str
    payee: str
    bank: str

    @property
    def groups(self) -> list[str]:
        """As it is read out: an IBAN in fours, any other number whole."""
        if not _IBAN.fullmatch(self.number):
            return [self.number]
        return [self.number[start : start + 4] for start in range(0, len(self.number), 4)]


@dataclass(frozen=True, slots=True)
class FilledWay:
    """A way of the desk's for this invoice: `address` is https or empty, and so may be `text`."""

    said: str
    text: str
    address: str

    @property
    def host(self) -> str:
        """Where the address leads."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Paying:
    """`amount`: to pay now, tax included, above nothing: what is open less `kept_back` (on hold, or credited until a dispute
    is decided), or the next instalment where the invoice is paid `in_instalments`.

    `remittance`: the words of the payment. `collected`: by direct debit under `mandate`, so nothing is to be sent.
    `methods`: what else the invoice names, where it names no account.
    """

    number: str
    amount: Money
    kept_back: Money
    due_on: date | None
    in_instalments: bool
    remittance: str
    accounts: tuple[Account, ...]
    collected: bool
    mandate: str
    methods: tuple[str, ...]
    ways: tuple[FilledWay, ...]

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


def paying(invoice: Invoice, balance: InvoiceBalance | None = None) -> Paying | None:
    """None where nothing is to pay now: credit notes, what is paid or replaced, what is on hold as a whole."""
    balances = {invoice.id: balance} if balance is not None else invoice_balances([invoice])
    return paying_of([invoice], balances).get(invoice.id)


def due_now(client: Organisation, most: int) -> list[tuple[Invoice, Paying]]:
    """The client's invoices on which something is to pay now, by their due dates, up to `most`."""
    wanted = select(Invoice).where(Invoice.organisation_id == client.id, Invoice.payable_minor > 0)
    rows = list(db.session.scalars(wanted.where(Invoice.kind != DocumentKind.CREDIT_NOTE)))
    balances = invoice_balances(rows)
    due = [row for row in rows if balances[row.id].due]
    due.sort(key=lambda row: (balances[row.id].due_on or date.max, row.id))
    told = paying_of(due[:most], balances)
    return [(row, told[row.id]) for row in due if row.id in told]


def paying_of(invoices: Iterable[Invoice], balances: Mapping[int, InvoiceBalance]) -> dict[int, Paying]:
    """By `Invoice.id`; those on which nothing is to pay now are left out."""
    rows = [row for row in invoices if row.kind is not DocumentKind.CREDIT_NOTE and balances[row.id].due]
    instalments, covered = _next_instalments(rows), _covered(rows)
    found = {}
    for row in rows:
        at_most = covered.get((row.organisation_id, row.currency), balances[row.id].due)
        amount = min(balances[row.id].due, at_most)
        if amount:
            found[row.id] = _paying(row, balances[row.id], amount, instalments.get(row.id))
    return found


def _next_instalments(invoices: list[Invoice]) -> dict[int, Instalment]:
    wanted = (
        select(PaymentPlan.invoice_id, Instalment)
        .join(PaymentPlan, Instalment.plan_id == PaymentPlan.id)
        .where(PaymentPlan.invoice_id.in_([row.id for row in invoices]))
        .where(PaymentPlan.agreed_at.is_not(None), Instalment.paid_on.is_(None))
        .order_by(Instalment.due_on.desc(), Instalment.id.desc())
    )
    # The earliest comes last, and so stays.
    return dict(row for row in db.session.execute(wanted).tuples()) if invoices else {}


def _covered(invoices: list[Invoice]) -> dict[tuple[int, str], Money]:
    """What a client owes in a currency, where what is theirs until a decision is taken off it."""
    clients = {row.organisation_id: row.organisation for row in invoices}
    return {
        (client, currency): account.due
        for client in (with_for_now(clients) if clients else ())
        for currency, account in account_balances(clients[client]).items()
    }


def _paying(invoice: Invoice, balance: InvoiceBalance, due: Money, instalment: Instalment | None) -> Paying:
    amount = min(due, invoice.money(instalment.amount_minor)) if instalment else due
    means = means_of(invoice)
    remittance = words_of_payment(means, invoice.number, invoice.corrects_number)
    collecting = [one for one in means if one.code in COLLECTED]
    return Paying(
        number=invoice.number,
        amount=amount,
        kept_back=balance.open - due,
        due_on=instalment.due_on if instalment else balance.due_on,
        in_instalments=instalment is not None,
        remittance=remittance,
        accounts=() if collecting else accounts_of(means, _payee(invoice)),
        collected=bool(collecting),
        mandate=_plain(collecting[0].mandate) if collecting else "",
        methods=_methods(means),
        # Who pays what is collected as well pays twice.
        ways=() if collecting else _ways(invoice, amount, remittance),
    )


def means_of(invoice: Invoice) -> tuple[PaymentMeans, ...]:
    """How the document itself says that it is paid (EN 16931, BG-16), as it was read."""
    return tuple(PaymentMeans(**said) for said in invoice.details.get("payment_means") or ())


def _plain(said: str | None) -> str:
    """On one line, without letters that are not seen: they could make a text read as another."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said or "").split())


def words_of_payment(means: tuple[PaymentMeans, ...], number: str, corrects: str | None) -> str:
    """What the payer is to write: what the document `number` asks for, else its number."""
    asked = next((said for one in means if (said := _plain(one.payment_id))), "")
    # A corrected invoice keeps the means of the one that it stands for, and its words would settle that one.
    return number if not asked or asked == corrects else asked


def _payee(invoice: Invoice) -> str:
    return (invoice.details.get("payee") or {}).get("name") or invoice.seller_name


def accounts_of(means: tuple[PaymentMeans, ...], payee: str) -> tuple[Account, ...]:
    """Each account once; `payee` is whose it is where it bears no name."""
    found: dict[str, Account] = {}
    for one in means:
        number = _plain(one.account)
        bare = number.replace(" ", "").upper()
        number = bare if _IBAN.fullmatch(bare) else number
        if number:
            found.setdefault(
                number, Account(number, _plain(one.account_name) or _plain(payee), _plain(one.institution))
            )
    return tuple(found.values())


def _methods(means: tuple[PaymentMeans, ...]) -> tuple[str, ...]:
    named = [_plain(one.name) or METHODS.get(one.code, "") for one in means if not one.account]
    return tuple(dict.fromkeys(name for name in named if name))


def _ways(invoice: Invoice, amount: Money, remittance: str) -> tuple[FilledWay, ...]:
    values = {
        "number": invoice.number,
        "amount": amount.decimal,
        "currency": amount.currency,
        "reference": remittance,
    }
    ways = (way for way in policies.desk().ways_to_pay if way.takes(amount.currency))
    filled = (FilledWay(way.said, way.words(values), way.link(values)) for way in ways)
    return tuple(way for way in filled if way.text or way.address)
