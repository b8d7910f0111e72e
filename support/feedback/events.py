"""What is due after a decision, and what clients think of how they were treated."""

from dataclasses import dataclass

from support.disputes.events import DisputeEvent
from support.kernel.transaction import Event


@dataclass(frozen=True)
class FollowUpDue(DisputeEvent):
    """Time to thank and to ask; `token` opens the survey and stands in the letter alone."""

    survey_id: int
    token: str


@dataclass(frozen=True)
class FollowUpReminded(DisputeEvent):
    """No answer so far: the one reminder."""

    survey_id: int
    token: str


@dataclass(frozen=True)
class FollowUpUnanswered(DisputeEvent):
    """The question has not been answered in its time."""


@dataclass(frozen=True)
class SurveyAnswered(DisputeEvent):
    """`score` is 1 (not at all satisfied) to 5; `satisfied` None in between; `alert` when somebody must act."""

    survey_id: int
    score: int
    words: str
    satisfied: bool | None
    alert: bool


@dataclass(frozen=True)
class VoiceHeard(Event):
    """Somebody has said something of one theme (its value)."""

    voice_id: int
    theme: str
