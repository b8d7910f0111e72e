"""Whose invoice it is: the client that a document's buyer stands for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select

from support.accounts.models import Organisation, Person, squeezed
from support.accounts.services import next_number
from support.accounts.setting_up import usual_profile
from support.billing.importing.documents import Party, ReadDocument
from support.extensions import db
from support.kernel import clock


class Clients:
    """Whose documents are whose, looked up once for each buyer as printed. Good for one transaction and what follows it;
    `forget` after one that did not happen.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self._known: dict[Party, int] = {}
        self._names: dict[int, str] = {}

    def whose(self, document: ReadDocument) -> int:
        """`Organisation.id`; a client that nobody knows is added."""
        buyer = document.buyer
        if buyer not in self._known:
            if len(self._known) >= self.MOST:
                self.forget()
            client = find_client(buyer) or add_client(buyer, document.currency)
            self._known[buyer], self._names[client.id] = client.id, client.name
        return self._known[buyer]

    def name_of(self, client: int) -> str:
        if client not in self._names:
            self._names[client] = db.session.get_one(Organisation, client).name
        return self._names[client]

    def forget(self) -> None:
        self._known.clear()
        self._names.clear()


def find_client(buyer: Party) -> Organisation | None:
    """By the surest mark first: our own reference, tax id, company number, mail address, name.

    A name alone is not enough where both sides have a tax id and the two differ.
    """
    for mark in _marks(buyer):
        found = db.session.scalar(select(Organisation).where(mark).order_by(Organisation.id).limit(1))
        if found is not None:
            return found
    return _by_name(buyer)


def _marks(buyer: Party) -> Iterator[ColumnElement[bool]]:
    own = [part.value for part in (*buyer.identifiers, buyer.endpoint) if part]
    if own:
        yield Organisation.ref.in_(own)
    if key := squeezed(buyer.tax_id):
        yield Organisation.tax_key == key
    if buyer.company_id and (key := squeezed(buyer.company_id.value)):
        yield Organisation.company_key == key
    addresses = {
        said.lower()
        for said in (buyer.contact_email, buyer.endpoint.value if buyer.endpoint else None)
        if said and "@" in said
    }
    if addresses:
        yield Organisation.people.any(Person.email.in_(addresses))


def _by_name(buyer: Party) -> Organisation | None:
    names = {name for name in (buyer.name, buyer.legal_name) if name}
    rows = db.session.scalars(
        select(Organisation).where(or_(*(Organisation.name == name for name in names))).order_by(Organisation.id)
    )
    return next((row for row in rows if not _another(row, buyer)), None) if names else None


def _another(row: Organisation, buyer: Party) -> bool:
    return bool(row.tax_id and buyer.tax_id and squeezed(row.tax_id) != squeezed(buyer.tax_id))


def add_client(buyer: Party, currency: str) -> Organisation:
    """A new client with what the document says of it. What is too long for its place stays on the invoice alone."""
    address = buyer.address
    row = Organisation(
        ref=_free_ref(),
        name=buyer.called,
        tax_id=_fitting(buyer.tax_id, 40) or None,
        company_id=_fitting(buyer.company_id.value if buyer.company_id else None, 40) or None,
        street=_fitting(", ".join(address.lines), 200),
        city=_fitting(address.city, 100),
        postcode=_fitting(address.postcode, 20),
        country=_fitting(address.country, 2),
        currency=currency,
        policy_profile=usual_profile(),
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _fitting(said: str | None, longest: int) -> str:
    return said if said and len(said) <= longest else ""


def _free_ref() -> str:
    """CL-0042, the next that no imported client has taken."""
    while True:
        ref = f"CL-{next_number('clients'):04}"
        if db.session.scalar(select(Organisation.id).where(Organisation.ref == ref)) is None:
            return ref
