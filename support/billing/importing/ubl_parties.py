"""Seller, buyer, payee and tax representative of a UBL document."""

from __future__ import annotations

from support.billing.importing.documents import Address, Identifier, Party
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import identifier, word
from support.kernel.sayings import N_


def party(node: Node, what: str) -> Party:
    """A cac:Party (or an element of its shape); refused when it has neither a trading nor a legal name."""
    name = word(node.first("cac:PartyName/cbc:Name"))
    legal_name = word(node.first("cac:PartyLegalEntity/cbc:RegistrationName"))
    if not (name or legal_name):
        node.refuse(N_("The %(what)s has no name. Ask the sender for a complete document.", what=what))
    tax_id, others = _tax_registrations(node)
    return Party(
        name=name,
        legal_name=legal_name,
        identifiers=tuple(
            found for part in node.every("cac:PartyIdentification") if (found := identifier(part.first("cbc:ID")))
        ),
        endpoint=identifier(node.only("cbc:EndpointID")),
        tax_id=tax_id,
        tax_registrations=others,
        company_id=identifier(node.first("cac:PartyLegalEntity/cbc:CompanyID")),
        legal_form=word(node.first("cac:PartyLegalEntity/cbc:CompanyLegalForm")),
        address=address(node.first("cac:PostalAddress")),
        contact_name=word(node.first("cac:Contact/cbc:Name")),
        contact_phone=word(node.first("cac:Contact/cbc:Telephone")),
        contact_email=word(node.first("cac:Contact/cbc:ElectronicMail")),
    )


def _tax_registrations(node: Node) -> tuple[str | None, tuple[Identifier, ...]]:
    """The VAT number, and the numbers of other tax schemes."""
    vat: str | None = None
    others = []
    for registration in node.every("cac:PartyTaxScheme"):
        number = word(registration.only("cbc:CompanyID"))
        scheme = word(registration.first("cac:TaxScheme/cbc:ID")) or "VAT"
        if number and scheme == "VAT" and vat is None:
            vat = number
        elif number:
            others.append(Identifier(number, scheme))
    return vat, tuple(others)


def address(node: Node | None) -> Address:
    """A cac:PostalAddress or cac:Address; an empty `Address` where there is none."""
    if node is None:
        return Address()
    named = (node.only("cbc:StreetName"), node.only("cbc:AdditionalStreetName"))
    further = (part.first("cbc:Line") for part in node.every("cac:AddressLine"))
    return Address(
        lines=tuple(said for part in (*named, *further) if (said := word(part))),
        city=word(node.only("cbc:CityName")),
        postcode=word(node.only("cbc:PostalZone")),
        region=word(node.only("cbc:CountrySubentity")),
        country=word(node.first("cac:Country/cbc:IdentificationCode")),
    )
