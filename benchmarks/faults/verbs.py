"""Every verb of a dispute's life, with what has to happen before it; and what the worker does by itself."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import CheckKind, OverrideKind, RemedyKind, RootCause
from support.extensions import db
from support.feedback import services as feedback
from support.kernel import clock
from support.kernel.money import Money
from support.sla import services as sla
from tests import factories
from tests.letters.conftest import Story

Prepare = Callable[[Story], object]


def dispute() -> Dispute:
    return db.session.scalars(select(Dispute).order_by(Dispute.id.desc()).limit(1)).one()


def remedy() -> Remedy:
    return db.session.scalars(select(Remedy).order_by(Remedy.id.desc()).limit(1)).one()


def nothing(_story: Story) -> None:
    """It begins with this verb."""


def _asked(story: Story) -> None:
    services.ask_client(story.taken(), question="Which of your sites?", by=story.ana)


def _refunded(story: Story) -> None:
    factories.make_payment(story.invoice)
    story.resolved(story.sofia, kind=RemedyKind.REFUND)


def _paid_and_credited(story: Story) -> None:
    """So nothing of the credit has been used."""
    factories.make_payment(story.invoice)
    story.resolved()


def _two(story: Story) -> None:
    story.taken()
    story.opened(lines=[story.invoice.lines[1]], statement="And this one is wrong too.")


def _merge(story: Story) -> None:
    older, newer = db.session.scalars(select(Dispute).order_by(Dispute.id.desc()).limit(2)).all()[::-1]
    services.merge(newer, into=older, by=story.ana)


def _check(story: Story) -> None:
    found = {"finding": "Two lines rest on one delivery.", "evidence": "DLV-00311", "passed": False}
    services.record_check(dispute(), kind=CheckKind.BILLING, by=story.ana, **found)


def _settle(story: Story) -> None:
    words = "We could have told you about the second delivery."
    services.offer_settlement(
        dispute(), kind=RemedyKind.GOODWILL, amount=Money.of("40", "EUR"), words=words, by=story.ana
    )


def _correct(story: Story) -> None:
    _credit(story, story.sofia)


def _correct_too_much(story: Story) -> None:
    """More than an agent may give alone."""
    _credit(story, story.ana)


def _credit(story: Story, by: Person) -> None:
    services.resolve_with_correction(
        dispute(),
        kind=RemedyKind.CREDIT,
        amounts={story.invoice.lines[2].id: Money.of("120", "EUR")},
        explanation="One delivery was billed twice, because its record was imported a second time.",
        by=by,
    )


def _refuse(story: Story) -> None:
    services.resolve_not_upheld(dispute(), explanation="Both deliveries were made, one to each site.", by=story.ana)


def _counter(story: Story) -> None:
    services.counter_offer(remedy(), amount=Money.of("60", "EUR"), words="It cost us a morning.", by=story.maria)


def _statement(story: Story) -> None:
    services.add_statement(dispute(), words="Here is the delivery note.", by=story.maria)


def _document(story: Story) -> None:
    services.attach_document(dispute(), kind="record", ref="DLV-00311", title="Delivery note", by=story.ana)


def _merged(story: Story) -> None:
    _two(story)
    _merge(story)


def _countered(story: Story) -> None:
    story.offered()
    _counter(story)


def _planned(story: Story) -> None:
    plan = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": clock.today() + timedelta(days=5)}
    services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **plan)


def _with_sales(story: Story) -> None:
    factories.make_person(Role.AGENT, name="Otto Lehmann", department="sales")
    story.taken()


def _under(profile: str) -> Prepare:
    """Taken, under the rules of `profile`."""

    def prepare(story: Story) -> None:
        story.harbour.policy_profile = profile
        db.session.commit()
        story.taken()

    return prepare


def _delay(story: Story) -> None:
    services.tell_delay(dispute(), why="We wait for them.", until=clock.today() + timedelta(days=9), by=story.ana)


def _credit_for_now(story: Story) -> None:
    services.credit_for_now(dispute(), amount=Money.of("10", "EUR"), on=clock.today(), by=story.ana)


def _link(story: Story) -> None:
    older, newer = db.session.scalars(select(Dispute).order_by(Dispute.id.desc()).limit(2)).all()[::-1]
    services.link(newer, older, by=story.ana)


def _linked(story: Story) -> None:
    _two(story)
    _link(story)


def _unlink(story: Story) -> None:
    older, newer = db.session.scalars(select(Dispute).order_by(Dispute.id.desc()).limit(2)).all()[::-1]
    services.unlink(newer, older, by=story.ana)


def _credited_for_now(story: Story) -> None:
    _under("us_reg_e")(story)
    _credit_for_now(story)


VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "open a dispute": (nothing, lambda s: s.opened()),
    "take": (Story.opened, lambda s: services.take(dispute(), by=s.ana)),
    "assign": (Story.opened, lambda s: services.assign(dispute(), to=s.sofia, by=s.grace)),
    "ask the client": (Story.taken, lambda s: services.ask_client(dispute(), question="Which site?", by=s.ana)),
    "the client answers": (_asked, lambda s: services.client_answers(dispute(), words="Quay.", by=s.maria)),
    "go on without an answer": (_asked, lambda s: services.resume(dispute(), why="A week has passed.", by=s.ana)),
    "add a statement": (Story.taken, _statement),
    "share progress": (Story.taken, lambda s: services.share_progress(dispute(), words="We asked them.", by=s.ana)),
    "add a note": (Story.taken, lambda s: services.add_note(dispute(), words="To be looked at.", by=s.ana)),
    "record a check": (Story.taken, _check),
    "record the cause": (
        Story.taken,
        lambda s: services.record_cause(dispute(), root_cause=RootCause.DATA_ENTRY, by=s.ana),
    ),
    "attach a document": (Story.taken, _document),
    "record a fact": (Story.taken, lambda s: services.record_fact(dispute(), name="urgent", by=s.ana)),
    "escalate": (Story.taken, lambda s: services.escalate(dispute(), why="Somebody more senior.", by=s.maria)),
    "withdraw": (Story.taken, lambda s: services.withdraw(dispute(), why="My mistake.", by=s.maria)),
    "correct": (lambda s: s.investigated(s.sofia), _correct),
    "ask for approval": (Story.investigated, _correct_too_much),
    "approve": (lambda s: s.resolved(s.ana), lambda s: services.approve(remedy(), words="", by=s.grace)),
    "send back": (lambda s: s.resolved(s.ana), lambda s: services.send_back(remedy(), words="A note.", by=s.grace)),
    "refuse": (lambda s: s.investigated(passed=True), _refuse),
    "offer": (Story.investigated, _settle),
    "accept": (Story.offered, lambda s: services.accept_offer(remedy(), by=s.maria)),
    "decline": (Story.offered, lambda s: services.decline_offer(remedy(), words="Too little.", by=s.maria)),
    "counter-offer": (Story.offered, _counter),
    "reject the decision": (
        Story.not_upheld,
        lambda s: services.reject_outcome(dispute(), words="I do not agree.", by=s.maria),
    ),
    "reopen": (Story.not_upheld, lambda s: services.reopen(dispute(), why="New evidence.", by=s.maria)),
    "close": (Story.resolved, lambda s: services.close(dispute(), satisfied=True, by=None)),
    "take a credit back": (
        _paid_and_credited,
        lambda s: services.void_credit(remedy(), why="It was credited twice.", by=s.grace),
    ),
    "pay a refund": (
        _refunded,
        lambda s: services.record_refund(remedy(), reference="PAY-1", paid_on=clock.today(), by=s.grace),
    ),
    "merge": (_two, _merge),
    "unmerge": (_merged, lambda s: services.unmerge(dispute(), why="Two matters.", by=s.ana)),
    "link": (_two, _link),
    "hand over": (_with_sales, lambda s: services.hand_over(dispute(), to="sales", why="A price.", by=s.ana)),
    "refuse a counter-offer": (_countered, lambda s: services.refuse_counter(remedy(), words="No.", by=s.ana)),
    "agree to a plan": (_planned, lambda s: services.accept_offer(remedy(), by=s.maria)),
    "tell a delay": (_under("uk_fca_disp"), _delay),
    "say the last word": (Story.not_upheld, lambda s: services.tell_recourse(dispute(), words="No.", by=s.grace)),
    "credit until the decision": (_under("us_reg_e"), _credit_for_now),
    "end the credit until the decision": (
        _credited_for_now,
        lambda s: services.end_credit_for_now(
            dispute(), on=clock.today() + timedelta(days=9), why="They signed.", by=s.ana
        ),
    ),
    "withdraw with a credit until the decision": (
        _credited_for_now,
        lambda s: services.withdraw(dispute(), why="My mistake.", by=s.maria),
    ),
    "verify a line": (
        Story.taken,
        lambda s: services.verify_line(dispute(), dispute().lines[0], Money.of("60", "EUR"), by=s.ana),
    ),
    "recall a proposal": (lambda s: s.resolved(s.ana), lambda s: services.recall_proposal(remedy(), by=s.ana)),
    "flag what suffers": (Story.taken, lambda s: services.flag_service_impact(dispute(), why="No beans.", by=s.ana)),
    "set aside a rule": (
        Story.taken,
        lambda s: services.override(dispute(), rule=OverrideKind.OTHER, why="In their favour.", by=s.grace),
    ),
    "unlink": (_linked, _unlink),
    "grant a counter-offer": (_countered, lambda s: services.grant_counter(remedy(), words="As you wish.", by=s.ana)),
}
JOBS: dict[str, tuple[Prepare, Callable[[], object], timedelta]] = {
    "follow-ups": (Story.resolved, feedback.send_due_follow_ups, timedelta(days=8)),
    "deadlines": (Story.opened, sla.sweep, timedelta(days=2)),
    "offers that end": (Story.offered, lambda: services.expire_offer(remedy()), timedelta(days=15)),
}
"""What the worker does by itself, and how long after the preparation it is due."""
