"""What has happened to people's accounts."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class SignInLinkAsked(Event):
    """`token` goes into the letter and nowhere else; `link_id` tells one asking from another."""

    person_id: int
    link_id: int
    token: str
