"""Each amount in a letter is one that the ledger or the dispute's record knows; a letter with another is held back.

It is looked at twice: when the letter is written, against what its templates made of the facts, and once more before
it leaves, against what the ledger says by then. What people wrote themselves is theirs, and is left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, get_currency_symbol, parse_decimal

from support.billing.balance import account_balances, invoice_balance
from support.billing.explain import explain_lines
from support.billing.models import Invoice
from support.billing.proactive import ProactiveCorrection
from support.billing.refunding import refund_of
from support.billing.settlement import Finding, PaymentPlan
from support.correspondence import bound, sources
from support.correspondence.models import OutgoingLetter
from support.correspondence.rendering import Speech
from support.correspondence.sources import Figure, Known
from support.disputes.for_now import amounts_of_it
from support.disputes.models import Dispute, Remedy
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_

THEIR_WORDS = frozenset(
    {"words", "explanation", "question", "statement", "why", "said", "findings", "documents", "promised", "answer"}
    | {
        "changes",
        "corrected",
        "clause",
        "message",
        "title",
        "so_far",
        "found",
        "name",
        "service",
        "client",
        "who",
        "to_name",
        "letters",
        "payee",
        "account",
        "bank",
        "remittance",
        "address",
    }
)
"""Facts that somebody typed, names too; their amounts are quoted, not claimed; so are the words and addresses of a payment. `letters` answer for themselves."""
_NUMBER = r"\d(?:[\d.,’'\u00a0\u202f]*\d)?"
_MARK = r"(?:[A-Z]{1,3}\$|[€£$¥₹]|\b(?:EUR|GBP|USD|CHF|AUD|CAD|SEK|NOK|DKK|PLN|JPY)\b)"
_SPACE = r"[ \u00a0\u202f]?"
_AMOUNT = re.compile(
    rf"(?P<before>{_MARK}){_SPACE}(?P<first>{_NUMBER})|(?P<last>{_NUMBER}){_SPACE}(?P<after>{_MARK})(?!{_SPACE}\d)"
)


def amounts(text: str, locale: str) -> dict[str, tuple[str, Decimal | None]]:
    """Each amount that a text names, as written → (its currency's mark, the amount without sign or None if unreadable)."""
    return {
        match[0]: (match["before"] or match["after"], _read(match["first"] or match["last"], locale))
        for match in _AMOUNT.finditer(" ".join(text.split("\n")))
    }


def _read(number: str, locale: str) -> Decimal | None:
    try:
        return abs(parse_decimal(number, locale=locale))
    except NumberFormatError:
        return None


def unknown(text: str, facts: Mapping[str, Any], known: Set[Known], locale: str) -> list[str]:
    """The amounts of a written letter that neither the ledger knows nor a person has typed."""
    typed = set(amounts(" ".join(_typed(facts)), locale))
    said = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    return sorted(
        name
        for name, (mark, amount) in amounts(said, locale).items()
        if name not in typed and not _is(mark, amount, known, locale)
    )


def stated(text: str, facts: Mapping[str, Any], locale: str) -> list[str]:
    """The amounts of a written letter that are ours to answer for: they are looked at again before it leaves."""
    return unknown(text, facts, set(), locale)


def wrong(letter: OutgoingLetter) -> list[str]:
    """The amounts that were right when the letter was written, and are not any more.

    Where a later letter about the same dispute waits behind it, that one says what holds now: this one is history.
    """
    if not letter.figures or letter.person is None or _overtaken(letter):
        return []
    if letter.kind == "digest":
        return [name for inside in _inside(letter) for name in wrong(inside)]
    dispute = db.session.get(Dispute, letter.dispute_id) if letter.dispute_id else None
    invoice = db.session.get(Invoice, letter.invoice_id) if letter.invoice_id else None
    plain = [name for name in letter.figures if not bound.is_bound(name)]
    unknown_now = not_known(plain, dispute, invoice, letter.rests_on, letter.person.locale)
    moved = bound.moved(letter.figures, dispute.invoice if dispute else invoice, Speech(letter.person))
    return list(dict.fromkeys([*unknown_now, *moved]))


def _inside(digest: OutgoingLetter) -> Sequence[OutgoingLetter]:
    return db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.digest_id == digest.id)).all()


def changed(names: list[str]) -> str:
    """Why a letter is held back whose amounts `names` do not hold any more."""
    return N_("Since it was written the ledger has changed: %(listed)s.", listed=", ".join(names))


def not_known(
    names: Iterable[str], dispute: Dispute | None, invoice: Invoice | None, rests_on: Sequence[str], locale: str
) -> list[str]:
    """Those of the amounts, as a letter names them, that the ledger does not know; in their order.

    It is asked for no more than it takes: a letter without amounts asks nothing, and one about the dispute's own lines
    does not reckon the client's whole account.
    """
    left = {name: list(amounts(name, locale).values()) for name in names}
    for look in _known(dispute, invoice, rests_on, locale):
        if not left:
            break
        ledger = look()
        left = {name: told for name, told in left.items() if not all(_is(*one, ledger, locale) for one in told)}
    return list(left)


