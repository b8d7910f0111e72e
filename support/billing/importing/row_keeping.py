"""What storing any row of a table needs: whom it is about, whether it is there already, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.agreements import Contract
from support.billing.importing.csv_rows import Row
from support.billing.importing.refusals import NotReadable, at_line
from support.extensions import db
from support.kernel.sayings import N_
from support.kernel.types import Model


@dataclass(slots=True)
class RowCount:
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    clients: set[int] = field(default_factory=set)


class Known:
    """Clients and contracts by what tables call them, each looked up once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._clients: dict[str, Organisation] = {}
        self._contracts: dict[str, Contract] = {}

    def client(self, row: Any) -> Organisation:
        if row.client_ref not in self._clients:
            found = db.session.scalar(select(Organisation).where(Organisation.ref == row.client_ref))
            if found is None:
                self.refuse(
                    row,
                    "client_ref",
                    N_("There is no client %(client_ref)s. Import the clients first.", client_ref=row.client_ref),
                )
            self._clients[row.client_ref] = found
        return self._clients[row.client_ref]

    def contract(self, row: Any, client: Organisation | None = None) -> Contract:
        """Raises `NotReadable` where there is none of the number, or `client` is given and it is another's."""
        if row.contract_number not in self._contracts:
            found = db.session.scalar(select(Contract).where(Contract.number == row.contract_number))
            if found is None:
                self.refuse(
                    row,
                    "contract_number",
                    N_(
                        "There is no contract %(contract_number)s. Import the contracts first.",
                        contract_number=row.contract_number,
                    ),
                )
            self._contracts[row.contract_number] = found
        contract = self._contracts[row.contract_number]
        if client is not None and contract.organisation_id != client.id:
            self.refuse(row, "contract_number", N_("Contract %(number)s is another client's.", number=contract.number))
        return contract

    def refuse(self, row: Row, column: str, reason: str) -> NoReturn:
        raise NotReadable(self.file, at_line(row.line, column), reason)


def values_of(row: Row, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def put(found: Model | None, make: Callable[[], Model], values: dict[str, Any], count: RowCount) -> None:
    """Adds the row, or brings what is there up to date."""
    if found is None:
        db.session.add(make())
        count.stored += 1
        return
    different = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in different.items():
        setattr(found, name, value)
    count.changed += bool(different)
    count.unchanged += not different


def keep(model: type[Model], key: dict[str, Any], values: dict[str, Any], count: RowCount) -> None:
    """`put` for a row that `key` names."""
    put(db.session.scalar(select(model).filter_by(**key)), lambda: model(**key, **values), values, count)


def differs(found: Model, values: dict[str, Any]) -> bool:
    return any(getattr(found, name) != value for name, value in values.items())
