"""Documents that Hypothesis makes up: every field the standard allows, together and alone."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from support.billing.importing import documents as d

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
# XML carries no control characters, and no halves of characters.
LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cn"))
WORDS = st.text(LETTERS, min_size=1, max_size=20).map(lambda said: " ".join(said.split())).filter(bool)
TEXTS = st.text(LETTERS | st.sampled_from("\n\t&<>\"'"), min_size=1, max_size=40).map(str.strip).filter(bool)
# No code list of the standard has longer ones, nor has the ledger room for them.
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=5)
FIGURES = st.decimals(-(10**9), 10**9, places=4)
POSITIVE = st.decimals("0.0001", 10**6, places=4)
IDENTIFIERS = st.builds(d.Identifier, WORDS, st.none() | CODES)
ADDRESSES = st.builds(
    d.Address,
    lines=st.lists(WORDS, max_size=4).map(tuple),
    **{name: st.none() | WORDS for name in ("city", "postcode", "region", "country")},
)
PERIODS = st.tuples(DAYS, DAYS).map(sorted).map(lambda days: d.Period(start=days[0], end=days[1])) | st.one_of(
    st.builds(d.Period, start=DAYS), st.builds(d.Period, end=DAYS)
)


def amounts(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-(10**10), 10**10, places=places)


def filled(kind: type, /, **given: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """An object of `kind` whose other fields are absent or a word."""
    others = {field.name: st.none() | WORDS for field in fields(kind) if field.name not in given}
    return st.builds(kind, **others, **given)


PARTIES = filled(
    d.Party,
    legal_name=WORDS,
    identifiers=st.lists(IDENTIFIERS, max_size=2).map(tuple),
    endpoint=st.none() | IDENTIFIERS,
    tax_registrations=st.lists(st.builds(d.Identifier, WORDS, st.sampled_from(["GST", "TAX"])), max_size=2).map(tuple),
    company_id=st.none() | IDENTIFIERS,
    address=ADDRESSES,
)
DELIVERIES = filled(d.Delivery, on=st.none() | DAYS, location=st.none() | IDENTIFIERS, address=ADDRESSES)
MEANS = filled(d.PaymentMeans, code=CODES).filter(lambda means: means != d.PaymentMeans())
LINKS = filled(d.Attachment, id=WORDS, type_code=st.none() | CODES, size=st.none(), filename=st.none(), mime=st.none())


def allowances(places: int) -> st.SearchStrategy[object]:
    return filled(
        d.AllowanceCharge,
        is_charge=st.booleans(),
        amount=amounts(places),
        base=st.none() | amounts(places),
        percent=st.none() | FIGURES,
        reason=st.none() | TEXTS,
        reason_code=st.none() | CODES,
        tax_category=st.none() | CODES,
        tax_rate=st.none() | FIGURES,
    )


PRICES = filled(
    d.Price,
    amount=FIGURES,
    base_quantity=POSITIVE,
    base_unit=st.none() | CODES,
    discount=st.none() | FIGURES,
    gross=st.none() | FIGURES,
)


def lines(places: int) -> st.SearchStrategy[object]:
    return filled(
        d.DocumentLine,
        id=WORDS,
        quantity=FIGURES,
        net=amounts(places),
        name=TEXTS,
        description=st.none() | TEXTS,
        note=st.none() | TEXTS,
        price=PRICES,
        unit_code=st.none() | CODES,
        allowances_charges=st.lists(allowances(places), max_size=2).map(tuple),
        tax_category=st.none() | CODES,
        tax_rate=st.none() | FIGURES,
        standard_item_id=st.none() | IDENTIFIERS,
        classifications=st.lists(IDENTIFIERS, max_size=2).map(tuple),
        period=st.none() | PERIODS,
        object_identifier=st.none() | IDENTIFIERS,
        properties=st.lists(st.tuples(WORDS, TEXTS | st.just("")), max_size=3).map(tuple),
    )


def subtotals(places: int) -> st.SearchStrategy[object]:
    return filled(
        d.TaxSubtotal,
        taxable=amounts(places),
        tax=amounts(places),
        category=st.none() | CODES,
        rate=st.none() | FIGURES,
        exemption_reason=st.none() | TEXTS,
        scheme=st.sampled_from(["VAT", "GST"]),
    )


def totals(places: int) -> st.SearchStrategy[object]:
    needed = ("line_extension", "tax_exclusive", "tax_inclusive", "payable")
    others = ("allowance_total", "charge_total", "prepaid", "rounding")
    sums = {name: amounts(places) for name in needed} | {name: st.none() | amounts(places) for name in others}
    return st.builds(d.Totals, **sums)


PARTS_OF_ANY = {
    "number": WORDS,
    "issued_on": DAYS,
    "due_on": st.none() | DAYS,
    "tax_point_on": st.none() | DAYS,
    "tax_point_code": st.none() | CODES,
    "period": st.none() | PERIODS,
    "notes": st.lists(TEXTS, max_size=2).map(tuple),
    "payment_terms": st.none() | TEXTS,
    "seller": PARTIES,
    "buyer": PARTIES,
    "payee": st.none() | PARTIES,
    "tax_representative": st.none() | PARTIES,
    "preceding_invoices": st.lists(st.builds(d.PrecedingInvoice, WORDS, st.none() | DAYS), max_size=2).map(tuple),
    "deliveries": st.lists(DELIVERIES.filter(lambda one: one != d.Delivery()), max_size=2).map(tuple),
    "payment_means": st.lists(MEANS, max_size=2).map(tuple),
    "attachments": st.lists(LINKS.filter(lambda one: one.type_code != "50"), max_size=2).map(tuple),
    "external_id": st.none(),
    "left_out": st.just(()),
}


def sums(places: int) -> dict[str, st.SearchStrategy[object]]:
    """What is counted in the document's currency."""
    return {
        "tax_total": amounts(places),
        "tax_subtotals": st.lists(subtotals(places), max_size=2).map(tuple),
        "totals": totals(places),
        "allowances_charges": st.lists(allowances(places), max_size=2).map(tuple),
        "lines": st.lists(lines(places), min_size=1, max_size=3, unique_by=lambda line: line.id).map(tuple),
    }


@st.composite
def documents(draw: st.DrawFn) -> d.ReadDocument:
    """A whole document; its sums agree as little as chance will have it."""
    kind, type_code = draw(st.sampled_from([("invoice", "380"), ("invoice", "384"), ("credit_note", "381")]))
    currency, places = draw(st.sampled_from([("EUR", 2), ("JPY", 0), ("KWD", 3)]))
    in_kroner = draw(st.none() | amounts(2))
    return draw(
        filled(
            d.ReadDocument,
            kind=st.just(kind),
            type_code=st.just(type_code),
            currency=st.just(currency),
            tax_currency=st.none() if in_kroner is None else st.just("NOK"),
            tax_total_in_tax_currency=st.just(in_kroner),
            **PARTS_OF_ANY,
            **sums(places),
        )
    )
