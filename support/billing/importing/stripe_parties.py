"""Who issued a Stripe invoice and who got it, as frozen on the invoice when it was issued."""

from __future__ import annotations

from support.billing.importing.documents import Address, Identifier, Party
from support.billing.importing.json_nodes import Item
from support.kernel.sayings import N_


def seller(item: Item) -> Party:
    """The account; its tax ids only where they were asked for (`expand[]=account_tax_ids`)."""
    name = item.text("account_name")
    if name is None:
        item.refuse(
            N_("The invoice does not say who issued it. Give the account a public name and fetch it again."),
            "account_name",
        )
    said = item.get("account_tax_ids")
    whole = isinstance(said, list) and any(isinstance(one, dict) for one in said)
    tax_id, others = _tax_ids(item.items("account_tax_ids") if whole else [])
    country = item.text("account_country", 2)
    return Party(name=name, legal_name=name, tax_id=tax_id, tax_registrations=others, address=Address(country=country))


def buyer(item: Item) -> Party:
    """The client; refused where neither name nor mail address is given."""
    name, email = item.text("customer_name"), item.text("customer_email")
    if not (name or email):
        item.refuse(
            N_("The invoice names no client. Give the client a name and fetch the invoice again."), "customer_name"
        )
    ref, whole = item.named("customer")
    if whole:
        whole.pass_over(frozenset(whole.value))
    tax_id, others = _tax_ids(item.items("customer_tax_ids"))
    return Party(
        name=name or email,
        identifiers=(Identifier(ref, "stripe"),) if ref else (),
        tax_id=tax_id,
        tax_registrations=others,
        address=_address(item.child("customer_address")),
        contact_phone=item.text("customer_phone"),
        contact_email=email,
    )


def _tax_ids(items: list[Item]) -> tuple[str | None, tuple[Identifier, ...]]:
    """The first VAT number, and all others with their kind (`us_ein`)."""
    vat: str | None = None
    others = []
    for one in items:
        kind, value = one.text("type") or "", one.text("value")
        one.pass_over(frozenset(one.value))
        if value and kind.endswith("_vat") and vat is None:
            vat = value
        elif value:
            others.append(Identifier(value, kind or None))
    return vat, tuple(others)


def _address(item: Item | None) -> Address:
    if item is None:
        return Address()
    return Address(
        lines=tuple(said for key in ("line1", "line2") if (said := item.text(key))),
        city=item.text("city"),
        postcode=item.text("postal_code"),
        region=item.text("state"),
        country=item.text("country"),
    )
