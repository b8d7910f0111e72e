"""Seller, buyer, payee, tax representative and the places of delivery of a CII document."""

from __future__ import annotations

from support.billing.importing.cii_values import day_in
from support.billing.importing.documents import Address, Delivery, Identifier, Party
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import identifier, tag, text, word
from support.kernel.sayings import N_

_VAT = "VA"  # UNTDID 1153


def party(node: Node, what: str) -> Party:
    """A trade party; refused when it has neither a trading nor a legal name."""
    company = node.only("ram:SpecifiedLegalOrganization")
    legal_name = word(node.only("ram:Name"))
    name = word(company.only("ram:TradingBusinessName")) if company else None
    if not (name or legal_name):
        node.refuse(N_("The %(what)s has no name. Ask the sender for a complete document.", what=what))
    tax_id, others = _tax_registrations(node)
    contact = node.first("ram:DefinedTradeContact")
    return Party(
        name=name,
        legal_name=legal_name,
        identifiers=identifiers(node),
        endpoint=identifier(node.first("ram:URIUniversalCommunication/ram:URIID")),
        tax_id=tax_id,
        tax_registrations=others,
        company_id=identifier(company.only("ram:ID")) if company else None,
        legal_form=text(node.first("ram:Description")),
        address=address(node.only("ram:PostalTradeAddress")),
        contact_name=_contact(contact, "ram:PersonName") or _contact(contact, "ram:DepartmentName"),
        contact_phone=_contact(contact, "ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        contact_email=_contact(contact, "ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def identifiers(node: Node) -> tuple[Identifier, ...]:
    """Global ones (with their scheme) first."""
    parts = (*node.every("ram:GlobalID"), *node.every("ram:ID"))
    return tuple(found for part in parts if (found := identifier(part)))


def _contact(node: Node | None, path: str) -> str | None:
    return word(node.first(path)) if node else None


def _tax_registrations(node: Node) -> tuple[str | None, tuple[Identifier, ...]]:
    """The VAT number, and the numbers of other tax schemes (FC: the local tax number)."""
    vat: str | None = None
    others = []
    for registration in node.every("ram:SpecifiedTaxRegistration"):
        part = registration.only("ram:ID")
        number, scheme = word(part), tag(part, "schemeID") or _VAT
        if number and scheme == _VAT and vat is None:
            vat = number
        elif number:
            others.append(Identifier(number, scheme))
    return vat, tuple(others)


def address(node: Node | None) -> Address:
    """A ram:PostalTradeAddress; an empty `Address` where there is none."""
    if node is None:
        return Address()
    lines = (node.only(f"ram:Line{number}") for number in ("One", "Two", "Three"))
    return Address(
        lines=tuple(said for part in lines if (said := word(part))),
        city=word(node.only("ram:CityName")),
        postcode=word(node.only("ram:PostcodeCode")),
        region=word(node.first("ram:CountrySubDivisionName")),
        country=word(node.only("ram:CountryID")),
    )


def deliveries(node: Node | None) -> tuple[Delivery, ...]:
    """A CII document has one delivery at most: the day it happened on, and to whom."""
    if node is None:
        return ()
    to = node.only("ram:ShipToTradeParty")
    places = identifiers(to) if to else ()
    found = Delivery(
        on=day_in(node.first("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime")),
        location=places[0] if places else None,
        address=address(to.only("ram:PostalTradeAddress")) if to else Address(),
        party_name=word(to.only("ram:Name")) if to else None,
    )
    return () if found == Delivery() else (found,)
