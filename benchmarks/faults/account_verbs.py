"""Verbs of accounts, chats and mail that are seldom needed, each with what comes before it."""

from datetime import timedelta

import pyotp
from flask import current_app
from sqlalchemy import select

from benchmarks.faults.chats import chat, chatting
from benchmarks.faults.verbs import Prepare, dispute, nothing
from support.accounts import api_tokens, client_people, passwords, second_factor, services, setting_up, staffing
from support.accounts.models import ApiToken, Person
from support.accounts.roles import Reach, Role
from support.conversations import filing, guessing, presence
from support.conversations import services as conversations
from support.conversations.gateway import BotReply, use_gateway
from support.correspondence import preferences, suppression, tokens
from support.correspondence.inbound import intake
from support.correspondence.inbound import services as inbound
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.services import take_in
from support.extensions import db
from support.files.inspection import accepted
from support.kernel import clock
from support.kernel.transaction import transaction
from tests import factories
from tests.letters.conftest import Story

PASSWORD = "correct horse battery"  # noqa: S105  # of a made-up person
COMPANY = {"name": "Lumen & Larder", "country": "ie"}


def _code(person: Person) -> str:
    return pyotp.TOTP(person.totp_secret or person.totp_pending or "").at(int(clock.now().timestamp()))


def _begun(story: Story) -> None:
    second_factor.begin(story.ana)


def _enrolled(story: Story) -> None:
    """Some minutes ago, so that another code counts."""
    began = clock.now()
    clock.read_from(lambda: began - timedelta(minutes=5))
    _begun(story)
    second_factor.confirm(story.ana, _code(story.ana))
    story.ana.password_hash = passwords.hashed(PASSWORD)
    db.session.commit()


def _linked(story: Story) -> None:
    story.token = services.new_sign_in_link(story.maria)


def _with_key(story: Story) -> None:
    _, story.key = api_tokens.make_token(story.grace, "ledger")


def _closed(story: Story) -> None:
    staffing.close_account(story.ana, by=story.grace)


def _another(story: Story) -> None:
    factories.make_person(Role.CLIENT, organisation=story.harbour, name="Bo", email="bo@harbour.example")


def _bo() -> Person:
    return db.session.scalars(select(Person).where(Person.email == "bo@harbour.example")).one()


def _described(story: Story) -> None:
    setting_up.describe_company(COMPANY, by=story.grace)


def _nobody(story: Story) -> None:
    story.grace.role = Role.AGENT
    db.session.commit()


def _oneself(story: Story) -> None:
    said = {"name": "Maria S.", "phone": "+353 1 555", "timezone": "Europe/Dublin", "locale": "en_GB"}
    client_people.describe_oneself(story.maria, reached_by=Reach.MAIL, **said)


def _by_chat(story: Story) -> None:
    chatting(story)
    story.taken()


class _Assistant:
    """One that is always there."""

    def answer(self, session: str, text: str) -> list[BotReply]:
        return [BotReply("I see.")]


def _say(story: Story) -> None:
    """The same words under the same key, as the page sends them again when no answer came."""
    use_gateway(current_app._get_current_object(), _Assistant())  # type: ignore[attr-defined]  # the proxy's own way
    conversations.say(chat(), text="Why was I charged twice?", key="1", by=story.maria)


def _put_aside(story: Story) -> None:
    story.taken()
    take_in(b"From: stranger@example.net\r\nSubject: A word\r\n\r\nHello.\r\n", source="lmtp")
    with transaction():
        mail().outcome = Outcome.QUARANTINED


def mail() -> IncomingMail:
    return db.session.scalars(select(IncomingMail)).one()


def _shut(_story: Story) -> None:
    suppression.suppress("gone@example.com", why="It bounced.")


ACCOUNT_VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "accounts: sign in by a link": (_linked, lambda s: services.sign_in_by_link(s.token)),
    "accounts: sign in with a code": (
        _enrolled,
        lambda s: services.sign_in_by_password(s.ana.email, PASSWORD, _code(s.ana)),
    ),
    "accounts: make a link": (nothing, lambda s: services.new_sign_in_link(s.maria)),
    "accounts: begin a second factor": (nothing, lambda s: second_factor.begin(s.ana)),
    "accounts: confirm a second factor": (_begun, lambda s: second_factor.confirm(s.ana, _code(s.ana))),
    "accounts: turn a second factor off": (_enrolled, lambda s: second_factor.turn_off(s.ana, _code(s.ana))),
    "accounts: reset a second factor": (_enrolled, lambda s: second_factor.reset(s.ana, by=s.grace)),
    "accounts: choose a language": (nothing, lambda s: services.choose_language(s.maria, "de")),
    "accounts: use a key": (_with_key, lambda s: api_tokens.person_with_key(s.key)),
    "accounts: end a key": (
        _with_key,
        lambda s: api_tokens.revoke_token(db.session.scalars(select(ApiToken.id)).one()),
    ),
    "accounts: open again": (_closed, lambda s: staffing.open_again(s.ana, by=s.grace)),
    "accounts: change a department": (nothing, lambda s: staffing.change_department(s.ana, "sales", by=s.grace)),
    "accounts: change rights": (_another, lambda s: client_people.change_powers(_bo(), ["dispute"], by=s.maria)),
    "accounts: describe oneself": (nothing, _oneself),
    "accounts: describe the company": (nothing, lambda s: setting_up.describe_company(COMPANY, by=s.grace)),
    "accounts: choose the rules": (_described, lambda s: setting_up.choose_policy("uk_fca_disp", by=s.grace)),
    "accounts: the first manager": (
        _nobody,
        lambda s: setting_up.first_manager(email="new@lumen.example", name="Nora"),
    ),
    "chat: send files": (
        chatting,
        lambda s: filing.send_files(chat(), [accepted("note.pdf", b"%PDF-1.4\n%%EOF\n")], key="1", by=s.maria),
    ),
    "chat: a dispute comes of it": (_by_chat, lambda s: conversations.link_dispute(chat().id, dispute())),
    "chat: type": (chatting, lambda s: presence.note_typing(chat(), s.maria)),
    "chat: ask for another's bill": (nothing, lambda s: guessing.look_up(s.maria, "Show INV-2026-9999", [])),
    "mail: give to a dispute": (_put_aside, lambda s: inbound.release(mail(), dispute(), by=s.ana)),
    "mail: put away": (_put_aside, lambda s: inbound.dismiss(mail(), by=s.ana)),
    "mail: remember a delivery": (nothing, lambda s: intake.remember("0" * 64)),
    "letters: stop reminders": (
        nothing,
        lambda s: preferences.stop_reminders(tokens.stop_token(s.maria.id)),
    ),
    "letters: shut an address": (nothing, lambda s: suppression.suppress("gone@example.com", why="It bounced.")),
    "letters: open an address": (_shut, lambda s: suppression.lift("gone@example.com", by=s.grace)),
}
RESUMED: dict[str, tuple[Prepare, Prepare]] = {
    "chat: say": (chatting, _say),
    "mail: handle once more": (_put_aside, lambda s: inbound.replay(mail())),
}
"""What takes several transactions on purpose, because somebody is asked in between: done again, it comes to one end."""
