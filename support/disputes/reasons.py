"""Why a charge may be disputed, and what turned out to be the cause."""

from support.kernel.enums import RichEnum


class Reason(RichEnum):
    """What the client says is wrong: `value, what clients read`."""

    DUPLICATE = "duplicate", "Charged twice"
    WRONG_AMOUNT = "wrong_amount", "The amount is wrong"
    RATE_DISCREPANCY = "rate_discrepancy", "Not the agreed price"
    QUANTITY = "quantity", "Wrong quantity or hours"
    NOT_RENDERED = "not_rendered", "Service or goods not received"
    MISINTERPRETED_SERVICE = "misinterpreted_service", "Billed as something else"
    MISAPPLIED_PAYMENT = "misapplied_payment", "My payment went to the wrong invoice"
    CREDIT_NOT_PROCESSED = "credit_not_processed", "A credit or refund is missing"
    MISSING_DISCOUNT = "missing_discount", "A discount is missing"
    AFTER_CANCELLATION = "after_cancellation", "Charged after cancelling"
    UNRECOGNISED = "unrecognised", "I do not recognise the charge"
    WRONG_CLIENT_DATA = "wrong_client_data", "Wrong name, address or company"
    TAX = "tax", "The tax is wrong"
    TERMS = "terms", "Late fee, due date or terms"
    PRORATION = "proration", "Part of a month charged wrongly"
    ARITHMETIC = "arithmetic", "It does not add up"
    CLARIFICATION_REQUEST = "clarification_request", "I need an explanation or documents"
    OTHER = "other", "Something else"


class RootCause(RichEnum):
    DATA_ENTRY = "data_entry", "Data entry"
    SOFTWARE_GLITCH = "software_glitch", "Software fault"
    STAFF_MISINFORMATION = "staff_misinformation", "We gave wrong information"
    INTERDEPT_MISCOMMUNICATION = "interdept_miscommunication", "Departments did not tell each other"
    PRICING_COMPLEXITY = "pricing_complexity", "Complicated prices"
    EXPECTATION_MISMATCH = "expectation_mismatch", "An outdated or spoken price was expected"
    CLIENT_MISUNDERSTANDING = "client_misunderstanding", "The bill was right and hard to understand"
    PROCESS_FAILURE = "process_failure", "A step of the process was left out"


class CauseClass(RichEnum):
    ERROR = "error", "Our error"
    MISCOMMUNICATION = "miscommunication", "Miscommunication"
    MISUNDERSTANDING = "misunderstanding", "Misunderstanding"


CLASS_OF = {
    RootCause.DATA_ENTRY: CauseClass.ERROR,
    RootCause.SOFTWARE_GLITCH: CauseClass.ERROR,
    RootCause.PROCESS_FAILURE: CauseClass.ERROR,
    RootCause.STAFF_MISINFORMATION: CauseClass.MISCOMMUNICATION,
    RootCause.INTERDEPT_MISCOMMUNICATION: CauseClass.MISCOMMUNICATION,
    RootCause.EXPECTATION_MISMATCH: CauseClass.MISCOMMUNICATION,
    RootCause.PRICING_COMPLEXITY: CauseClass.MISUNDERSTANDING,
    RootCause.CLIENT_MISUNDERSTANDING: CauseClass.MISUNDERSTANDING,
}


class Outcome(RichEnum):
    UPHELD = "upheld", "Upheld", "success"
    PARTLY_UPHELD = "partly_upheld", "Partly upheld", "info"
    NOT_UPHELD = "not_upheld", "Not upheld", "warning"
    SETTLED = "settled", "Settled", "info"
    WITHDRAWN = "withdrawn", "Withdrawn", "secondary"
    LAPSED = "lapsed", "Closed without an answer", "secondary"


class OverrideKind(RichEnum):
    """A rule of the policy that a manager sets aside in the client's favour."""

    NOTICE_WINDOW = "notice_window", "It came after the notice window, and is treated as if in time"
    REOPEN_WINDOW = "reopen_window", "It is opened again after the time for that"
    OTHER = "other", "Another rule, named in the reason"


class CheckKind(RichEnum):
    """The three checks without which nothing is decided."""

    BILLING = "billing", "Billing details"
    AGREEMENT = "agreement", "Terms of the agreement"
    DOCUMENTS = "documents", "Supporting documents"


class RemedyKind(RichEnum):
    ADJUST_CHARGE = "adjust_charge", "Correct the charge"
    DISCOUNT = "discount", "Discount"
    CREDIT = "credit", "Credit to the balance"
    REFUND = "refund", "Refund"
    PAYMENT_PLAN = "payment_plan", "Payment plan"
    ADDITIONAL_SERVICE = "additional_service", "Additional service"
    GOODWILL = "goodwill", "Goodwill credit"
    APOLOGY = "apology", "Apology"


CORRECTIONS = frozenset({RemedyKind.ADJUST_CHARGE, RemedyKind.CREDIT, RemedyKind.REFUND})
"""Posted as soon as they are decided: they put an error right. The others are settlements: offered first."""


class RemedyStatus(RichEnum):
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval", "warning"
    OFFERED = "offered", "Offered", "info"
    POSTED = "posted", "Posted", "success"
    SENT_BACK = "sent_back", "Sent back", "secondary"
    DECLINED = "declined", "Declined by the client", "secondary"
    EXPIRED = "expired", "Expired", "secondary"
    VOID = "void", "Undone", "secondary"
    RECALLED = "recalled", "Taken back before it was approved", "secondary"


class Channel(RichEnum):
    CHAT = "chat", "Chat"
    PORTAL = "portal", "Portal"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
