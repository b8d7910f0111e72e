"""`python -m benchmarks.faults`: faults tried and things lost. DATABASE_URL names an EMPTY PostgreSQL database, else SQLite."""

import os
import time
from collections.abc import Callable

import click

from benchmarks.faults import arriving, broker, full_disks, full_postgres, gone, halves, month, outages, sending
from benchmarks.faults.scene import Row


@click.command()
@click.option("--kills", default=1000, show_default=True, help="How often a worker is killed while it sends.")
@click.option("--seed", default=7, show_default=True, help="For what happens at random.")
@click.option(
    "--every", default=1, show_default=True, help="Verbs are killed at each so manyth step, and at all the last."
)
@click.option("--only", default="", help="Only the faults whose name contains this.")
@click.option("--of", default="", help="Only the verbs whose name contains this.")
def main(kills: int, seed: int, every: int, only: str, of: str) -> None:
    """Break things on purpose and count what was lost.

    \b
    Examples:
      python -m benchmarks.faults
      python -m benchmarks.faults --kills 60 --only killed
      DATABASE_URL=postgresql://me@127.0.0.1/empty python -m benchmarks.faults
    """
    where = os.environ.get("DATABASE_URL", "sqlite").split(":")[0]
    rows: list[Row] = []
    for name, faults in _faults(kills, seed, every, of).items():
        if only in name:
            start = time.monotonic()
            rows += faults()
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    print(f"\n| fault ({where}) | times | lost | doubled | |\n| --- | ---: | ---: | ---: | --- |")
    for row in rows:
        print(f"| {row.fault} | {row.times} | {row.lost} | {row.doubled} | {row.note} |")
    raise SystemExit(1 if any(row.lost or row.doubled for row in rows) else 0)


def _faults(kills: int, seed: int, every: int, of: str) -> dict[str, Callable[[], list[Row]]]:
    return {
        "killed at each step": lambda: sending.killed_at_every_step(kills),
        "server never says so": lambda: sending.killed_in_the_window(20),
        "two workers": lambda: sending.two_workers_in_peace(300),
        "two workers killed": lambda: sending.two_workers_killed_at_random(200, seed),
        "clock jumps": lambda: sending.clock_jumps(200, seed),
        "server away": lambda: sending.server_away_for_a_day(96),
        "verbs": lambda: halves.killed_between_any_two_steps(every, of),
        "asking others": lambda: halves.killed_and_done_again(every),
        "jobs": halves.jobs_killed,
        "timetable": lambda: month.jobs_killed_for_five_weeks(seed),
        "mails taken in": arriving.mails_killed,
        "documents imported": arriving.documents_killed,
        "disk full": halves.disk_full,
        "disk full at every write": gone.disk_full_at_every_page,
        "full disk under files": full_disks.files_without_room,
        "full disk under logs": full_disks.logs_without_room,
        "full disk under PostgreSQL": full_postgres.postgres_without_room,
        "database gone": gone.database_gone,
        "celery": lambda: broker.celery_workers_killed(20, seed),
        "database locked": outages.database_locked,
        "worker away": outages.worker_away_for_ten_days,
    }


if __name__ == "__main__":
    main()
