"""The closed vocabularies of the ledger."""

from support.kernel.enums import RichEnum


class DocumentKind(RichEnum):
    """By UNCL 1001: 380 invoice, 381 credit note, 384 corrected invoice."""

    INVOICE = "invoice", "Invoice", "primary"
    CREDIT_NOTE = "credit_note", "Credit note", "success"
    CORRECTED_INVOICE = "corrected_invoice", "Corrected invoice", "info"


class RecordKind(RichEnum):
    """What a line may rest on."""

    USAGE = "usage", "Usage"
    DELIVERY = "delivery", "Delivery"
    TIME = "time", "Time entry"


class PromiseKind(RichEnum):
    PERCENT = "percent", "Percentage off"
    AMOUNT = "amount", "Amount off"
    FREE_UNITS = "free_units", "Free units"


class Severity(RichEnum):
    INFO = "info", "Note", "info"
    WARNING = "warning", "Worth a look", "warning"
    ERROR = "error", "Wrong", "danger"


class FindingStatus(RichEnum):
    OPEN = "open", "Open", "warning"
    CONFIRMED = "confirmed", "Confirmed", "danger"
    FALSE_POSITIVE = "false_positive", "Not an error", "secondary"
    FIXED = "fixed", "Corrected", "success"
