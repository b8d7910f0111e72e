"""Letters, and workers that are killed while they send them."""

import os
import random
import signal
import time
from datetime import timedelta

from tqdm import tqdm

from benchmarks.faults import killing
from benchmarks.faults.scene import LONG, Row, Scene, scene
from support.correspondence import outbox
from support.correspondence.delivery import Away

BEHAVIOURS = ("fine", "later", "busy", "drop", "stall", "never")
ENOUGH_ROUNDS = 120
HALF_AN_HOUR = timedelta(minutes=30)


def send() -> int:
    """One round of a worker; a server that is away is its everyday business."""
    try:
        return outbox.deliver_due()
    except Away:
        return 0


def finish(at: Scene) -> None:
    """Healthy workers, one after the other, until nothing waits any more; a pause after many tries takes half a day."""
    before = at.waiting()
    for _ in range(ENOUGH_ROUNDS):
        if not before:
            return
        killing.do(send, ahead=at.ahead)
        left = at.waiting()
        at.ahead += LONG if left < before else HALF_AN_HOUR
        before = left


def killed_at_every_step(times: int) -> list[Row]:
    """One letter, one worker killed at its first, second, third… step, then healthy ones; for each kind of server."""
    with scene("steps") as at:
        steps = {what: _steps_of(at, what) for what in BEHAVIOURS}
        kills = 0
        for number in tqdm(range(times), desc="killed while sending", disable=None):
            what = BEHAVIOURS[number % len(BEHAVIOURS)]
            at.write(what)
            at.ahead += LONG
            kills += killing.do(send, at=1 + (number // len(BEHAVIOURS)) % steps[what], ahead=at.ahead).killed
            finish(at)
        lost, wrong, right, doubts = at.count()
        said = ", ".join(f"{what} {count}" for what, count in steps.items())
        note = f"doubled in the window that SMTP leaves open: {right}, of {doubts} deaths and silences inside it; steps: {said}"
        return [Row("worker killed at each step of sending", kills, lost, wrong, note)]


def _steps_of(at: Scene, what: str) -> int:
    """How many steps the first try takes."""
    at.write(what)
    at.ahead += LONG
    steps = killing.do(send, ahead=at.ahead).steps
    finish(at)
    return steps


def killed_in_the_window(times: int) -> list[Row]:
    """A server that takes the mail and hangs up before it says so: nobody can know, so it is offered again."""
    with scene("forgets") as at:
        for _ in range(times):
            at.write("forgets")
        finish(at)
        lost, wrong, right, doubts = at.count()
        return [
            Row("server takes the mail and never says so", times, lost, wrong, f"doubled: {right}, of {doubts} doubts")
        ]


def two_workers_killed_at_random(letters: int, seed: int) -> list[Row]:
    """Two workers at once, each killed from outside at any moment and started again, until all is sent."""
    chance, kills = random.Random(seed), 0
    with scene("two") as at:
        for _ in range(letters):
            at.write(chance.choice(("fine", "fine", "later", "busy")))
        for _ in range(400):
            if not at.waiting():
                break
            at.ahead += LONG
            pair = [killing.start(send, ahead=at.ahead) for _ in range(2)]
            time.sleep(chance.uniform(0.02, 0.4))
            for child, _said in pair:
                os.kill(child, signal.SIGKILL)
            kills += sum(killing.wait(*one).killed for one in pair)
        finish(at)
        lost, wrong, right, doubts = at.count()
        note = f"{letters} letters; doubled in the window: {right}, of {doubts} deaths inside it"
        return [Row("two workers at once, killed at random", kills, lost, wrong, note)]


def two_workers_in_peace(letters: int) -> list[Row]:
    with scene("pair") as at:
        for _ in range(letters):
            at.write()
        for one in [killing.start(send) for _ in range(2)]:
            killing.wait(*one)
        finish(at)
        lost, wrong, right, doubts = at.count()
        return [Row("two workers at once", letters, lost, wrong + right, f"doubts: {doubts}")]


def clock_jumps(times: int, seed: int) -> list[Row]:
    """Each worker starts with a clock up to three days ahead or behind, and half of them are killed."""
    chance = random.Random(seed)
    with scene("clock") as at:
        for _ in tqdm(range(times), desc="clock jumps", disable=None):
            at.write(chance.choice(("fine", "busy")))
            ahead = timedelta(minutes=chance.uniform(-3 * 24 * 60, 3 * 24 * 60))
            killing.do(send, at=chance.choice((None, chance.randrange(1, 60))), ahead=ahead)
        at.ahead = timedelta()
        finish(at)
        lost, wrong, right, doubts = at.count()
        return [
            Row(
                "clock jumps by up to 3 days, worker killed",
                times,
                lost,
                wrong,
                f"doubled in the window: {right} of {doubts}",
            )
        ]


def server_away_for_a_day(letters: int) -> list[Row]:
    """It is gone while letters are written all day, and comes back: all leave, each once, in the order of writing."""
    with scene("away") as at:
        at.server.stop()
        for _ in range(letters):
            at.write()
            at.ahead += timedelta(hours=24) / letters
            killing.do(send, ahead=at.ahead)
        at.server.start()
        finish(at)
        lost, wrong, right, _ = at.count()
        arrived = at.server.log.read_text().split()
        order = [letter.message_id for letter in at.letters()]
        note = "in the order of writing" if arrived == order else "OUT OF ORDER"
        return [Row("mail server gone for a day", letters, lost, wrong + right, note)]
