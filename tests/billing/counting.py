"""How many rows each table of the ledger holds."""

from sqlalchemy import func, select

from support.accounts.models import Organisation
from support.billing.agreements import Contract, ImportedFile, Price, Promise, ServiceRecord
from support.billing.importing.reports import ImportReport
from support.billing.importing.storing import import_file
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.billing.settlement import Allocation, Finding, Payment
from support.extensions import db

EVERYTHING = (Organisation, Contract, Price, Promise, ServiceRecord, Invoice, InvoiceLine, AllowanceCharge, TaxSubtotal, Payment, Allocation, Finding, ImportedFile)  # fmt: skip


def counts() -> dict[str, int]:
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in EVERYTHING
    }


def taken(content: bytes, name: str = "invoice.xml") -> ImportReport:
    return import_file(content, name)
