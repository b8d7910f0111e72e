"""Five weeks of a company twice: once in peace, and once with every job of the timetable killed before each of its runs.

Both must come to the same rows, day by day: what a killed job has left undone, its next run does, and nothing is done twice.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from tqdm import tqdm

from benchmarks.faults import killing
from benchmarks.faults.halves import Counts, counts, fresh
from benchmarks.faults.scene import LONG, Row, Scene, scene
from benchmarks.faults.sending import finish
from benchmarks.faults.verbs import dispute, remedy
from support import timetable
from support.accounts.absences import enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import services as conversations
from support.correspondence import preferences
from support.correspondence.inbound.services import take_in
from support.correspondence.models import Detail, Format, LetterStatus, OutgoingLetter, Rhythm
from support.correspondence.unasked_letters import write_digests
from support.disputes import services
from support.disputes.reasons import RemedyKind
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.prevention import incidents, tasks
from support.prevention.incident_models import Incident, IncidentStatus
from tests import factories
from tests.letters.conftest import Story

DAYS = (0, 1, 4, 8, 15, 29)
KILLS = 3
"""How often a job is killed on each day on which it has something to do."""
LETTERS_SENT = (LetterStatus.SENT, LetterStatus.GIVEN_UP, LetterStatus.HELD)
Letters = Counter[tuple[str, str, str]]
"""Each letter as its reader tells it from others: kind, reader, subject."""


@dataclass
class Life:
    """What stood at the end of each day, how many steps each job took on it, and which jobs changed anything."""

    days: dict[int, Counts] = field(default_factory=dict)
    steps: dict[tuple[int, str], int] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    letters: Letters = field(default_factory=Counter)
    kills: int = 0


def jobs_killed_for_five_weeks(seed: int) -> list[Row]:
    """Each life has a database and a mail server of its own; in the second every worker dies at steps that are drawn."""
    with scene("peace") as at:
        peace = _lived(at, None, {})
        rows = [_row(at, "five weeks of the timetable in peace", len(peace.steps), [])]
    with scene("month") as at:
        killed = _lived(at, random.Random(seed), peace.steps)
        wrong = [f"day {day}: {_differ(peace.days[day], killed.days[day])}" for day in DAYS]
        wrong = [line for line in wrong if not line.endswith(": ")]
        wrong += [f"{sign}{times} {name}" for sign, name, times in _other_letters(peace.letters, killed.letters)]
        rows.append(_row(at, "every job of the timetable killed, and run again", killed.kills, wrong))
    print("nothing to do for:", ", ".join(sorted({job.name for job in timetable.TIMETABLE} - peace.busy)), flush=True)
    return rows


def _row(at: Scene, what: str, times: int, wrong: list[str]) -> Row:
    """What is in a daily letter has arrived with it; only what the server took is counted as arrived."""
    _, doubled, right, _ = at.count()
    taken, letters = at.server.taken(), at.letters()
    digests = (letter.text for letter in letters if letter.kind == "digest" and taken[letter.message_id])
    daily = " ".join(word for text in digests for word in text.split())
    lost = [f"{letter.status.value} {letter.key}" for letter in letters if not _arrived(letter, taken, daily)]
    held = [letter.last_error for letter in letters if letter.status is LetterStatus.HELD]
    note = f"{len(letters)} letters; {right} doubled in the window; {len(held)} held for somebody"
    return Row(what, times, len(lost) + len(wrong), doubled, "; ".join([note, *lost, *wrong]))


def _arrived(letter: OutgoingLetter, taken: Counter[str], daily: str) -> bool:
    if letter.status is LetterStatus.IN_DIGEST:
        return " ".join(letter.subject.split()) in daily
    if letter.status is LetterStatus.SENT:
        return taken[letter.message_id] > 0
    return letter.status in LETTERS_SENT


def _other_letters(one: Letters, other: Letters) -> list[tuple[str, str, int]]:
    """What only one of the lives wrote."""
    pairs = (("missing: ", one - other), ("too many: ", other - one))
    return [(sign, "/".join(name), times) for sign, more in pairs for name, times in sorted(more.items())]


def _differ(peace: Counts, killed: Counts) -> str:
    names = sorted({*peace, *killed})
    return ", ".join(
        f"{name} {peace.get(name)}/{killed.get(name)}" for name in names if peace.get(name) != killed.get(name)
    )


def _lived(at: Scene, dice: random.Random | None, steps: dict[tuple[int, str], int]) -> Life:
    _company(at)
    life = Life()
    for day in tqdm(DAYS, desc="days", disable=None):
        at.ahead = timedelta(days=day)
        for job in timetable.TIMETABLE:
            if dice is not None:
                life.kills += _killed(at, job, dice, steps.get((day, job.name), 0))
            before = counts() if dice is None else {}
            done = killing.do(job.run, ahead=at.ahead).steps
            changed = bool(before) and counts() != before
            life.busy |= {job.name} if changed else set()
            if changed or job.name == "outbox" or day == DAYS[0]:
                life.steps[day, job.name] = done
        _people_act(day, at)
        life.days[day] = _standing()
    _to_the_end(at)
    life.letters = Counter((letter.kind, letter.to_name, letter.subject) for letter in at.letters())
    return life


def _killed(at: Scene, job: timetable.Job, dice: random.Random, most: int) -> int:
    """How often it died; a letter that it held is anybody's some minutes later."""
    kills = 0
    for _ in range(KILLS if most > 1 else 0):
        kills += killing.do(job.run, at=dice.randint(1, most), ahead=at.ahead).killed
        at.ahead += LONG if job.name == "outbox" else timedelta()
    return kills


