"""The one gate for every mail that a program sends: letters on their way out, and answers to mails that came in.

Two of these systems that write to each other fall silent after one exchange: what a program has sent is not answered,
whatever says so is believed, and where nothing says so there is a number that cannot be passed.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from support import policies
from support.accounts.models import Person
from support.correspondence import automatic
from support.correspondence.delivery import Never, NotNow
from support.correspondence.models import OutgoingLetter
from support.correspondence.suppression import suppressed
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_

HOUR = timedelta(hours=1)
ANSWERS = ("mail_received",)
"""Letters that answer a mail by themselves."""


def own_addresses() -> list[str]:
    """Where our own mail comes in, and what it is sent from."""
    config = current_app.config
    return [str(config.get(name) or "") for name in ("MAIL_INBOUND", "MAIL_DEFAULT_SENDER")]


def is_ours(address: str) -> bool:
    from email.utils import parseaddr

    return automatic.is_one_of(address, [parseaddr(own)[1] for own in own_addresses()])


def let_out(letter: OutgoingLetter) -> None:
    """Every letter passes here just before it leaves. Raises `Never` or `NotNow` with the reason."""
    try:
        shut = suppressed(letter.to_email)
        if shut is not None:
            raise Never(
                N_(
                    "Letters to %(to_email)s are held back since %(since)s: %(why)s",
                    to_email=letter.to_email,
                    since=f"{shut.since:%Y-%m-%d}",
                    why=shut.why,
                )
            )
        if is_ours(letter.to_email):
            raise Never(
                N_("%(to_email)s is an address of our own: we do not write to ourselves.", to_email=letter.to_email)
            )
        _within_caps(letter.to_email)
    finally:
        db.session.rollback()  # no transaction stays open while the mail is being sent


def _within_caps(address: str) -> None:
    caps, lately = policies.correspondence().caps, OutgoingLetter.sent_at > clock.now() - HOUR
    count = select(func.count()).select_from(OutgoingLetter).where(lately)
    if (db.session.scalar(count.where(OutgoingLetter.to_email == address)) or 0) >= caps.to_one:
        raise NotNow(
            N_(
                "%(address)s has had %(to_one)s letters within an hour; the rest waits.",
                address=address,
                to_one=caps.to_one,
            )
        )
    if (db.session.scalar(count) or 0) >= caps.to_all:
        raise NotNow(N_("%(to_all)s letters have left within an hour; the rest waits.", to_all=caps.to_all))


def why_no_answer(to: Person, reasons: Sequence[str]) -> str:
    """Why a mail of `to` gets no answer of ours by itself; empty when it may. `reasons`: what was found in the mail."""
    if reasons:
        return reasons[0]
    if not to.active or suppressed(to.email) is not None:
        return "letters to this address are held back"
    if is_ours(to.email):
        return "it is an address of our own"
    caps = policies.correspondence().caps
    answered = select(func.count()).where(OutgoingLetter.to_email == to.email, OutgoingLetter.kind.in_(ANSWERS))
    for within, most in ((HOUR, caps.answers_an_hour), (24 * HOUR, caps.answers_a_day)):
        if (db.session.scalar(answered.where(OutgoingLetter.queued_at > clock.now() - within)) or 0) >= most:
            return f"it has had {most} automatic answers already"
    return ""
