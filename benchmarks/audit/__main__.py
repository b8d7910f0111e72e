"""Makes up a ledger with known errors, audits it, and prints what each rule found of them and how fast. Nothing is kept.

python -m benchmarks.audit --clients 200 --months 14 --seed 1
python -m benchmarks.audit --clients 2000 --months 14 --honest --speed
"""

import argparse
import json
import resource
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.__main__ import _desk
from benchmarks.audit.labelled import audited, seeded
from benchmarks.audit.scoring import score


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.audit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    wanted = parser.parse_args()
    if wanted.clients < 1 or wanted.months < 12:
        parser.error("at least one client and twelve months")
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)):
        report = run(wanted.clients, wanted.months, wanted.seed)
    print(json.dumps(report, indent=2) if wanted.json else table(report))


def run(clients: int, months: int, seed: int) -> dict[str, Any]:
    started = perf_counter()
    ledger = seeded(clients, months, seed)
    before, seeding = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, perf_counter() - started
    started = perf_counter()
    found, unsure = audited()
    took = perf_counter() - started
    return {
        "clients": clients,
        "months": months,
        "seed": seed,
        "lines": ledger.lines,
        "errors": len(ledger.labels),
        "traps": dict(sorted(ledger.traps.items())),
        "seeded_s": round(seeding, 1),
        "audited_s": round(took, 1),
        "lines_per_s": round(ledger.lines / took),
        "memory_before_mb": before,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "not_checkable_share": round(unsure, 3),
        "rules": [one.as_dict() for one in score(ledger.labels, found)],
    }


def table(report: dict[str, Any]) -> str:
    said = [", ".join(f"{name} {value}" for name, value in report.items() if name not in ("rules", "traps"))]
    said.append("traps: " + ", ".join(f"{name} {count}" for name, count in report["traps"].items()))
    said.append(f"{'':5}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    for row in report["rules"]:
        bar = "" if row["passes"] else "   below the bar"
        said.append(
            f"{row['rule']:5}{row['right']:7}{row['wrong']:7}{row['missed']:8}{row['precision']:11.4f}{row['recall']:8.4f}{bar}"
        )
        said += [f"        {one}" for one in row["examples"]]
    return "\n".join(said)


if __name__ == "__main__":
    main()
