"""A whole labelled ledger in the database, and what the audit says of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from benchmarks.audit.drafts import ClientDraft, Label
from benchmarks.audit.errors import INJECTIONS
from benchmarks.audit.honest import client
from benchmarks.audit.scoring import Place
from benchmarks.audit.storing import Store, store_rates
from support.billing.audit import audit_all
from support.kernel import clock

_AT_ONCE = 50


@dataclass
class Ledger:
    """`traps`: how often each thing that looks like an error is in it."""

    labels: list[Label] = field(default_factory=list)
    traps: Counter[str] = field(default_factory=Counter)
    lines: int = 0


def seeded(clients: int, months: int, seed: int, today: date | None = None) -> Ledger:
    """Into an empty database; a few clients at a time are in memory."""
    made, store, rates, kinds = Ledger(), Store(), {}, Counter[str]()
    for at in range(1, clients + 1):
        draft = client(seed, at, months, today or clock.today())
        label = inject(draft, kinds)
        made.labels += [label] if label else []
        made.traps.update(draft.traps)
        store.client(draft)
        for row in draft.rows["fx"]:
            rates.setdefault((row["day"], draft.currency), row)
        if at % _AT_ONCE == 0:
            store.flush()
    store_rates(store, rates)
    store.flush()
    made.lines = store.lines
    return made


def inject(made: ClientDraft, so_far: Counter[str]) -> Label | None:
    """The kind of error there are fewest of among those this client has something for; none for every fifth client."""
    if made.at % 5 == 0:
        return None
    for one in sorted(INJECTIONS, key=lambda kind: so_far[kind.__name__]):
        label = one(made)
        if label is not None:
            so_far[one.__name__] += 1
            return label
    return None


def audited() -> tuple[list[tuple[str, Place, str]], float]:
    """(rule, place, message) of every finding, and the mean share of answers that could not be given."""
    found: list[tuple[str, Place, str]] = []
    shares = []
    for report in audit_all():
        shares.append(report.unsure_share)
        for row in report.findings:
            number = row.invoice.number if row.invoice else ""
            found.append((row.rule, (report.organisation.ref, number, row.place), row.message))
    return found, sum(shares) / len(shares) if shares else 0.0