def _overtaken(letter: OutgoingLetter) -> bool:
    later = db.select(OutgoingLetter.id).where(
        OutgoingLetter.dispute_id == letter.dispute_id,
        OutgoingLetter.person_id == letter.person_id,
        OutgoingLetter.id > letter.id,
    )
    return letter.dispute_id is not None and db.session.scalar(later.limit(1)) is not None


def _is(mark: str, amount: Decimal | None, known: Set[Known], locale: str) -> bool:
    return any(
        amount == abs(money.amount) and mark in (money.currency, get_currency_symbol(money.currency, locale=locale))
        for money in known
    )


def _typed(facts: Mapping[str, Any]) -> Iterator[str]:
    """What people have typed, wherever it stands in facts that may be lists and dictionaries."""
    for key, value in facts.items():
        if key in THEIR_WORDS:
            yield from _strings(value)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from _typed(one) if isinstance(one, Mapping) else ()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(one)


def _known(
    dispute: Dispute | None, invoice: Invoice | None, rests_on: Sequence[str], locale: str
) -> Iterator[Callable[[], Set[Known]]]:
    """What the ledger and the record have for what a letter is about, from the nearest to the dearest to find out."""
    if rests_on:
        yield lambda: sources.known(rests_on)
    if dispute is not None:
        yield lambda: _of_dispute(dispute)
        invoice = dispute.invoice
    if invoice is not None:
        billed = invoice
        yield lambda: _of_invoice(billed)
        yield lambda: _of_account(billed)
        yield lambda: _put_right_on(billed)
    if dispute is not None:
        about = dispute
        yield lambda: _explained(about, locale)


def _put_right_on(invoice: Invoice) -> set[Money]:
    """Its credit notes, and of errors that we found ourselves what was billed, what is right, and the difference."""
    notes = db.session.scalars(db.select(Invoice).where(Invoice.corrects_id == invoice.id))
    known = {note.payable for note in notes}
    for row in db.session.scalars(db.select(ProactiveCorrection).join(Finding).where(Finding.invoice_id == invoice.id)):
        billed = row.finding.billed or row.amount
        known |= {billed, row.amount, billed - row.amount}
    return known


def _explained(dispute: Dispute, locale: str) -> set[Known]:
    """What the ledger's own explanations of the lines in dispute name: prices, shares, what was charged too much.

    Read as the letter is: a clause that they quote keeps its own way of writing an amount.
    """
    lines = [row.line for row in dispute.lines]
    said = " ".join(sentence for one in explain_lines(lines, locale).values() for sentence in one.say)
    found = amounts(said, locale).values()
    return {Figure(amount, dispute.currency) for _, amount in found if amount is not None}


def _of_dispute(dispute: Dispute) -> set[Money]:
    lines = list(dispute.lines)
    minors = {
        part for row in lines for part in (row.billed_minor, row.claimed_minor, row.verified_minor, row.approved_minor)
    }
    minors |= {row.billed_minor - (row.approved_minor or 0) for row in lines}
    minors |= {sum(row.disputed_minor for row in lines), sum(row.approved_minor or 0 for row in lines)}
    remedies = [known for remedy in dispute.remedies for known in _of_remedy(remedy)]
    given = [row.credit_note.payable for row in dispute.remedies if row.credit_note is not None]
    summed = {sum(money.minor for money in given)}
    own = {dispute.money(minor) for minor in minors | summed if minor is not None}
    return own | set(remedies) | amounts_of_it(dispute)


def _of_remedy(remedy: Remedy) -> list[Money]:
    known = [remedy.dispute.money(remedy.amount_minor), remedy.dispute.money(remedy.counter_minor or 0)]
    note = remedy.credit_note
    if note is not None:
        refund = refund_of(note)
        known += [note.payable, *([note.money(refund.amount_minor)] if refund else [])]
    return known


def _of_invoice(invoice: Invoice) -> set[Money]:
    """What the invoice and its lines say, what is left of it, and its instalments."""
    balance = invoice_balance(invoice)
    known = {
        balance.payable,
        balance.paid,
        balance.credited,
        balance.open,
        balance.on_hold,
        balance.due,
        balance.overpaid,
        balance.credit,
        balance.for_now,
    }
    known |= {invoice.money(minor) for minor in (invoice.net_minor, invoice.tax_minor, invoice.gross_minor)}
    known |= {invoice.money(line.net_minor) for line in invoice.lines}
    plans = db.session.scalars(db.select(PaymentPlan).where(PaymentPlan.invoice_id == invoice.id))
    return known | {
        invoice.money(minor)
        for plan in plans
        for minor in (plan.amount_minor, *(row.amount_minor for row in plan.instalments))
    }


def _of_account(invoice: Invoice) -> set[Money]:
    """What the client owes and has to their credit, all invoices together."""
    account = account_balances(invoice.organisation)[invoice.currency]
    return {account.open, account.on_hold, account.due, account.credit, account.for_now}
