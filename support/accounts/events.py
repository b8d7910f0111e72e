"""What has happened to people's accounts."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class SignInLinkAsked(Event):
    """`token` goes into the letter and nowhere else; `link_id` tells one asking from another; `invited_by` made the account just now."""

    person_id: int
    link_id: int
    token: str
    invited_by: int | None = None


@dataclass(frozen=True)
class AbsenceEntered(Event):
    person_id: int


@dataclass(frozen=True)
class DutiesChanged(Event):
    """Role or department of one of the staff is another: they may own things that are no longer theirs."""

    person_id: int


@dataclass(frozen=True)
class AccountClosed(Event):
    """Somebody of the staff has no account any more."""

    person_id: int
