"""What the client says is wrong, by the words used; what is denied does not count."""

import re

from support.conversations.reading.found import Found
from support.disputes.reasons import Reason

_SAID: list[tuple[Reason, str]] = [
    (
        Reason.DUPLICATE,
        r"\b(?:twice|double[- ]?(?:charged|billed)?|duplicated?|(?:two|2) times|second time|same (?:charge|thing|line|delivery) (?:again|twice))\b",
    ),
    (
        Reason.NOT_RENDERED,
        r"\bnever (?:been )?(?:received|got|arrived|came|happened|had|delivered|provided|done|rendered)\b"
        r"|(?:\bnot|n[’']?t) (?:been )?(?:received?|delivered|rendered|provided|done|arrived?|get|got|come|happen(?:ed)?)\b"
        r"|\bno[- ]show\b|\bmissing delivery\b|\b(?:nobody|no one|no-one) (?:came|showed|turned|was here|arrived)\b|\bnever (?:showed|turned) up\b",
    ),
    (
        Reason.MISAPPLIED_PAYMENT,
        r"\b(?:already paid|paid (?:it |this )?(?:already|last|on|in)|payment (?:went|was applied|was booked|is|was not|has not)|applied to (?:the )?wrong|wrong invoice)\b",
    ),
    (
        Reason.CREDIT_NOT_PROCESSED,
        r"\b(?:(?:credit|refund)(?: note)? (?:is |was |has )?(?:not|never|missing|still)|(?:missing|waiting for (?:my|a|the)|where is my) (?:credit|refund)|promised (?:a |me a )?(?:credit|refund))\b",
    ),
    (
        Reason.MISSING_DISCOUNT,
        r"\b(?:discount|promotion|promo|special offer|rebate)\b|(?:%|\bper ?cent) (?:off|less)\b",
    ),
    (
        Reason.AFTER_CANCELLATION,
        r"\b(?:cancell?ed|after (?:the )?cancell?ation|terminated|ended (?:the|our) contract|no longer (?:use|have|a client))\b",
    ),
    (
        Reason.RATE_DISCREPANCY,
        r"\b(?:rate(?<!tax rate)(?<!vat rate)|agreed price|price (?:we )?agreed|contract(?:ed)? price|price (?:is|was|went) (?:up|higher|increased|raised)|(?:hourly|unit) (?:price|rate)|price increase"
        r"|(?:an|per|a|the) hour(?!s)|(?:quote|quotation|contract|agreement|offer)s? (?:said|says|states|stated))\b",
    ),
    (Reason.QUANTITY, r"\b(?:quantity|too many|hours|units|pieces|wrong number of|how many)\b"),
    (Reason.TAX, r"\b(?:tax|vat|reverse charge)\b"),
    (Reason.TERMS, r"\b(?:late fee|due date|payment terms?|interest|reminder fee|deadline)\b"),
    (Reason.PRORATION, r"\b(?:pro[- ]?rat\w*|part of (?:a|the) month|half a month|mid[- ]month|partial month)\b"),
    (Reason.ARITHMETIC, r"\b(?:add(?:s|ed)? up|sum|total is wrong|arithmetic|calculation|miscalculated)\b"),
    (
        Reason.WRONG_CLIENT_DATA,
        r"\b(?:wrong (?:name|address|company|details|(?:legal )?(?:entity|person))|my (?:address|company name)|not our company"
        r"|(?:our|the|my) (?:gmbh|ag|ltd|limited|llc|inc|company|firm),? (?:instead|and not|not|rather than)|(?:to|at|for) our (?:gmbh|ltd|llc|inc)"
        r"|re-?issue(?:d)? (?:it |this |the invoice )?(?:with|to|in)|(?:our|the|my|a|without (?:a|our)) (?:po|purchase order)(?: number| no\.?)?"
        r"|(?:right|correct|other|different) (?:legal )?entity|(?:bill|invoice) (?:it )?(?:to )?(?:our|the|my) (?:gmbh|ag|ltd|limited|llc|inc|company|firm))\b",
    ),
    (
        Reason.MISINTERPRETED_SERVICE,
        r"\b(?:(?:billed|booked|charged) as|wrong service|different service|something else than|not what (?:we|i) ordered)\b",
    ),
    (
        Reason.UNRECOGNISED,
        r"\b(?:(?:don[’']?t|do not|didn[’']?t|did not) (?:recogni[sz]e|know|order)|never ordered|what is this|unknown charge|no idea)\b",
    ),
    (Reason.CLARIFICATION_REQUEST, r"\b(?:explain|explanation|documents?|proof|receipts?|copy|details of)\b"),
    (
        Reason.WRONG_AMOUNT,
        r"\b(?:wrong amount|wrong price|(?:price|charge|figure) (?:is |was |looks )?(?:wrong|not right|incorrect|off)|amount wrong|too (?:high|much|dear|expensive)|overpriced|overcharged|amount is (?:wrong|not right|incorrect)|incorrect amount|should (?:be|have been) (?:less|lower)|overbilled)\b",
    ),
]
_SAID_WITH_A_NOT: list[tuple[Reason, str]] = [
    (
        Reason.RATE_DISCREPANCY,
        r"\b(?:price|rate|increase)\b[^.,;:!?]*\b(?:never|not|n[’']t)\b[^.,;:!?]*\b(?:agreed|announced|told)\b"
        r"|\b(?:never|not|did ?n[’']?t) agreed? (?:to|on) (?:this|that|the|any) (?:price|rate|increase)\b",
    ),
]
"""What is wrong is that something was not done."""
_DENIED = re.compile(r"(?:\bnot|n[’']t|\bnever|\b(?:is|was|were)nt)\b[^.,;:!?]*", re.IGNORECASE)
_HOLD_OF_DENIAL = {
    Reason.NOT_RENDERED,
    Reason.CREDIT_NOT_PROCESSED,
    Reason.UNRECOGNISED,
    Reason.MISINTERPRETED_SERVICE,
    Reason.WRONG_CLIENT_DATA,
    Reason.MISAPPLIED_PAYMENT,
    Reason.ARITHMETIC,
    Reason.WRONG_AMOUNT,
}
"""Reasons that are said with a “not” of their own."""


def reason_in(text: str) -> Found[Reason]:
    """By its stored value or its label; else by words. Two that fit are both asked about."""
    plain = " ".join(text.lower().split()).strip(" .!?")
    for reason in Reason:
        if plain in (reason.value, reason.label.lower()):
            return Found.one(reason, "exact")
    admitted = _DENIED.sub(" ", text)
    found = [
        reason
        for reason, said in _SAID
        if re.search(said, text if reason in _HOLD_OF_DENIAL else admitted, re.IGNORECASE)
    ]
    found += [
        reason for reason, said in _SAID_WITH_A_NOT if re.search(said, text, re.IGNORECASE) and reason not in found
    ]
    if len(found) == 1:
        return Found.one(found[0], "words")
    return Found.ask(found, "several") if found else Found.nothing()
