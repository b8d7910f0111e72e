"""EVENT → what follows."""

from collections.abc import Sequence

from support.kernel.transaction import Event, Reaction

REACTIONS: dict[type[Event], Sequence[Reaction]] = {}
