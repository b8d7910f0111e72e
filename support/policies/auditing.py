"""The audit's own numbers: windows, tolerances and floors, where no agreement says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from support.policies import reading
from support.policies.reading import Table

METHODS = ("", "seconds", "days_actual", "days_30_360", "none")


@dataclass(frozen=True, slots=True)
class AuditNumbers:
    """Days are calendar days where the name does not say working days; shares and percents are exact decimals.

    proration: one of `METHODS`; "" takes any of them for right. precision_floor: the share of judged findings that must
    have been right for a rule to keep its severity, looked at once `precision_judged` of them were judged.
    """

    price_notice_days: int
    proration: str
    grace_days: int
    unbilled_days: int
    edge_days: int
    early_working_days: int
    late_working_days: int
    stale_days: int
    verified_months: int
    unapplied_working_days: int
    credit_working_days: int
    fx_percent: Decimal
    history: int
    z: Decimal
    share: Decimal
    amount: Decimal
    precision_floor: float
    precision_judged: int
    late_fee_words: tuple[str, ...]
    exit_fee_words: tuple[str, ...]
    true_up_words: tuple[str, ...]


def read_audit(path: Path) -> AuditNumbers:
    """Raises `PolicyError` with file and key for anything that cannot be followed."""
    with reading.file(path) as table:
        with table.table("records") as records, table.table("timing") as timing, table.table("unusual") as unusual:
            counts = {
                "grace_days": records.count("grace_days"),
                "unbilled_days": records.count("unbilled_days"),
                "edge_days": records.count("edge_days"),
                "early_working_days": timing.count("early_days"),
                "late_working_days": timing.count("late_days"),
                "stale_days": timing.count("stale_days", least=1),
                "verified_months": timing.count("verified_months", least=1),
                "history": unusual.count("history", least=3),
            }
            exact = {name: unusual.read(name, _exact) for name in ("z", "share", "amount")}
        return _with_the_rest(table, counts, exact)


def _with_the_rest(table: Table, counts: dict[str, int], exact: dict[str, Decimal]) -> AuditNumbers:
    more: dict[str, Any] = {**counts, **exact}
    with table.table("money") as money, table.table("precision") as precision, table.table("words") as words:
        return AuditNumbers(
            price_notice_days=table.count("price_notice_days"),
            proration=table.choice("proration", METHODS),
            unapplied_working_days=money.count("unapplied_days"),
            credit_working_days=money.count("credit_days"),
            fx_percent=money.read("fx_percent", _exact),
            precision_floor=precision.share("floor"),
            precision_judged=precision.count("judged", least=1),
            late_fee_words=words.texts("late_fee"),
            exit_fee_words=words.texts("exit_fee"),
            true_up_words=words.texts("true_up"),
            **more,
        )


def _exact(said: str) -> Decimal:
    try:
        found = Decimal(said)
    except InvalidOperation:
        raise ValueError(f"“{said}” is not a number like 0.20") from None
    if not found.is_finite() or found < 0:
        raise ValueError(f"“{said}” is not a number of nothing or more")
    return found
