"""Invoices and credit notes in the JSON of Stripe's API: one object, or a page of a list.

What is read is what was issued: drafts and void documents are refused. A document's sums are its own; only the breakdown
of tax by rate, which Stripe does not have, is put together from the lines.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

from support.billing.importing.documents import AllowanceCharge, DocumentLine, PrecedingInvoice, ReadDocument, Totals
from support.billing.importing.json_nodes import TEXT, Item
from support.billing.importing.json_safety import read_json
from support.billing.importing.refusals import NotReadable
from support.billing.importing.stripe_lines import StripeLine, lines, shipping
from support.billing.importing.stripe_parties import buyer, seller
from support.billing.importing.stripe_settings import SILENT
from support.billing.importing.stripe_taxes import Bearing, bearing, percentage, rates_of, subtotals, tax_total
from support.billing.importing.stripe_values import Currency, amount, currency_of, day, needed_amount
from support.kernel.sayings import N_

MOST_DOCUMENTS = 1_000
_NUMBER = 60
_NOT_ISSUED = {
    "draft": N_("This is a draft, which nobody has got yet. Finalize it first."),
    "void": N_("This document is void: nobody owes or gets anything by it. Leave it out."),
    "deleted": N_("This document was deleted. Leave it out."),
}


def each_of_stripe(stream: IO[bytes], name: str) -> Iterator[ReadDocument | NotReadable]:
    """The documents of an object or a page, each read for itself; raises `NotReadable` where there is nothing to read."""
    item = read_json(stream, name)
    if item.text("object") != "list":
        yield document_of(item)
        return
    found = item.items("data", MOST_DOCUMENTS)
    if not found:
        item.refuse(N_("The page has no documents. Nothing is there to import."), "data")
    # The other pages are other files; that there are some is worth saying.
    more = ("$.has_more: there are further pages",) if item.get("has_more") else ()
    for one in found:
        try:
            read = document_of(one)
            yield dataclasses.replace(read, left_out=(*read.left_out, *more))
            more = ()
        except NotReadable as no:
            yield no


def document_of(item: Item) -> ReadDocument:
    """An invoice or a credit note; raises `NotReadable` for anything else."""
    kind = item.text("object")
    if kind not in ("invoice", "credit_note"):
        item.refuse(
            N_(
                "“%(kind)s” is neither an invoice nor a credit note of Stripe. Choose another file.",
                kind=(kind or "")[:40],
            ),
            "object",
        )
    status = item.text("status") or ""
    if item.get("deleted") or status in _NOT_ISSUED:
        item.refuse(_NOT_ISSUED.get(status, _NOT_ISSUED["deleted"]), "status")
    item.pass_over(SILENT)
    external = item.text("id", 100)
    found = _credit_note(item) if kind == "credit_note" else _invoice(item)
    return dataclasses.replace(found, external_id=external, left_out=item.left_out())


def _invoice(item: Item) -> ReadDocument:
    revised = item.child("from_invoice")
    earlier = revised.named("invoice")[1] if revised else None
    about = (PrecedingInvoice(_number(earlier)),) if earlier else ()
    if earlier:
        earlier.pass_over(frozenset(earlier.value))
    found = _read(item, item)
    payable = _payable(item, found.totals.tax_inclusive, currency_of(item))
    prepaid = found.totals.tax_inclusive - payable
    return dataclasses.replace(
        found,
        type_code="384" if about else "380",
        due_on=day(item, "due_date"),
        preceding_invoices=about,
        totals=dataclasses.replace(found.totals, payable=payable, prepaid=prepaid or None),
    )


def _payable(item: Item, total: Decimal, currency: Currency) -> Decimal:
    """What was asked for when it was issued: the total and what moved on the client's balance.

    `amount_due` shrinks with every credit note issued later, which are documents of their own here; where it differs
    by anything else, it is the document's word.
    """
    before, after = amount(item, "starting_balance", currency), amount(item, "ending_balance", currency)
    asked = total + ((before or Decimal(0)) - after if after is not None else Decimal(0))
    due = needed_amount(item, "amount_due", currency, N_("amount due"))
    credited = amount(item, "pre_payment_credit_notes_amount", currency) or Decimal(0)
    return asked if due in (asked, asked - credited) else due


def _credit_note(item: Item) -> ReadDocument:
    """Stripe's credit note names neither party: they stand on the invoice, which must therefore be there whole."""
    invoice = item.named("invoice")[1]
    if invoice is None:
        item.refuse(N_("Only the invoice's id stands here, not whose it is. Fetch with “expand[]=invoice”."), "invoice")
    about = PrecedingInvoice(_number(invoice), _issued_on(invoice))
    found = _read(item, invoice)
    invoice.pass_over(frozenset(invoice.value))
    return dataclasses.replace(found, kind="credit_note", type_code="381", preceding_invoices=(about,))


