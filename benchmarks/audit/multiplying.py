"""A ledger many times over, by the database itself: making a million lines up would take longer than auditing them."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import ColumnElement, Enum, Insert, String, Table, func, insert, select

from benchmarks.audit.labelled import seeded
from support.billing.audit import audit_all
from support.billing.models import Invoice, InvoiceLine
from support.extensions import db

_SHARED = {"fx_rates", "tax_rates", "days_off", "findings", "search_entries"}
"""Everybody's, made by the audit itself, or by triggers."""
_NAMES = ("INV-", "inv ", "CN-", "AGR-", "CL-")
"""How everything begins that names a bill, an agreement or a client: a copy gets names of its own."""
_BASE = 500
"""Clients that are made up; the rest are copies of them."""


def large(lines: int, months: int, seed: int) -> dict[str, Any]:
    """Audits a ledger of at least so many lines once; memory and lines a second at each tenth of the way."""
    started = perf_counter()
    base = seeded(_BASE, months, seed)
    total = multiply(max(-(-lines // base.lines), 1))
    report: dict[str, Any] = {
        "lines": total,
        "months": months,
        "seed": seed,
        "seeded_s": round(perf_counter() - started),
    }
    report["largest_client_lines"] = db.session.scalar(
        select(func.count(InvoiceLine.id)).join(Invoice).group_by(Invoice.organisation_id).order_by(func.count().desc())
    )
    report["memory_before_mb"] = _memory()
    report["on_the_way"] = list(_audited(total))
    last = report["on_the_way"][-1]
    return {**report, "lines_per_s": last["lines_per_s"], "lines_per_cpu_s": last["lines_per_cpu_s"]}


def _audited(total: int) -> Iterator[dict[str, int]]:
    started, busy, done, clients, findings = perf_counter(), process_time(), 0, 0, 0
    sizes = dict(
        db.session.execute(
            select(Invoice.organisation_id, func.count(InvoiceLine.id))
            .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
            .group_by(Invoice.organisation_id)
        )
        .tuples()
        .all()
    )
    said = 0
    for report in audit_all():
        done, clients = done + sizes.get(report.organisation.id, 0), clients + 1
        findings += len(report.findings)
        if done * 10 // total > said:
            said = done * 10 // total
            took, cpu = perf_counter() - started, process_time() - busy
            yield {
                "lines": done, "clients": clients, "findings": findings, "seconds": round(took), "cpu_seconds": round(cpu),
                "lines_per_s": round(done / took), "lines_per_cpu_s": round(done / cpu), "memory_mb": _memory(),
            }  # fmt: skip


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def multiply(times: int) -> int:
    """Copies every client `times` - 1 times with all that is theirs; returns the number of lines."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in _SHARED]
    filled = [
        table for table in tables if "id" in table.c and db.session.scalar(select(func.count()).select_from(table))
    ]
    step = max(db.session.scalar(select(func.max(table.c.id))) or 0 for table in filled)
    first = {table.name: db.session.scalar(select(func.max(table.c.id))) for table in filled}
    for copy in range(1, times):
        for table in filled:
            db.session.execute(_copied(table, copy, copy * step, first[table.name] or 0, {one.name for one in filled}))
        db.session.commit()
    return db.session.scalar(select(func.count(InvoiceLine.id))) or 0


def _copied(table: Table, copy: int, step: int, last: int, filled: set[str]) -> Insert:
    columns: list[ColumnElement[Any]] = []
    for column in table.c:
        ours = column.primary_key or any(key.column.table.name in filled for key in column.foreign_keys)
        if ours:
            columns.append((column + step).label(column.name))
        elif isinstance(column.type, String) and not isinstance(column.type, Enum):
            columns.append(_renamed(column, copy).label(column.name))
        else:
            columns.append(column)
    return insert(table).from_select(list(table.c), select(*columns).where(table.c.id <= last))


def _renamed(text: ColumnElement[str], copy: int) -> ColumnElement[str]:
    for name in _NAMES:
        text = func.replace(text, name, f"{name[:-1]}{copy}{name[-1]}")
    return text
