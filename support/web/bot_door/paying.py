"""“What did I pay in August?”: a question about payments of a time, and not about the invoice of that month."""

import re

from support.billing.explaining.settlements import Span
from support.conversations import reading
from support.kernel import clock
from support.web.bot_door.meant import Question, number_named
from support.web.bot_door.speaker import Speaker

_PAID = re.compile(
    r"\b(?:what|how much|when|which|list|show)\b.{0,40}?\b(?:did (?:i|we) pay|(?:have|had) (?:i|we) paid|(?:i|we)(?:['’]ve)? paid"
    r"|payments?)\b",
    re.IGNORECASE,
)
_FOR_A_BILL = re.compile(r"\b(?:for|of) (?:the |my |our )?\w+ (?:invoice|bill)\b|\bpayments? for\b", re.IGNORECASE)


def asked_within(who: Speaker, question: Question) -> list[Span]:
    """The periods whose payments are asked for; none when the question is about something else."""
    text = question.text
    if not _PAID.search(text) or _FOR_A_BILL.search(text) or question.invoice or number_named(who, text):
        return []
    periods = reading.periods_in(text, clock.today(who.person.timezone))
    return [(period.start, period.end) for period in periods]