def _to_the_end(at: Scene) -> None:
    """What is collected for the daily letter leaves with it on the next day."""
    at.ahead += timedelta(days=1)
    killing.do(write_digests, ahead=at.ahead)
    finish(at)


def _people_act(day: int, at: Scene) -> None:
    """What waits for a person: an incident is confirmed, its credits looked at and released; a chat is taken over."""
    clock.read_from(killing.clock_ahead(at.ahead))
    grace, ana = (
        db.session.scalars(select(Person).where(Person.name == name)).one() for name in ("Grace Adeyemi", "Ana Ruiz")
    )
    for incident in db.session.scalars(select(Incident)).all():
        if incident.status is IncidentStatus.NOTICED:
            incidents.confirm(incident, explanation="A wrong price list was read in.", by=grace)
        elif incident.status is IncidentStatus.CONFIRMED and day >= 2:
            incidents.prepare_credits(incident, by=ana)
            for error in incidents.errors_of(incident, sampled=True):
                incidents.judge(error, right=True, by=grace)
            incidents.release(incident, by=grace)
    clock.read_from(killing.clock_ahead())


def _standing() -> Counts:
    """Rows of every table, without what is counted by the run and not by what happened."""
    db.session.remove()
    return {name: number for name, number in counts().items() if name not in ("job_runs",)}


def _company(at: Scene) -> None:
    """One client with much to do: disputes in every hand, offers, plans, chats, mails, prices to come, errors to find."""
    clock.read_from(killing.clock_ahead())
    at.empty()
    factories.number_from(1)  # so that both lives have the same bills
    story = Story()
    for prepare in (_disputes, _papers, _people, _chats):
        prepare(fresh(story))
        db.session.commit()
    db.session.remove()


def _another(story: Story, number: str) -> None:
    story.invoice = factories.make_invoice(
        story.harbour,
        [{"name": f"Delivery {n}", "unit_price": "120"} for n in range(3)],
        number=number,
        issued_on=date(2026, 3, 10),
        due_on=date(2026, 4, 9),
    )


def _disputes(story: Story) -> None:
    story.resolved()
    first = story.invoice
    _another(story, "INV-2026-0101")
    story.offered()
    _another(story, "INV-2026-0102")
    plan = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": clock.today() + timedelta(days=5)}
    services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **plan)
    services.accept_offer(remedy(), by=story.maria)
    _another(story, "INV-2026-0103")
    story.taken()
    _another(story, "INV-2026-0104")
    story.investigated()
    services.resolve_with_correction(
        dispute(),
        kind=RemedyKind.CREDIT,
        amounts={story.invoice.lines[2].id: Money.of("120", "EUR")},
        explanation="One delivery was billed twice.",
        by=story.ana,
    )
    _another(story, "INV-2026-0105")
    story.opened()
    story.invoice = first


def _papers(story: Story) -> None:
    contract = factories.make_contract(story.harbour, number="AGR-0007")
    factories.make_price(contract, valid_to=date(2026, 4, 19))
    factories.make_price(contract, unit_price=Decimal(120), valid_from=date(2026, 4, 20))
    for number in range(3):
        client = factories.make_organisation(ref=f"CL-9{number}")
        factories.make_person(Role.CLIENT, organisation=client)
        factories.make_price(factories.make_contract(client), version="2025")
        factories.make_invoice(client, [{"unit_price": "140"}], issued_on=date(2026, 3, 3), due_on=date(2026, 3, 26))
    tasks.plan("Check the price lists", due_on=date(2026, 3, 18), owner=story.ana, by=story.grace)


def _people(story: Story) -> None:
    preferences.choose(form=Format.HTML, detail=Detail.FULL, rhythm=Rhythm.DAILY, reminders=True, by=story.maria)
    factories.make_person(Role.AGENT, name="Ben Okafor")
    enter_absence(story.ana, starts_on=date(2026, 3, 24), ends_on=date(2026, 3, 27), by=story.grace)


def _chats(story: Story) -> None:
    waiting = conversations.open_conversation(story.maria)
    conversations.hand_over(waiting, "client asked")
    conversations.reply(waiting, text="I am looking into it.", by=story.ana)
    take_in(
        b"From: Maria Santos <maria.santos@harbour-cafe.example>\r\nSubject: A word\r\n\r\nHello.\r\n", source="lmtp"
    )
