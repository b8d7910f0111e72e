"""The hash chain of a dispute's history, pure: what a digest covers, and what is wrong with a chain."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from support.kernel.sayings import Saying

FIRST = "0" * 64
"""What the first entry stands on."""


class Entry(Protocol):
    """What the chain knows of an entry; the rows of the table fit."""

    seq: Any
    action: Any
    before: Any
    after: Any
    tier: Any
    by_id: Any
    at: Any
    facts: Any
    for_client: Any
    previous_digest: Any
    digest: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """`seq` is the place in the chain, 0 for the dispute as a whole."""

    reference: str
    seq: int
    what: str


def digest_of(reference: str, entry: Entry) -> str:
    """SHA-256 over everything the entry says, the dispute it belongs to and the digest before it."""
    said = [
        reference,
        entry.seq,
        entry.action,
        entry.before or "",
        entry.after,
        entry.tier,
        entry.by_id,
        _moment(entry.at),
        plain(entry.facts),
        bool(entry.for_client),
        entry.previous_digest,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them: what is written and what is read again give the same digest."""
    kept: dict[str, Any] = json.loads(json.dumps(facts, default=str, sort_keys=True))
    return kept


def as_kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As `plain`, with its sayings: they are said to each reader in their language, and stand for their English here."""
    return {str(name): _as_kept(facts[name]) for name in sorted(facts)}


def _as_kept(fact: Any) -> Any:
    if isinstance(fact, Saying):
        return fact
    if isinstance(fact, Mapping):
        return as_kept(fact)
    if isinstance(fact, list | tuple):
        return [_as_kept(one) for one in fact]
    return json.loads(json.dumps(fact, default=str))


def faults_of(
    reference: str, entries: Sequence[Entry], *, length: int, head: str, status: str, tier: int
) -> list[Fault]:
    """What is wrong with a dispute's chain: entries changed, removed, added or reordered, or a row changed behind it.

    `length` and `head` are what the dispute itself says of its chain, `status` and `tier` what it says it is.
    """
    faults: list[Fault] = []
    previous = FIRST
    for place, entry in enumerate(sorted(entries, key=lambda entry: int(entry.seq)), start=1):
        faults += [Fault(reference, place, what) for what in _faults_at(reference, place, entry, previous)]
        previous = entry.digest
    if len(entries) != length:
        faults.append(Fault(reference, 0, f"the history has {len(entries)} entries, and {length} were written"))
    elif previous != head:
        faults.append(Fault(reference, 0, "the history does not end with the entry that was written last"))
    if entries:
        last = max(entries, key=lambda entry: int(entry.seq))
        if (last.after, last.tier) != (status, tier):
            what = f"it is “{status}” in tier {tier}, and its history ends with “{last.after}” in tier {last.tier}"
            faults.append(Fault(reference, 0, what))
    return faults


def _faults_at(reference: str, place: int, entry: Entry, previous: str) -> list[str]:
    found = []
    if entry.seq != place:
        found.append(f"entry {place} is missing: the next one is {entry.seq}")
    if entry.previous_digest != previous:
        found.append("does not follow the entry before it: one was removed, put in or moved")
    if entry.digest != digest_of(reference, entry):
        found.append("was changed after it was written")
    return found
