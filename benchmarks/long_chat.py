"""`python -m benchmarks.long_chat [--messages N] [--of N]`: one conversation that goes on and on, and what each message costs.

The four programs run with a trained assistant on a demo company of their own. Printed for every `--of` messages: how long
an answer took by the clock, how much processor time Rasa spent on one, and how many sessions the conversation had by then.
"""

import argparse
import itertools
import os
import sqlite3
import statistics
import tempfile
from pathlib import Path

from support.cli.chat import Browser, Talk
from tests.browser.programs import Programs, running

MARIA = "maria.santos@harbour-cafe.example"
SAID = (
    "what do I owe?",
    "why was my last bill so high?",
    "what is line 3 on it?",
    "no",
    "how long does a dispute take?",
)


def rasa_of(desk: Programs) -> int:
    """The process that does Rasa's work."""
    ours = f"REDRESS_INSTANCE={desk.settings['REDRESS_INSTANCE']}\0".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if words[-3:-1] == [b"rasa", b"--once"] and ours in (entry / "environ").read_bytes() + b"\0":
                return int(entry.name)
        except OSError:
            continue
    raise SystemExit("Rasa does not run.")


def spent(pid: int) -> float:
    """Processor time of a process so far, in milliseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def sessions(desk: Programs) -> int:
    """How many names the assistant has known conversations by."""
    with sqlite3.connect(Path(desk.settings["REDRESS_INSTANCE"]) / "redress.db") as database:
        return int(database.execute("select count(*) from bot_sessions").fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--of", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), RATELIMIT_ENABLED="0") as desk:
        link = desk.flask("demo", "sign-in", MARIA).splitlines()[-1]
        talk, rasa = Talk(Browser(desk.address, link.rpartition("/")[2]), "new"), rasa_of(desk)
        words = itertools.cycle(SAID)
        for first in range(0, asked.messages, asked.of):
            begun, times = spent(rasa), []
            for _ in range(asked.of):
                times.append(talk.turn(next(words))["ms"])
            cost = (spent(rasa) - begun) / asked.of
            print(
                f"{first + 1:>4} to {first + asked.of:<4} clock p50 {statistics.median(times):6.0f} ms, worst {max(times):6.0f} ms;"
                f" Rasa {cost:5.0f} ms of processor time each; sessions {sessions(desk)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
