"""Parties and addresses in UBL."""

from __future__ import annotations

from support.billing.importing.documents import Address, Identifier, Party
from support.billing.writing.xml_branches import Branch


def write_party(branch: Branch, party: Party) -> None:
    """Puts the parts of a cac:Party under `branch`."""
    _write_identifier(branch, "cbc:EndpointID", party.endpoint)
    for identifier in party.identifiers:
        _write_identifier(branch.branch("cac:PartyIdentification"), "cbc:ID", identifier)
    branch.nest("cac:PartyName/cbc:Name", party.name)
    write_address(branch, "cac:PostalAddress", party.address)
    registrations = (Identifier(party.tax_id, "VAT"),) if party.tax_id else ()
    for registration in (*registrations, *party.tax_registrations):
        tax = branch.branch("cac:PartyTaxScheme")
        tax.put("cbc:CompanyID", registration.value)
        tax.nest("cac:TaxScheme/cbc:ID", registration.scheme)
    entity = branch.branch("cac:PartyLegalEntity")
    entity.put("cbc:RegistrationName", party.legal_name)
    _write_identifier(entity, "cbc:CompanyID", party.company_id)
    entity.put("cbc:CompanyLegalForm", party.legal_form)
    branch.prune("cac:PartyLegalEntity")
    contact = branch.branch("cac:Contact")
    contact.put("cbc:Name", party.contact_name)
    contact.put("cbc:Telephone", party.contact_phone)
    contact.put("cbc:ElectronicMail", party.contact_email)
    branch.prune("cac:Contact")


def _write_identifier(branch: Branch, name: str, identifier: Identifier | None) -> None:
    if identifier:
        branch.put(name, identifier.value, schemeID=identifier.scheme)


def write_address(branch: Branch, name: str, address: Address) -> None:
    """The first line is the street, the second the additional street, the others are plain lines."""
    place = branch.branch(name)
    street, additional, *further = (*address.lines, None, None)
    place.put("cbc:StreetName", street)
    place.put("cbc:AdditionalStreetName", additional)
    place.put("cbc:CityName", address.city)
    place.put("cbc:PostalZone", address.postcode)
    place.put("cbc:CountrySubentity", address.region)
    for line in further:
        place.nest("cac:AddressLine/cbc:Line", line)
    place.nest("cac:Country/cbc:IdentificationCode", address.country)
    branch.prune(name)
