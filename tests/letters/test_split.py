"""What the client reads when a part of their dispute goes on by itself."""

from collections.abc import Callable

from support.correspondence.models import OutgoingLetter
from support.disputes import services
from tests.letters.conftest import Story

Snapshot = Callable[..., OutgoingLetter]


def test_the_part_that_goes_on_by_itself(story: Story, snapshot: Snapshot) -> None:
    dispute = services.take(story.opened(lines=story.invoice.lines[:2], claimed=None), by=story.ana)
    services.split(dispute, [story.invoice.lines[0].id], why="They are two matters.", by=story.grace)
    snapshot("dispute_split")
