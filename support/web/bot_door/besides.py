"""One message, several disputes: what it is about first, and what is noted and taken up after that."""

from dataclasses import dataclass

from support.conversations import reading
from support.conversations.reading.matters import Part, goes_on, parts_in
from support.conversations.wishes import names_a_person
from support.disputes.reasons import Reason
from support.kernel import clock
from support.web.bot_door import known
from support.web.bot_door.speaker import Speaker

LONGEST = 2_000
"""A longer text is a letter, and letters tell one story in many sentences."""
AT_MOST = 3
_ANY_COMPLAINT = {Reason.WRONG_AMOUNT, Reason.CLARIFICATION_REQUEST}
"""What is said of nearly every wrong charge: another reason beside one of these only says it more closely."""


@dataclass(frozen=True)
class Told:
    """The reasons and the bills that one part of a message names; a month without a bill counts as one."""

    reasons: frozenset[Reason]
    bills: frozenset[str]


NOTHING = Told(frozenset(), frozenset())


def apart(who: Speaker, text: str) -> tuple[str, list[str]]:
    """What `text` is about first, and the further matters in it, word for word."""
    parts = parts_in(text) if len(text) <= LONGEST else []
    if len(parts) < 2:
        return text, []
    main, runs = NOTHING, [[parts[0]]]
    for part in parts:
        told = _told(who, part.text)
        if _is_another(part, told, main):
            runs.append([part])
        elif part is not parts[0]:
            runs[-1].append(part)
        if len(runs) == 1:
            main = Told(main.reasons | told.reasons, main.bills | told.bills)
    first, *further = (text[run[0].start : run[-1].end].strip(" ,;\n") for run in runs)
    return first, further[:AT_MOST]


def _is_another(part: Part, told: Told, main: Told) -> bool:
    if goes_on(part) or names_a_person(part.text) or not (main.reasons or main.bills):
        return False
    if told.bills and main.bills and not told.bills & main.bills:
        return part.too or bool(told.reasons)
    another = told.reasons - main.reasons - _ANY_COMPLAINT
    if not another or told.reasons & main.reasons:
        return False
    return part.too or (part.added and bool(main.reasons - _ANY_COMPLAINT))


def _told(who: Speaker, text: str) -> Told:
    said = reading.reason_in(text)
    today = clock.today(who.person.timezone)
    named = reading.invoice_in(text, known.invoices(who.organisation), today, who.person.locale)
    bills = {named.certain} if named.certain else set(named.near)
    if not bills:
        bills = {str(period) for period in reading.periods_in(text, today)}
    return Told(frozenset({said.certain} if said.certain else said.near), frozenset(filter(None, bills)))
