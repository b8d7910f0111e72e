"""What the queue's address asks for: a view, what narrows it, its order and its columns. Whatever is not understood is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from flask import url_for
from werkzeug.datastructures import MultiDict

from support import policies
from support.disputes.narrowing import Only, Pressing, Sort
from support.disputes.reasons import Channel, Reason
from support.disputes.states import OPEN, Status
from support.kernel.enums import RichEnum
from support.kernel.sayings import N_

VIEWS = {
    "mine": N_("Mine"),
    "team": N_("My team"),
    "unassigned": N_("New"),
    "waiting": N_("Waiting"),
    "breaching": N_("Breaching"),
    "all": N_("All open"),
    "unsatisfied": N_("Not satisfied"),
}
FIRST = "unassigned"
COLUMNS = {
    "client": N_("Client"),
    "reason": N_("Reason"),
    "amount": N_("In dispute"),
    "status": N_("Status"),
    "tier": N_("Tier"),
    "owner": N_("Owner"),
    "due": N_("Next due"),
    "opened": N_("Opened"),
    "channel": N_("Channel"),
    "department": N_("Department"),
    "tags": N_("Tags"),
}
NARROWS = {
    "client": N_("Client"),
    "status": N_("Status"),
    "reason": N_("Reason"),
    "tier": N_("Tier"),
    "clock": N_("Clock"),
    "amount": N_("In dispute at least"),
    "currency": N_("Currency"),
    "channel": N_("Channel"),
    "tag": N_("Tag"),
    "department": N_("Department"),
}
USUAL = ("client", "reason", "amount", "status", "tier", "owner", "due", "opened")
CURRENCIES = ("EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "CAD", "AUD", "JPY", "INR")
"""Those that are offered; any other may be written."""
TIERS = [("1", N_("1, agents")), ("2", N_("2, specialists")), ("3", N_("3, managers"))]
MOST_MONEY = Decimal(10) ** 12
Choice = TypeVar("Choice", bound=RichEnum)


@dataclass(frozen=True)
class Asked:
    """`columns` in the order of the table; `kept` is the public id of a kept view, where the address comes from one."""

    view: str
    only: Only
    sort: Sort
    columns: tuple[str, ...]
    kept: str

    @property
    def mixes_currencies(self) -> bool:
        """Whether it is sorted by amounts that are not all of one currency."""
        return self.sort in (Sort.MOST, Sort.LEAST) and not self.only.currency

    @property
    def asks(self) -> dict[str, str | list[str]]:
        """What an address has to say to ask for the same; what is usual is left unsaid."""
        only = self.only
        chosen = (only.reason, only.status, only.channel, only.clock)
        said: dict[str, str | list[str]] = {
            name: choice.value
            for name, choice in zip(("reason", "status", "channel", "clock"), chosen, strict=True)
            if choice is not None
        }
        words = {"client": only.client, "department": only.department, "tag": only.tag, "tier": only.tier or ""}
        words["currency"] = only.currency
        said |= {name: str(value) for name, value in words.items() if value}
        if only.at_least is not None:
            said["amount"] = format(only.at_least, "f")
        if self.sort is not Sort.DUE:
            said["sort"] = self.sort.value
        if self.columns != USUAL:
            said["col"] = list(self.columns)
        return {"view": self.view, **said}

    @property
    def narrowed(self) -> list[tuple[str, str, str]]:
        """What narrows the list, in words, with the address of the list without it: (what, which, address)."""
        only = self.only
        tier = dict(TIERS).get(str(only.tier), "")
        choices = {"status": only.status, "reason": only.reason, "clock": only.clock, "channel": only.channel}
        said = {name: choice.label for name, choice in choices.items() if choice is not None}
        said |= {"client": only.client, "tier": tier, "tag": only.tag, "currency": only.currency}
        said["department"] = N_(policies.desk().department(only.department).label) if only.department else ""
        if only.at_least is not None:
            said["amount"] = format(only.at_least, "f")
        return [(label, said[name], self.address(**{name: None})) for name, label in NARROWS.items() if said.get(name)]

    def address(self, **other: str | None) -> str:
        """The queue as it is asked for now, but for `other`."""
        said: dict[str, Any] = {**self.asks, **other}
        return url_for("desk.queue", **said)


def asked(args: MultiDict[str, str]) -> Asked:
    view = args.get("view", FIRST)
    columns = tuple(name for name in COLUMNS if name in args.getlist("col"))
    return Asked(
        view=view if view in VIEWS else FIRST,
        only=_only(args),
        sort=_one_of(Sort, args.get("sort")) or Sort.DUE,
        columns=columns or USUAL,
        kept=args.get("kept", "")[:36],
    )


def choices() -> dict[str, Any]:
    """What the list can be narrowed to and sorted by."""
    return {
        "reasons": list(Reason),
        "tiers": TIERS,
        "departments": [(row.name, N_(row.label)) for row in policies.desk().departments],
        "statuses": list(OPEN),
        "channels": list(Channel),
        "clocks": list(Pressing),
        "sorts": list(Sort),
        "currencies": CURRENCIES,
        "all_columns": list(COLUMNS.items()),
    }


def _only(args: MultiDict[str, str]) -> Only:
    tier, department = args.get("tier", ""), args.get("department", "")
    return Only(
        reason=_one_of(Reason, args.get("reason")),
        tier=int(tier) if tier in ("1", "2", "3") else None,
        client=args.get("client", "").strip()[:100],
        department=department if department in {row.name for row in policies.desk().departments} else "",
        status=_one_of(Status, args.get("status"), OPEN),
        channel=_one_of(Channel, args.get("channel")),
        clock=_one_of(Pressing, args.get("clock")),
        tag=args.get("tag", "").strip().lower()[:40],
        currency=_currency(args.get("currency", "")),
        at_least=_amount(args.get("amount", "")),
    )


def _one_of(kind: type[Choice], value: str | None, among: Iterable[Choice] | None = None) -> Choice | None:
    return next((choice for choice in among or kind if choice.value == value), None)


def _currency(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < MOST_MONEY else None
