"""For each job of the timetable something that it has to do, and what it comes to when nobody ran it for a day too long."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import current_app

from benchmarks.faults.office_verbs import new_price, too_high
from support.accounts.roles import Role
from support.billing.agreements import Terms
from support.conversations import services as conversations
from support.conversations import transcript
from support.conversations.gateway import BotReply, use_gateway
from support.conversations.models import Author, Delivery
from support.correspondence import preferences
from support.correspondence.inbound.services import keep
from support.correspondence.models import Detail, Format, Rhythm
from support.disputes import attending, services
from support.extensions import db
from support.kernel import clock, once
from support.kernel.money import Money
from support.kernel.transaction import transaction
from support.knowledge import services as knowledge
from support.prevention import drafts, incidents, reviewing, tasks
from support.prevention.incident_models import Incident
from support.prevention.models import Draft
from support.prevention.noticing import notice_patterns
from tests import factories
from tests.billing.files import BUYER, document, written
from tests.letters.conftest import Story


@dataclass(frozen=True)
class Work:
    """`due_in` days after `prepare` the job has `done` things to do, and writes `letters` of a kind.

    `again`: what it says that it has done when it runs once more, though nothing is left to do.
    """

    prepare: Callable[[Story], object]
    due_in: float
    done: int
    letters: tuple[str, int] = ("", 0)
    again: int = 0


def _nothing(_story: Story) -> None:
    """There is no mailbox, no chance to be wrong, nothing to learn from: the job says so and goes on."""


class _Assistant:
    def answer(self, session: str, text: str) -> list[BotReply]:
        return [BotReply("I see.")]


def _asked(story: Story) -> None:
    use_gateway(current_app._get_current_object(), _Assistant())  # type: ignore[attr-defined]  # the proxy's own way
    conversation = conversations.open_conversation(story.maria)
    with transaction():
        transcript.add(conversation, Author.CLIENT, "Twice?", person=story.maria, delivery=Delivery.STORED)


def _waiting(story: Story) -> None:
    _asked(story)
    conversations.hand_over(conversations.open_conversation(story.maria), "client asked")


def _ana_left_a_chat(story: Story) -> None:
    _waiting(story)
    conversations.take_over(conversations.open_conversation(story.maria), by=story.ana)
    _ana_leaves(story)


def _ana_left_a_dispute(story: Story) -> None:
    factories.make_person(Role.AGENT, name="Ben Okafor")
    story.taken()
    _ana_leaves(story)


def _ana_leaves(story: Story) -> None:
    story.ana.active = False
    db.session.commit()


def _unowned(story: Story) -> None:
    story.opened().owner = None
    db.session.commit()


def _another_manager(story: Story) -> None:
    story.resolved(story.ana)
    factories.make_person(Role.MANAGER, name="Nora Keane")


def _ran_out(story: Story) -> None:
    services.expire_offer(story.offered(), by=story.grace)


def _plan(story: Story) -> None:
    plan = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": clock.today() + timedelta(days=9)}
    remedy = services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **plan)
    services.accept_offer(remedy, by=story.maria)


def _once_a_day(story: Story) -> None:
    preferences.choose(form=Format.HTML, detail=Detail.FULL, rhythm=Rhythm.DAILY, reminders=True, by=story.maria)
    services.share_progress(story.taken(), words="We asked the driver.", by=story.ana)


def _visited(story: Story) -> None:
    attending.attend(story.taken(), story.ana, typing=True)


def _sent_a_form(story: Story) -> None:
    once.offer("a form")
    story.opened()


def _to_go_out(story: Story) -> None:
    story.harbour.tax_id = BUYER.tax_id
    db.session.commit()
    made = document(issued_on=date(2026, 3, 18))
    drafts.prepare(written(made), f"{made.number}.xml", by=story.ana)
    reviewing.approve(db.session.query(Draft).one(), by=story.sofia, words="I have looked at it.")


def _confirmed(story: Story) -> None:
    too_high(story)
    notice_patterns()
    incidents.confirm(db.session.query(Incident).one(), explanation="A wrong price list was read in.", by=story.grace)


def _released(story: Story) -> None:
    _confirmed(story)
    incident = incidents.prepare_credits(db.session.query(Incident).one(), by=story.ana)
    for error in incidents.errors_of(incident, sampled=True):
        incidents.judge(error, right=True, by=story.sofia)
    incidents.release(incident, by=story.grace)


def _agreement(story: Story) -> None:
    contract = factories.make_contract(story.harbour)
    db.session.add(Terms(contract_id=contract.id, review_on=clock.today() + timedelta(days=20)))
    db.session.commit()


def _task(story: Story) -> None:
    tasks.plan("Call them", due_on=clock.today() + timedelta(days=1), owner=story.ana, by=story.grace)


def _new_client(story: Story) -> None:
    for article in knowledge.begin_from_drafts(by=story.grace):
        knowledge.publish(article, by=story.grace)
    factories.make_price(factories.make_contract(story.harbour), unit_price=Decimal("18.50"))


MAIL = b"From: Maria Santos <maria.santos@harbour-cafe.example>\r\nSubject: A word\r\n\r\nHello.\r\n"
WORK = {
    "outbox": Work(Story.opened, 0, done=1),
    "chats left unanswered": Work(_asked, 0, done=1),
    "mailbox": Work(_nothing, 0, done=0),
    "mail not handled yet": Work(lambda _: keep(MAIL, source="lmtp"), 0, done=1),
    "promises in the chat": Work(_waiting, 0, done=1, letters=("chat_waits", 1)),
    "disputes without an owner": Work(_unowned, 0, done=1),
    "disputes of the absent": Work(_ana_left_a_dispute, 0, done=1),
    "chats of the absent": Work(_ana_left_a_chat, 0, done=1),
    "approvals without an approver": Work(_another_manager, 0, done=0, letters=("approval_requested", 2)),
    "offers without an answer": Work(Story.offered, 7, done=1, letters=("offer_reminder", 1)),
    "offers that end": Work(Story.offered, 14, done=1, letters=("offer_expired", 1)),
    "proposals left unanswered": Work(_ran_out, 21, done=1, letters=("closing_announced", 1)),
    "instalments that become due": Work(_plan, 4, done=1, letters=("instalment_due", 1)),
    "updates without news": Work(Story.taken, 21, done=1, letters=("update_without_news", 1)),
    "invoices that become due": Work(_nothing, 14, done=1, letters=("invoice_due_soon", 1)),
    "daily letters": Work(_once_a_day, 0, done=1, letters=("digest", 1)),
    "follow-ups": Work(Story.resolved, 7, done=1, letters=("follow_up", 1)),
    "deadlines": Work(Story.opened, 4, done=2, letters=("deadline_missed", 4)),
    "visits of yesterday": Work(_visited, 1, done=1),
    "forms sent long ago": Work(_sent_a_form, 7, done=1),
    "sizes of tables": Work(too_high, 0, done=0),
    "audit": Work(too_high, 0, done=7, again=7),
    "drafts that go out": Work(_to_go_out, 2, done=1, letters=("invoice_issued", 1)),
    "patterns of errors": Work(too_high, 0, done=1, letters=("incident_noticed", 1)),
    "letters of incidents": Work(_confirmed, 0, done=6, letters=("incident_notice", 6)),
    "credits of incidents": Work(_released, 0, done=6, letters=("incident_credit", 6)),
    "tasks that come due": Work(_agreement, 10, done=1),
    "prices to announce": Work(new_price, 9, done=1, letters=("price_notice", 1)),
    "reminders of tasks": Work(_task, 1, done=1, letters=("tasks_due", 1)),
    "clients to be told how billing works": Work(_new_client, 0, done=1, letters=("welcome", 1)),
    "how we decide": Work(_nothing, 0, done=0),
    "calibration": Work(_nothing, 0, done=0),
}
