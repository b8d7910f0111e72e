"""What a client wants done with a dispute, by the words used; and what else one message asks for. Pure."""

import re
from enum import Enum


class Wish(Enum):
    WITHDRAW = "withdraw"
    ADD = "add"
    EVIDENCE = "evidence"
    ESCALATE = "escalate"


_WITHDRAW = re.compile(
    r"\b(?:withdraw\w*|take (?:it|that|this|my dispute|the dispute) back|retract|call (?:it|this|that) off|close (?:it|my|the|this)"
    r"|drop (?:it|my|the|this)|forget (?:it|about|the|my)|no longer (?:want|need|dispute)|(?:cancel|delete|remove|drop|close) (?:(?:my|the|this|that|our) )?(?:dispute|case|claim|complaint|ticket)"
    r"|stop (?:my|the|this|that) (?:dispute|case|claim)|(?:i|we) (?:have )?found the receipt|it was (?:my|our) mistake|solved itself"
    r"|(?:is|has been|it['’]s) (?:solved|sorted|settled|resolved)(?: now| already)?|(?:dispute|case|claim) is not needed)\b",
    re.IGNORECASE,
)
_NOT_WITHDRAW = re.compile(
    r"\b(?:not|n['’]t|never|wait)\b[^.;!?]{0,20}\b(?:withdraw|drop|close|cancel|forget)", re.IGNORECASE
)
_EVIDENCE = re.compile(
    r"\b(?:upload\w*|attach\w*|screenshots?|photos?|pictures?|files?|pdfs?|scan\w*|documents?|receipts?|evidence|proof|papers?)\b",
    re.IGNORECASE,
)
_HERE_IT_IS = re.compile(
    r"^\W*(?:here(?:['’]?s| is| are| you (?:go|are)|,)|see|attached(?: is| are)?|i (?:have|['’]ve got))\b[^.;!?]{0,30}"
    r"\b(?:e-?mails?|letters?|messages?|contracts?|slips?|notes?|confirmations?|quotes?|statements?)\W*$",
    re.IGNORECASE,
)
_ESCALATE = re.compile(
    r"\b(?:escalat\w*|manager|supervisor|your boss|someone (?:more )?senior|higher up|specialist|next level)\b",
    re.IGNORECASE,
)
_ONLY_A_WISH = re.compile(
    r"^\W*(?:(?:hi|hello|please|can|could|may|i|we|want|wish|need|would|like|to|you|my|the|a|an|some|something|more|add|change|update|edit"
    r"|amend|correct|information|info|details?|dispute|case|claim|ticket|complaint|statement|note|words|there|is|have|on|about|for|with"
    r"|number|dsp|[0-9]+|d|let|me|us|it|that|this|another|thing|of|and|one)\b[\s\-.,!?:#']*)+$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.;!?\n]+\s*|,?\s+(?:and(?: also| then)?|also|then|plus)\s+", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:human|person|people|agent|representative|adviser|advisor|manager|supervisor|operator|somebody|someone|staff)\b",
    re.IGNORECASE,
)


def wish_in(text: str) -> Wish | None:
    """What is wanted; None where the words only say that something is. A statement of facts is an addition."""
    if _ESCALATE.search(text):
        return Wish.ESCALATE
    if _WITHDRAW.search(text) and not _NOT_WITHDRAW.search(text):
        return Wish.WITHDRAW
    if _ONLY_A_WISH.match(text) or not text.strip():
        return None
    if (_EVIDENCE.search(text) or _HERE_IT_IS.match(text)) and len(text.split()) < 16:
        return Wish.EVIDENCE
    return Wish.ADD


def names_a_person(text: str) -> bool:
    """Whether somebody of ours is spoken of: “get me a human”."""
    return bool(_PERSON.search(text))


def beside_a_person(text: str) -> list[str]:
    """The parts of a message that ask for something else than a person: “why is it higher, and get me a human”."""
    parts = [part.strip(" ,") for part in _PARTS.split(text)]
    if not any(_PERSON.search(part) for part in parts):
        return []
    return [part for part in parts if len(part.split()) >= 3 and not _PERSON.search(part)]
