"""What has happened to drafts, corrections, incidents and tasks."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class DraftSentBack(Event):
    draft_id: int


@dataclass(frozen=True)
class DraftIssued(Event):
    """The client has not been told yet."""

    draft_id: int
    invoice_id: int