def _number(item: Item) -> str:
    said = item.text("number", _NUMBER)
    if said is None:
        item.refuse(N_("The document has no number. Finalize it first."), "number")
    return said


def _issued_on(item: Item) -> date:
    steps = item.child("status_transitions")
    finalized = day(steps, "finalized_at") if steps else None
    if steps:
        steps.pass_over(frozenset(steps.value))
    said = day(item, "effective_at") or finalized or day(item, "created")
    item.pass_over(frozenset({"created"}))
    if said is None:
        item.refuse(N_("The document has no date. Send what the API answered, unchanged."), "created")
    return said


def _read(item: Item, parties: Item) -> ReadDocument:
    """As an invoice, with the parties that `parties` names."""
    currency = currency_of(item)
    rows, sent = lines(item, currency), shipping(item, currency)
    exempt = parties.text("customer_tax_exempt")
    taxes = [tax for row in rows for tax in row.taxes] + (sent[1] if sent else [])
    rates = rates_of(taxes, currency, _known_rates(item, rows))
    borne = [bearing(row.line.net, row.taxes, rates, exempt) for row in rows]
    of_shipping = bearing(sent[0], sent[1], rates, exempt) if sent else None
    parts = (*_shipping(of_shipping), *_rest(item, rows, currency))
    return ReadDocument(
        kind="invoice",
        type_code="380",
        number=_number(item),
        issued_on=_issued_on(item),
        currency=currency.code,
        seller=seller(parties),
        buyer=buyer(parties),
        lines=tuple(_taxed(row, one) for row, one in zip(rows, borne, strict=True)),
        allowances_charges=parts,
        tax_total=tax_total(item, currency),
        tax_subtotals=subtotals([*borne, *([of_shipping] if of_shipping else [])]),
        totals=_totals(item, parts, currency),
        **_words(item),
    )


def _known_rates(item: Item, rows: list[StripeLine]) -> dict[str, Decimal]:
    known = {
        one.text("id") or "": rate for one in item.items("default_tax_rates") if (rate := percentage(one)) is not None
    }
    for row in rows:
        known |= row.known_rates
    return known


def _taxed(row: StripeLine, borne: Bearing) -> DocumentLine:
    return dataclasses.replace(row.line, tax_category=borne.category, tax_rate=borne.rate)


def _shipping(borne: Bearing | None) -> tuple[AllowanceCharge, ...]:
    if borne is None:
        return ()
    charge = AllowanceCharge(
        is_charge=True, amount=borne.net, reason="Shipping", tax_category=borne.category, tax_rate=borne.rate
    )
    return (charge,)


def _rest(item: Item, rows: list[StripeLine], currency: Currency) -> tuple[AllowanceCharge, ...]:
    """What discounts of the whole document took off and no line tells."""
    found = []
    for part in item.items("total_discount_amounts") or item.items("discount_amounts"):
        name = part.named("discount")[0] or ""
        told = sum((row.discounts.get(name, Decimal(0)) for row in rows), Decimal(0))
        off = needed_amount(part, "amount", currency, N_("discount")) - told
        if off > 0:
            found.append(AllowanceCharge(is_charge=False, amount=off, reason="Discount", reason_code="95"))
    item.pass_over(frozenset({"discount_amounts", "total_discount_amounts"}))
    return tuple(found)


def _totals(item: Item, parts: tuple[AllowanceCharge, ...], currency: Currency) -> Totals:
    """Stripe's `subtotal` stands before the document's discounts, which here stand on the lines: the sum of the lines is
    what the total without tax leaves for them."""
    gross = needed_amount(item, "total", currency, N_("total"))
    net = amount(item, "total_excluding_tax", currency)
    if net is None:
        net = gross - tax_total(item, currency)
    off = sum((part.amount for part in parts if not part.is_charge), Decimal(0))
    on = sum((part.amount for part in parts if part.is_charge), Decimal(0))
    return Totals(
        line_extension=net + off - on,
        tax_exclusive=net,
        tax_inclusive=gross,
        payable=gross,
        allowance_total=off or None,
        charge_total=on or None,
    )


def _words(item: Item) -> dict[str, Any]:
    fields = [(one.text("name"), one.text("value")) for one in item.items("custom_fields")]
    notes = [item.text(key, TEXT) for key in ("description", "memo", "footer")]
    own = item.child("metadata")
    return {
        "notes": tuple(said for said in (*notes, *(f"{name}: {value}" for name, value in fields)) if said),
        "contract_reference": own.text("contract_number") if own else None,
        "order_reference": own.text("order_number") if own else None,
    }
