"""Makes up a ledger with known errors, audits it, and prints what each rule found of them and how fast. Nothing is kept.

python -m benchmarks.audit --clients 200 --months 14 --seed 1 --runs 6
python -m benchmarks.audit --lines 1000000
"""

import argparse
import json
import resource
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.__main__ import _desk
from benchmarks.audit.labelled import Ledger, audited, seeded
from benchmarks.audit.multiplying import large
from benchmarks.audit.scoring import Score, score, summed


@dataclass
class Run:
    """took: seconds of the audit. unsure: the share of answers that could not be given."""

    seed: int
    ledger: Ledger
    scores: list[Score]
    took: float
    unsure: float


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.audit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1, help="as many ledgers, each with the next seed, scored together")
    parser.add_argument("--lines", type=int, default=0, help="only how fast: a ledger of so many lines, audited once")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    wanted = parser.parse_args()
    if wanted.clients < 1 or wanted.months < 12:
        parser.error("at least one client and twelve months")
    if wanted.lines:
        with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)):
            print(json.dumps(large(wanted.lines, wanted.months, wanted.seed), indent=2))
        return
    seeds = range(wanted.seed, wanted.seed + wanted.runs)
    report = together([run(wanted.clients, wanted.months, seed) for seed in seeds])
    print(json.dumps(report, indent=2) if wanted.json else table(report))


def run(clients: int, months: int, seed: int) -> Run:
    """One ledger in a database of its own."""
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)):
        ledger = seeded(clients, months, seed)
        started = perf_counter()
        found, unsure = audited()
        return Run(seed, ledger, score(ledger.labels, found), perf_counter() - started, unsure)


def together(runs: list[Run]) -> dict[str, Any]:
    lines, took = sum(one.ledger.lines for one in runs), sum(one.took for one in runs)
    traps = sum((one.ledger.traps for one in runs), start=Counter[str]())
    return {
        "seeds": ", ".join(str(one.seed) for one in runs),
        "lines": lines,
        "errors": sum(len(one.ledger.labels) for one in runs),
        "traps": dict(sorted(traps.items())),
        "audited_s": round(took, 1),
        "lines_per_s": round(lines / took),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "not_checkable_share": round(sum(one.unsure for one in runs) / len(runs), 3),
        "rules": [one.as_dict() for one in summed(one.scores for one in runs)],
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
