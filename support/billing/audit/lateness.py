"""R17: fees and interest for paying late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.known import ContractFacts
from support.billing.audit.results import Answer, Found, evidence, on_line
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.kernel.words import number

TRANSIT_DAYS = 2
"""Working days for which money may be under way between two banks."""


def late_fees(context: Context) -> Iterator[Answer]:
    """R17: a fee for paying late needs a clause, an amount that was overdue beyond the days of grace and not disputed,
    and stays below its cap. A due date on a holiday is the next working day, and money may be two of those under way."""
    fees = [
        line
        for document in context.invoices
        for line in document.lines
        if line.net > 0 and line.left > 0 and is_late_fee(context, line)
    ]
    for line in fees:
        yield from _check(context, line)


def is_late_fee(context: Context, line: Line) -> bool:
    said = f"{line.name} {line.sku or ''}".casefold().replace("-", " ").replace("_", " ")
    return any(word in said for word in context.numbers.late_fee_words)


def _check(context: Context, line: Line) -> Iterator[Answer]:
    contract = _contract(context, line)
    if contract is None:
        yield _finding(line, Money.zero(line.document.currency), N_("no agreement has a clause for it"))
        return
    allowed, why, rests_on = _allowed(context, line, contract)
    if line.net - allowed.minor > 1:
        yield _finding(line, allowed, why, contract, rests_on)


def reckoned(context: Context, line: Line) -> tuple[Money, list[str], str]:
    """For explanations: what may be charged, a sentence for each thing it rests on, and why not more."""
    contract = _contract(context, line)
    if contract is None:
        return Money.zero(line.document.currency), [], N_("no agreement has a clause for it")
    allowed, why, rests_on = _allowed(context, line, contract)
    clause = N_("By the terms, %(terms)s.", terms=_terms(contract)) if why != _terms(contract) else ""
    late = [N_("Invoice %(number)s: %(words)s.", number=row["ref"], words=row["text"]) for row in rests_on]
    return allowed, [one for one in (clause, *late) if one], why


def _contract(context: Context, line: Line) -> ContractFacts | None:
    with_clause = [one for one in context.contracts if one.terms.has_late_fee and one.covers(line.document.issued_on)]
    named = [one for one in with_clause if one.number == line.document.contract_reference]
    return next(iter(named or with_clause), None)


def _allowed(context: Context, line: Line, contract: ContractFacts) -> tuple[Money, str, tuple[dict[str, str], ...]]:
    """What may be charged on that day, and why not more."""
    currency, terms = line.document.currency, contract.terms
    late = [row for row in _about(context, line) if row.due_on is not None]
    fee, rests_on, held = Decimal(0), [], False
    for row in late:
        overdue, months, disputed = _overdue(context, row, line.document.issued_on, terms.late_fee_grace_days)
        held = held or disputed
        if overdue <= 0:
            continue
        amount = row.money(overdue)
        one = terms.late_fee_amount or Decimal(0)
        one += amount.amount * (terms.late_fee_percent or Decimal(0)) / 100 * months
        fee += one if terms.late_fee_cap is None else min(one, terms.late_fee_cap)
        rests_on.append(
            evidence(
                "invoice", row.number, N_("%(amount)s overdue on %(day)s", amount=amount, day=line.document.issued_on)
            )
        )
    why = _terms(contract) if fee else N_("nothing undisputed was overdue") if held else N_("nothing was overdue")
    return Money.of(fee, currency), why, tuple(rests_on)


def _about(context: Context, line: Line) -> list[Document]:
    """The invoices that it names, else all that were issued before in its currency."""
    earlier = [
        row
        for row in context.documents
        if not row.is_credit and row.issued_on < line.document.issued_on and row.currency == line.document.currency
    ]
    said = f"{line.name} {line.description} {' '.join(line.properties.values())}"
    named = [row for row in earlier if row.number in said]
    return named or [row for row in earlier if not any(is_late_fee(context, one) for one in row.lines)]


def _overdue(context: Context, row: Document, on: date, grace: int) -> tuple[int, int, bool]:
    """(minor units overdue and undisputed, months begun, whether some of it was disputed) on the day of the fee.

    What was paid too late before the fee counts by the most that was overdue once the grace had passed.
    """
    due = _due_day(context, row)
    from_day = context.calendar.business_day_from(due) + timedelta(days=grace)
    in_transit = context.calendar.add_business_days(from_day, TRANSIT_DAYS)
    if on <= from_day:
        return 0, 0, False
    paid = _paid(context)
    in_time = sum(minor for document, received, minor in paid[row.row] if received <= in_transit)
    held = sum(
        one.minor
        for one in context.holds
        if one.document == row.row and one.placed_on <= on and (one.released_on is None or one.released_on > from_day)
    )
    asked = row.totals["payable"] - _credited(row)
    late_until = max((received for _, received, _ in paid[row.row] if received > in_transit), default=on)
    still = asked - sum(minor for _, _, minor in paid[row.row]) > 0
    months = -(-((on if still else min(late_until, on)) - due).days // 30)
    return max(asked - in_time - held, 0), max(months, 1), held > 0


def _due_day(context: Context, row: Document) -> date:
    later = [one.new_due_on for one in context.holds if one.document == row.row and one.new_due_on]
    return max([row.due_on or row.issued_on, *later])


def _credited(row: Document) -> int:
    """With the tax on it."""
    net = row.totals["net"]
    return row.credited * row.totals["payable"] // net if net else 0


def _paid(context: Context) -> dict[int | None, list[tuple[int, date, int]]]:
    found: dict[int | None, list[tuple[int, date, int]]] | None = context.kept.get("paid")
    if found is None:
        found = context.kept["paid"] = defaultdict(list)
        for payment in context.payments:
            for document, minor in payment.settles:
                found[document].append((document, payment.received_on, minor))
    return found


def _terms(contract: ContractFacts) -> str:
    terms, said = contract.terms, []
    if terms.late_fee_percent is not None:
        said.append(N_("%(rate)s%% for each month begun", rate=number(terms.late_fee_percent)))
    if terms.late_fee_amount is not None:
        said.append(N_("%(amount)s once", amount=number(terms.late_fee_amount)))
    if terms.late_fee_cap is not None:
        said.append(N_("at most %(amount)s", amount=number(terms.late_fee_cap)))
    sets = joined(", ", said)
    if terms.late_fee_clause:
        clause = terms.late_fee_clause
        return N_(
            "agreement %(number)s, clause %(clause)s sets %(sets)s", number=contract.number, clause=clause, sets=sets
        )
    return N_("agreement %(number)s sets %(sets)s", number=contract.number, sets=sets)


def _finding(
    line: Line,
    allowed: Money,
    why: str,
    contract: ContractFacts | None = None,
    rests_on: tuple[dict[str, str], ...] = (),
) -> Found:
    clause = (evidence("contract", contract.number, _terms(contract)),) if contract else ()
    return on_line(
        "R17",
        line,
        reason="terms",
        message=N_(
            "Line %(line)s charges %(money)s for paying late, and %(allowed)s is due: %(why)s.",
            **line.told,
            allowed=allowed,
            why=why,
        ),
        expected=allowed,
        rests_on=(*clause, *rests_on),
        against=(why,),
    )
