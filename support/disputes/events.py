"""What has happened to a dispute. Ids and values only: whoever hears it reads the row itself."""

from dataclasses import dataclass
from datetime import date

from support.kernel.transaction import Event


@dataclass(frozen=True)
class DisputeEvent(Event):
    dispute_id: int


@dataclass(frozen=True)
class DisputeOpened(DisputeEvent):
    """`conversation_id` is set when it was opened in a chat."""

    conversation_id: int | None = None


@dataclass(frozen=True)
class DisputeAcknowledged(DisputeEvent): ...


@dataclass(frozen=True)
class StatementAdded(DisputeEvent):
    words: str


@dataclass(frozen=True)
class DisputeTaken(DisputeEvent): ...


@dataclass(frozen=True)
class ClientAsked(DisputeEvent):
    question: str


@dataclass(frozen=True)
class ClientAnswered(DisputeEvent):
    words: str


@dataclass(frozen=True)
class ProgressShared(DisputeEvent):
    """An update for the client: what was found, what comes next."""

    words: str


@dataclass(frozen=True)
class StandingTold(DisputeEvent):
    """The client hears where it stands, although there is no news."""

    words: str


@dataclass(frozen=True)
class FactRecorded(DisputeEvent):
    """Something that the clocks ask about is known now; `name` is of the policies' vocabulary."""

    name: str


@dataclass(frozen=True)
class ApprovalRequested(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class RemedySentBack(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class OfferMade(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class OfferDeclined(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class OfferExpired(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class RemedyPosted(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class DisputeResolved(DisputeEvent):
    """Decided; `remedy_id` is null when nothing is given (not upheld)."""

    remedy_id: int | None = None


@dataclass(frozen=True)
class OutcomeRejected(DisputeEvent):
    words: str


@dataclass(frozen=True)
class DisputeEscalated(DisputeEvent):
    tier: int
    why: str


@dataclass(frozen=True)
class FollowUpStarted(DisputeEvent): ...


@dataclass(frozen=True)
class DisputeClosed(DisputeEvent): ...


@dataclass(frozen=True)
class DisputeWithdrawn(DisputeEvent): ...


@dataclass(frozen=True)
class DisputeReopened(DisputeEvent):
    why: str


@dataclass(frozen=True)
class DisputePutBack(DisputeEvent):
    """It was taken by mistake: it stands again as if nobody had begun on it."""


@dataclass(frozen=True)
class DisputeMerged(DisputeEvent):
    """It goes on as `into_id`, which has its lines now."""

    into_id: int


@dataclass(frozen=True)
class DisputeSplit(DisputeEvent):
    """It is new: some lines of `from_id` go on in it."""

    from_id: int


@dataclass(frozen=True)
class DisputeUnmerged(DisputeEvent):
    """It goes on by itself again, and no longer in `from_id`."""

    from_id: int


@dataclass(frozen=True)
class RuleOverridden(DisputeEvent):
    override_id: int


@dataclass(frozen=True)
class CounterRefused(DisputeEvent):
    """We do not give what the client asked for instead; `words` say why."""

    remedy_id: int
    words: str


@dataclass(frozen=True)
class ClosingAnnounced(DisputeEvent):
    """Without a word from the client it ends on `on`."""

    remedy_id: int
    on: date


@dataclass(frozen=True)
class DisputeLapsed(DisputeEvent):
    """Closed because our proposal was never answered."""


@dataclass(frozen=True)
class RefundPaid(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class InstalmentDue(DisputeEvent):
    """An instalment of an agreed plan is due soon."""

    instalment_id: int


@dataclass(frozen=True)
class InvoiceRestated(DisputeEvent):
    """A corrected invoice says what was decided, in one document."""

    invoice_id: int
    why: str


@dataclass(frozen=True)
class ServiceDelivered(DisputeEvent):
    remedy_id: int
    words: str


@dataclass(frozen=True)
class OfferCountered(DisputeEvent):
    """The client asks for something else; nothing is agreed."""

    remedy_id: int


@dataclass(frozen=True)
class OfferReminded(DisputeEvent):
    remedy_id: int


@dataclass(frozen=True)
class CreditVoided(DisputeEvent):
    """A posted credit was taken back, and the dispute is open again."""

    remedy_id: int
    why: str


@dataclass(frozen=True)
class OwnerChanged(DisputeEvent):
    """Somebody else owns it now, because its owner is away or no longer may; `why` is said to the new one."""

    why: str


@dataclass(frozen=True)
class DisputeHandedOver(DisputeEvent):
    """Another department looks into it now; `why` is for its people."""

    why: str


@dataclass(frozen=True)
class ColleaguesMentioned(DisputeEvent):
    """A note names colleagues. Its words stay in the note."""

    note_id: int


@dataclass(frozen=True)
class ApproverWanted(DisputeEvent):
    """A proposal still waits for a manager."""

    remedy_id: int


@dataclass(frozen=True)
class FilesAdded(DisputeEvent):
    """`names` in one line; `by_staff`: nobody of the desk has to be told."""

    names: str
    by_staff: bool


@dataclass(frozen=True)
class DelayTold(DisputeEvent):
    """It takes longer than was said: until `until`, because of `why`."""

    why: str
    until: date


@dataclass(frozen=True)
class RecourseTold(DisputeEvent):
    """Who else can be turned to: because we have said our last `words`, or, where these are empty, because we are late."""

    words: str


@dataclass(frozen=True)
class CreditedForNow(DisputeEvent):
    """What is in dispute is at the client's disposal until it is decided; `minor` units, since `on`."""

    minor: int
    on: date


@dataclass(frozen=True)
class CreditForNowEnded(DisputeEvent):
    minor: int
    on: date
    why: str
