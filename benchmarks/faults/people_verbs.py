"""Verbs beside those of a dispute: accounts, chats, follow-ups, errors that we find, letters; each with what comes before it."""

from datetime import timedelta

from sqlalchemy import select

from benchmarks.faults.chats import chat, chatting
from benchmarks.faults.verbs import Prepare, dispute, nothing
from support.accounts import absences, api_tokens, client_people, services, staffing
from support.accounts.models import Absence, Person
from support.accounts.roles import Role
from support.conversations import services as conversations
from support.correspondence import outbox, preferences
from support.correspondence.models import Detail, Format, LetterStatus, OutgoingLetter, Rhythm
from support.disputes import services as disputes
from support.extensions import db
from support.feedback import services as feedback
from support.feedback.models import FollowUp
from support.kernel import clock
from support.kernel.transaction import transaction
from support.prevention import own_data, tasks
from tests.letters.conftest import Story


def _waiting(story: Story) -> None:
    chatting(story)
    conversations.hand_over(chat(), "client asked")


def _taken_over(story: Story) -> None:
    _waiting(story)
    conversations.take_over(chat(), by=story.ana)


def _linked(story: Story) -> None:
    story.taken()
    conversations.link_dispute(conversations.open_conversation(story.maria).id, dispute())


def _away(story: Story) -> None:
    day = clock.today()
    absences.enter_absence(story.ana, starts_on=day, ends_on=day + timedelta(days=3), by=story.grace)


def _followed_up(story: Story) -> None:
    story.resolved()
    clock.read_from(lambda: clock.system_now() + timedelta(days=8))
    feedback.send_due_follow_ups()


def _answer(story: Story) -> None:
    row = db.session.scalars(select(FollowUp)).one()
    feedback.answer_survey(feedback.token_of(row), score=1, words="It took far too long.")


def _held(story: Story) -> None:
    story.opened()
    with transaction():
        letter = db.session.scalars(select(OutgoingLetter)).first()
        letter.status = LetterStatus.HELD


def _letter() -> OutgoingLetter:
    return db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.status == LetterStatus.HELD)).one()


def _colleague(story: Story) -> None:
    staffing.add_colleague(email="ben@lumen.example", name="Ben", role=Role.AGENT, department="billing", by=story.grace)


def _invite(story: Story) -> None:
    client_people.invite(story.harbour, email="bo@harbour.example", name="Bo", powers=["dispute"], by=story.maria)


def _invited(story: Story) -> None:
    _invite(story)
    story.bo = db.session.scalars(select(Person).where(Person.email == "bo@harbour.example")).one()


def _prefer(story: Story) -> None:
    preferences.choose(form=Format.TEXT, detail=Detail.SHORT, rhythm=Rhythm.DAILY, reminders=False, by=story.maria)


def _ask_for_data(story: Story) -> None:
    wanted = {name: getattr(story.harbour, name) or "" for name in own_data.FIELDS} | {"city": "Galway"}
    own_data.ask(wanted, words="We have moved.", by=story.maria)


OTHER_VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "accounts: ask for a link": (nothing, lambda s: services.ask_sign_in_link(s.maria.email)),
    "accounts: add a colleague": (nothing, _colleague),
    "accounts: change a role": (nothing, lambda s: staffing.change_role(s.ana, Role.SPECIALIST, by=s.grace)),
    "accounts: change skills": (nothing, lambda s: staffing.change_skills(s.ana, ["duplicate"], by=s.grace)),
    "accounts: close an account": (Story.taken, lambda s: staffing.close_account(s.ana, by=s.grace)),
    "accounts: enter an absence": (Story.taken, _away),
    "accounts: end an absence": (
        _away,
        lambda s: absences.end_absence(db.session.scalars(select(Absence)).one(), by=s.grace),
    ),
    "accounts: invite": (nothing, _invite),
    "accounts: remove": (_invited, lambda s: client_people.remove(s.bo, by=s.maria)),
    "accounts: make a key": (nothing, lambda s: api_tokens.make_token(s.grace, "ledger")),
    "chat: open": (nothing, lambda s: conversations.open_conversation(s.maria)),
    "chat: hand over": (chatting, lambda s: conversations.hand_over(chat(), "client asked")),
    "chat: take over": (_waiting, lambda s: conversations.take_over(chat(), by=s.ana)),
    "chat: answer": (_waiting, lambda s: conversations.reply(chat(), text="I am looking.", by=s.ana, key="1")),
    "chat: hand back": (_taken_over, lambda s: conversations.hand_back(chat(), by=s.ana)),
    "chat: hear of a dispute": (_linked, lambda s: disputes.share_progress(dispute(), words="Soon.", by=s.ana)),
    "feedback: answer": (_followed_up, _answer),
    "letters: choose how": (nothing, _prefer),
    "letters: send again": (_held, lambda s: outbox.try_again(_letter().id, by=s.grace)),
    "letters: leave out": (_held, lambda s: outbox.drop(_letter().id, by=s.grace)),
    "prevention: plan a task": (
        nothing,
        lambda s: tasks.plan("Call them", due_on=clock.today(), owner=s.ana, by=s.grace),
    ),
    "prevention: ask for other data": (nothing, _ask_for_data),
}
