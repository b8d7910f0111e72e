"""No figure without its rows: what is told of the ledger names the rows that each sentence rests on."""

from collections.abc import Iterable
from typing import Any

import structlog

from support.billing.explaining.shapes import Source, sources_of
from support.conversations.figures import figures_in

log = structlog.get_logger()


def resting(say: Iterable[str], besides: Iterable[Source] = ()) -> dict[str, Any]:
    """`say` and `rests_on`, one list of {"kind", "ref"} a sentence. `besides`: rows of sentences that name none themselves.

    A sentence with a figure and no row stays here: somebody has made it up, and the log says so.
    """
    known = list(besides)
    rows = [(one, list(sources_of(one)) or known) for one in say]
    kept = [(one, sources) for one, sources in rows if sources or not figures_in(one)]
    if len(kept) < len(rows):
        log.error("a sentence with figures rests on no row, and is not told", count=len(rows) - len(kept))
    return {
        "say": [one for one, _ in kept],
        "rests_on": [[source._asdict() for source in sources] for _, sources in kept],
    }
