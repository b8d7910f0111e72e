"""The rows of a large desk, one function a table: one dispute in ten is open, and each has an invoice of its own."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from support.billing.kinds import DocumentKind
from support.disputes.history import FIRST
from support.disputes.reasons import CauseClass, Channel, Outcome, Reason, RootCause
from support.disputes.states import Action, Status
from support.kernel import clock

LINES = 4
NET_MINOR = 10_000
DISPUTES_OF_A_CLIENT = 50
OPEN_EVERY = 10
CREDITED_EVERY = 5
UNSATISFIED_EVERY = 200
OPEN = (Status.ACKNOWLEDGED, Status.INVESTIGATING, Status.INVESTIGATING, Status.AWAITING_CLIENT)
REASONS = list(Reason)
STEPS = ("open", Action.ACKNOWLEDGE, Action.TAKE, Action.SHARE_PROGRESS)
CLOCKS = ("decision", "hard_limit")


@dataclass(frozen=True)
class Company:
    """`agents` are the ids of the people who own disputes; ids of clients and disputes count from 1."""

    rows: int
    agents: list[int]
    now: datetime = field(default_factory=lambda: clock.now().replace(microsecond=0))
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def clients(self) -> int:
        return clients_for(self.rows)

    def client(self, row: int) -> int:
        return min((row - 1) // DISPUTES_OF_A_CLIENT + 1, self.clients)

    def is_open(self, row: int) -> bool:
        return row % OPEN_EVERY == 0

    def opened_at(self, row: int) -> datetime:
        """The later rows are the younger ones; what is open is not older than three weeks."""
        age = timedelta(days=21 if self.is_open(row) else 700)
        return self.now - age * (1 - row / (self.rows + 1))

    def due_at(self, row: int) -> datetime:
        """Spread over a month from tomorrow, in no order."""
        return self.opened_at(row) + timedelta(days=22, minutes=row * 7919 % (30 * 1440))

    def invoice(self, row: int) -> dict[str, Any]:
        issued = (self.opened_at(row) - timedelta(days=10)).date()
        net, text = LINES * NET_MINOR, ("note", "content_digest")
        return {
            **{"id": row, "organisation_id": self.client(row), "kind": DocumentKind.INVOICE, "type_code": "380"},
            **{"number": f"INV-{row:07}", "issued_on": issued, "due_on": issued + timedelta(days=30)},
            **{
                "period_start": issued.replace(day=1),
                "period_end": issued,
                "currency": "EUR",
                "seller_name": "Seller Ltd",
            },
            **{"line_total_minor": net, "net_minor": net, "tax_minor": net // 5, "gross_minor": net + net // 5},
            **{"payable_minor": net + net // 5, "source_format": "bulk", "source_name": "benchmark"},
            **{"source_digest": f"{row:064}", "recorded_at": self.now, "seller": {}, "buyer": {}, "details": {}},
            **dict.fromkeys(("allowance_total_minor", "charge_total_minor", "prepaid_minor", "rounding_minor"), 0),
            **dict.fromkeys(text, ""),
        }

    def line(self, row: int, position: int) -> dict[str, Any]:
        return {
            **{"id": (row - 1) * LINES + position, "invoice_id": row, "position": position, "line_id": str(position)},
            **{"name": "Espresso bean delivery", "sku": "BEANS", "quantity": Decimal(1), "unit_price": Decimal(100)},
            **{"base_quantity": Decimal(1), "net_minor": NET_MINOR, "tax_rate": Decimal(20), "tax_category": "S"},
            # Each is a delivery of its own: a client whose bills all repeat each other would say how long that takes.
            **{"unit_code": "C62", "details": {}, "description": "", "note": "", "record_ref": f"D-{row}-{position}"},
        }

    def note(self, row: int) -> dict[str, Any]:
        """The credit note of a closed dispute: its first line, given back."""
        given = {"line_total_minor": NET_MINOR, "net_minor": NET_MINOR, "tax_minor": NET_MINOR // 5}
        sums = {**given, "gross_minor": NET_MINOR * 6 // 5, "payable_minor": NET_MINOR * 6 // 5, "corrects_id": row}
        named = {"id": self.rows + row, "number": f"CN-{row:07}", "kind": DocumentKind.CREDIT_NOTE, "type_code": "381"}
        return {**self.invoice(row), **named, **sums, "source_digest": f"{self.rows + row:064}"}

    def given_back(self, row: int) -> dict[str, Any]:
        line = self.line(row, 1)
        return {**line, "id": self.rows * LINES + row, "invoice_id": self.rows + row, "corrects_line_id": line["id"]}

    def tax(self, row: int) -> dict[str, Any]:
        net = LINES * NET_MINOR
        sums = {"taxable_minor": net, "tax_minor": net // 5, "exemption_reason": ""}
        return {"invoice_id": row, "category": "S", "rate": Decimal(20), **sums}

    def dispute(self, row: int) -> dict[str, Any]:
        opened = self.opened_at(row)
        return {
            **{"id": row, "reference": f"DSP-{row:05}", "organisation_id": self.client(row), "invoice_id": row},
            **{"opened_by_id": self.client(row), "owner_id": self.agents[row % len(self.agents)], "currency": "EUR"},
            **{
                "channel": Channel.PORTAL,
                "reason": self.chance.choice(REASONS),
                "statement": "You charged this twice.",
            },
            **{"profile": "default_b2b", "profile_version": 1, "opened_at": opened, "tier": 2 if row % 70 == 0 else 1},
            **{
                "history_length": len(STEPS),
                "history_head": FIRST,
                "version": 4,
                "late": False,
                "service_impact": False,
            },
            **{
                "respond_by": self.due_at(row),
                **(self._running(row) if self.is_open(row) else self._closed(row, opened)),
            },
        }

    def _running(self, row: int) -> dict[str, Any]:
        status = OPEN[row // OPEN_EVERY % len(OPEN)]
        taken = None if status is Status.ACKNOWLEDGED else self.opened_at(row)
        nothing = dict.fromkeys(("outcome", "root_cause", "cause_class", "decided_at", "closed_at", "satisfied"))
        return {"status": status, "taken_at": taken, "next_due_at": self.due_at(row), "explanation": "", **nothing}

    def _closed(self, row: int, opened: datetime) -> dict[str, Any]:
        ended = opened + timedelta(days=5)
        return {
            **{"status": Status.CLOSED, "outcome": Outcome.UPHELD, "root_cause": RootCause.DATA_ENTRY},
            **{"cause_class": CauseClass.ERROR, "decided_at": ended, "closed_at": ended, "taken_at": opened},
            **{"next_due_at": None, "explanation": "One delivery was entered twice."},
            "satisfied": False if row % UNSATISFIED_EVERY == 1 else None,
        }

    def disputed(self, row: int) -> dict[str, Any]:
        approved = None if self.is_open(row) else NET_MINOR
        line = {"dispute_id": row, "line_id": (row - 1) * LINES + 1, "open": self.is_open(row)}
        return {**line, "billed_minor": NET_MINOR, "approved_minor": approved}

    def step(self, row: int, seq: int) -> dict[str, Any]:
        status = Status.RECEIVED if seq == 1 else Status.INVESTIGATING
        done = {
            "dispute_id": row,
            "seq": seq,
            "action": str(STEPS[seq - 1]),
            "before": None,
            "after": status,
            "tier": 1,
        }
        facts = {"words": "We are comparing the delivery note with the bill."} if seq == len(STEPS) else {}
        chain = {"previous_digest": FIRST, "digest": f"{row:032}{seq:032}"}
        by = self.agents[row % len(self.agents)]
        return {**done, **chain, "by_id": by, "at": self.opened_at(row), "facts": facts, "for_client": True}

    def clock(self, row: int, name: str) -> dict[str, Any]:
        due = self.due_at(row) + timedelta(days=20 if name == "hard_limit" else 0)
        times = {"started_at": self.opened_at(row), "due_at": due, "warn_at": due - timedelta(hours=12)}
        what = {"dispute_id": row, "profile": "default_b2b", "name": name, "label": name, "regulatory": False}
        return {**what, **times, "unit": "business_days", "steps": ["Ten business days from the day it came."]}


def clients_for(rows: int) -> int:
    return max(rows // DISPUTES_OF_A_CLIENT, 1)
