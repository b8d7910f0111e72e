"""What has happened to what clients are told. Handlers find the rows by their ids."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class WelcomeSent(Event):
    """A client is to read how billing works for them."""

    pack_id: int
