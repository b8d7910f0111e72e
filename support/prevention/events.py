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


@dataclass(frozen=True)
class CorrectionEvent(Event):
    correction_id: int


@dataclass(frozen=True)
class CorrectionProposed(CorrectionEvent):
    """Above the proposer's limit: somebody else has to approve it."""


@dataclass(frozen=True)
class CorrectionPosted(CorrectionEvent):
    """The client has not been told yet."""


@dataclass(frozen=True)
class CorrectionSentBack(CorrectionEvent):
    """Not approved: its proposer hears why."""


@dataclass(frozen=True)
class IncidentNoticed(Event):
    incident_id: int


@dataclass(frozen=True)
class AffectedTold(Event):
    """A client is to be told that these of its lines are wrong; once for each line."""

    incident_id: int
    organisation_id: int
    error_ids: tuple[int, ...]


@dataclass(frozen=True)
class IncidentCredited(Event):
    incident_id: int
    credit_note_id: int


@dataclass(frozen=True)
class PriceAnnounced(Event):
    """A client is to hear of a price to come; `notice_id` is the `PriceNotice` that says so."""

    price_id: int
    organisation_id: int
    notice_id: int


@dataclass(frozen=True)
class TasksDue(Event):
    """Somebody is to be reminded of these tasks."""

    person_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True)
class DataRequestDecided(Event):
    """What a client asked us to change about them has been changed, or left with a reason."""

    request_id: int
