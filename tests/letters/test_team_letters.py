"""Letters about who does what, and the hours in which letters reach the staff."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from support.accounts.absences import enter_absence
from support.accounts.roles import Role
from support.conversations import queries as chats
from support.conversations import services as conversations
from support.correspondence.models import OutgoingLetter
from support.correspondence.outbox import deliver_due
from support.disputes import services
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import record, transaction
from support.sla.events import DeadlineNear
from tests import factories
from tests.letters.conftest import Story, letters

Snapshot = Callable[..., OutgoingLetter]
EVENING = "2026-03-16T22:00+00:00"
MORNING = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def _leaves(kind: str) -> datetime:
    return letters(kind)[-1].next_try_at


def test_a_dispute_given_to_somebody(story: Story, snapshot: Snapshot) -> None:
    ben = factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@lumen-larder.example")
    services.assign(story.taken(), to=ben, by=story.grace)
    assert snapshot("dispute_assigned").to_email == ben.email


def test_a_dispute_handed_to_another_department(story: Story, snapshot: Snapshot) -> None:
    omar = factories.make_person(Role.AGENT, name="Omar Haddad", email="omar@lumen-larder.example", department="sales")
    conversation = conversations.open_conversation(story.maria)
    dispute = story.taken()
    conversations.link_dispute(conversation.id, dispute)
    services.hand_over(dispute, to="sales", why="Nobody here knows what was promised.", by=story.ana)
    assert snapshot("hand_over_received").to_email == omar.email
    letter = snapshot("dispute_handed_over")
    assert letter.to_email == story.maria.email
    said = [message.text for message in chats.messages_since(conversation)]
    assert said[-1] == "DSP-00001 is now with our colleagues in sales, who know what was agreed with you. You need not repeat anything."  # fmt: skip
    assert "promised" not in letter.text + letter.html + letter.subject + "".join(said)


def test_a_colleague_named_in_a_note(story: Story, snapshot: Snapshot) -> None:
    ben = factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@lumen-larder.example")
    services.add_note(story.taken(), words="@ben.okafor: was it promised to them?", by=story.ana)
    assert snapshot("mentioned").to_email == ben.email


def test_an_approval_that_nobody_here_can_give(story: Story, snapshot: Snapshot) -> None:
    day = clock.today()
    enter_absence(story.grace, starts_on=day, ends_on=day, by=story.grace)
    story.resolved(story.ana)
    assert snapshot("approval_without_approver").to_email == story.grace.email
    assert letters("approval_without_approver")[0].to_email == story.ana.email


def test_where_nobody_of_the_department_is_there_all_of_it_are_told(story: Story) -> None:
    day = clock.today()
    for name in ("Omar Haddad", "Lena Novak"):
        person = factories.make_person(Role.AGENT, name=name, department="sales")
        enter_absence(person, starts_on=day, ends_on=day, by=person)
    services.hand_over(story.taken(), to="sales", why="You know what was promised.", by=story.ana)
    told = letters("hand_over_received")
    assert {letter.to_name for letter in told} == {"Omar Haddad", "Lena Novak"}
    assert all("Nobody of you has it yet." in letter.text.replace("\n", " ") for letter in told)


def test_whoever_takes_it_is_told_nothing(story: Story) -> None:
    services.take(story.opened(), by=story.ana)
    services.assign(story.opened(), to=story.grace, by=story.grace)
    assert letters("dispute_assigned") == []


def test_a_dispute_of_somebody_away_is_announced_to_the_next(story: Story) -> None:
    factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@lumen-larder.example")
    story.taken()
    day = clock.today()
    enter_absence(story.ana, starts_on=day, ends_on=day + timedelta(days=6), reason="Flu", by=story.ana)
    [letter] = letters("dispute_assigned")
    assert letter.to_name == "Ben Okafor"
    assert "Ana Ruiz is away until 22 March 2026." in letter.text.replace("\n", " ")
    assert "Flu" not in letter.text


def test_a_letter_to_the_staff_waits_for_their_working_hours(story: Story, calendar) -> None:
    dispute = story.taken()
    calendar.set(EVENING)
    services.escalate(dispute, why="I want somebody more senior.", by=story.maria)
    assert _leaves("dispute_escalated") == datetime(2026, 3, 17, 7, 0, tzinfo=UTC), "it is night for the client too"
    assert _leaves("escalation_received") == MORNING
    deliver_due()
    assert letters("escalation_received")[0].sent_at is None
    calendar.now = MORNING
    deliver_due()
    assert letters("escalation_received")[0].sent_at == MORNING


def test_the_hours_are_those_of_the_reader(story: Story, calendar) -> None:
    dispute = story.taken()
    story.sofia.timezone = "America/New_York"
    db.session.commit()
    calendar.set("2026-03-16T19:00+00:00")  # three in the afternoon there
    services.escalate(dispute, why="I want somebody more senior.", by=story.maria)
    assert _leaves("escalation_received") == clock.now()


def test_a_letter_to_somebody_away_waits_until_they_are_back(story: Story, calendar) -> None:
    dispute = story.taken()
    day = clock.today()
    enter_absence(story.ana, starts_on=day, ends_on=day, by=story.ana)
    services.add_statement(dispute, words="One more thing.", by=story.maria)
    assert dispute.owner == story.ana
    assert _leaves("client_answered") == MORNING


def test_at_a_weekend_it_waits_until_monday(story: Story, calendar) -> None:
    dispute = story.taken()
    calendar.set("2026-03-21T10:00+00:00")
    services.add_statement(dispute, words="One more thing.", by=story.maria)
    assert _leaves("client_answered") == datetime(2026, 3, 23, 9, 0, tzinfo=UTC)


def test_a_clock_that_runs_out_before_they_are_at_work_does_not_wait(story: Story, calendar) -> None:
    dispute = story.taken()
    calendar.set(EVENING)
    due = clock.now() + timedelta(hours=3)
    with transaction():
        dispute = db.session.merge(dispute)
        dispute.next_due_at = due
        record(DeadlineNear(dispute.id, clock="decision", label="Decision", due_at=due))
    assert _leaves("deadline_near") == clock.now()


def test_what_clients_read_never_waits(story: Story, calendar) -> None:
    calendar.set("2026-03-21T23:00+00:00")
    story.opened()
    assert _leaves("dispute_acknowledged") == clock.now()
