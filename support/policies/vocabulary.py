"""The names of what may happen to a dispute, as policies say them. Clocks start, stop, pause and grow on these."""

from support.kernel.sayings import N_

_LIFECYCLE = (
    N_("received"),
    N_("acknowledged"),
    N_("taken"),
    N_("asked client"),
    N_("client answered"),
    N_("progress shared"),
    N_("standing told"),
    N_("approval requested"),
    N_("offered"),
    N_("offer accepted"),
    N_("offer declined"),
    N_("offer expired"),
    N_("determined"),
    N_("determined error"),
    N_("determined no error"),
    N_("resolved"),
    N_("final response sent"),
    N_("outcome rejected"),
    N_("reopened"),
    N_("escalated"),
    N_("remedy posted"),
    N_("follow up started"),
    N_("withdrawn"),
    N_("closed"),
)
_FACTS = (
    N_("statement sent"),
    N_("new account"),
    N_("point of sale"),
    N_("foreign transaction"),
    N_("oral notice"),
    N_("written confirmation received"),
    N_("written confirmation missing"),
    N_("provisional credit posted"),
    N_("provisional credit notified"),
    N_("provisional credit reversed"),
    N_("holding response sent"),
    N_("summary resolution sent"),
    N_("payment services complaint"),
    N_("superannuation complaint"),
    N_("delay notice sent"),
    N_("in progress sent"),
    N_("urgent"),
    N_("deadlock"),
    N_("adr letter sent"),
    N_("agreed"),
    N_("implemented"),
    N_("extension agreed"),
    N_("supervisory review requested"),
    N_("supervisory review answered"),
    N_("records requested"),
    N_("records sent"),
    N_("unauthorised charge reported"),
    N_("unauthorised charge removed"),
    N_("overbilling found"),
    N_("overbilling corrected"),
    N_("overcharge found"),
    N_("overcharge large"),
    N_("former client"),
    N_("client informed"),
    N_("repaid"),
    N_("systemic error found"),
    N_("systemic error reported"),
    N_("invoice improper"),
    N_("invoice returned"),
    N_("invoice proper"),
    N_("paid"),
    N_("case forwarded"),
    N_("recourse informed"),
)


def _named(words: str) -> str:
    return words.replace(" ", "_")


LIFECYCLE = tuple(map(_named, _LIFECYCLE))
"""Read from the dispute's own history."""
FACTS = tuple(map(_named, _FACTS))
"""Recorded by a person, or given on the command line."""
_WORDS = {_named(words): words for words in (*_LIFECYCLE, *_FACTS)}
KNOWN = frozenset({*LIFECYCLE, *FACTS})

ALIASES = {
    "notice_received": "received",
    "complaint_received": "received",
    "opened": "received",
    "statement_transmitted": "statement_sent",
    "invoice_issued": "statement_sent",
    "pos": "point_of_sale",
    "foreign": "foreign_transaction",
    "provisional_credit": "provisional_credit_posted",
    "psd": "payment_services_complaint",
    "psd_complaint": "payment_services_complaint",
    "withdrew": "withdrawn",
    "reasserted": "reopened",
    "holding_response": "holding_response_sent",
    "response_sent": "final_response_sent",
    "progress": "progress_shared",
    "update_sent": "progress_shared",
}


def fact_in_words(name: str) -> str:
    """What a policy calls `statement_sent`, as people read it: `statement sent`."""
    return _WORDS.get(name) or name.replace("_", " ")


def name_of(word: str) -> str:
    """The name that `word` stands for. Raises `ValueError` with the known ones for anything else."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    for candidate in (plain, plain.removesuffix("_on"), plain.removesuffix("_at")):
        if ALIASES.get(candidate, candidate) in KNOWN:
            return ALIASES.get(candidate, candidate)
    raise ValueError(f"“{word}” is not among the events that clocks know: {', '.join(sorted(KNOWN))}")
