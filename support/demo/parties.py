"""The demo company and its clients, as they stand on invoices and in the client list. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass

from support.billing.importing.csv_rows import ClientRow
from support.billing.importing.documents import Address, Identifier, Party

HARBOUR, BRIGHTWATER, OAKFIELD = "CL-0001", "CL-0002", "CL-0003"
CURRENCY = "EUR"
ACCOUNT = "IE29AIBK93115212345678"  # the standard's own example of an Irish account number
_MAIL = "EM"  # electronic address scheme: e-mail

SELLER = Party(
    name="Lumen & Larder",
    legal_name="Lumen & Larder Services Ltd",
    identifiers=(Identifier("LLS"),),
    endpoint=Identifier("billing@lumen-larder.example", _MAIL),
    tax_id="IE9999999P",
    company_id=Identifier("999999"),
    address=Address(lines=("4 Chandlery Lane",), city="Galway", postcode="H91 X0X0", country="IE"),
    contact_name="Billing desk",
    contact_phone="+353 91 555 0100",
    contact_email="billing@lumen-larder.example",
)


@dataclass(frozen=True, slots=True)
class Client:
    """One client and what the months differ in. `place`: its place among the invoices of a month."""

    row: ClientRow
    contract_number: str
    place: int

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def party(self) -> Party:
        row = self.row
        return Party(
            name=row.name,
            legal_name=f"{row.name} Ltd",
            identifiers=(Identifier(row.ref),),
            endpoint=Identifier(row.email, _MAIL),
            tax_id=row.tax_id,
            address=Address(lines=(row.street,), city=row.city, postcode=row.postcode, country=row.country),
            contact_name=row.contact_name,
            contact_email=row.contact_email,
        )


def client_row(ref: str, name: str, tax_id: str, address: tuple[str, str, str], contact: tuple[str, str]) -> ClientRow:
    street, city, postcode = address
    contact_name, email = contact
    return ClientRow(
        ref=ref,
        name=name,
        tax_id=tax_id,
        street=street,
        city=city,
        postcode=postcode,
        country="IE",
        email=email,
        contact_name=contact_name,
        contact_email=email,
        locale="en_IE",
        timezone="Europe/Dublin",
        currency=CURRENCY,
    )


CLIENTS = {
    client.ref: client
    for client in (
        Client(
            client_row(
                HARBOUR,
                "Harbour Café Group",
                "IE9999998N",
                ("1 Long Quay", "Galway", "H91 Y1Y1"),
                ("Maria Santos", "maria.santos@harbour-cafe.example"),
            ),
            "CT-H-011",
            place=14,
        ),
        Client(
            client_row(
                BRIGHTWATER,
                "Brightwater Studio",
                "IE9999997L",
                ("22 Mill Street", "Athlone", "N37 Z2Z2"),
                ("Jonas Weber", "jonas.weber@brightwater.example"),
            ),
            "CT-B-017",
            place=5,
        ),
        Client(
            client_row(
                OAKFIELD,
                "Oakfield Dental",
                "IE9999996J",
                ("8 Oakfield Road", "Ennis", "V95 W3W3"),
                ("Priya Nair", "priya.nair@oakfield-dental.example"),
            ),
            "CT-O-023",
            place=9,
        ),
    )
}
