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
    PRICE = "price", "Price of a unit"


class PricingModel(RichEnum):
    """How a quantity becomes an amount. 12 units at 10 for 5.00 and then 4.00: graduated 58.00, volume 48.00."""

    PER_UNIT = "per_unit", "Each unit at one price"
    GRADUATED = "graduated", "Each step at its own price"
    VOLUME = "volume", "All units at the price of the step reached"


class ProrationMethod(RichEnum):
    """What part of a price a part of a month costs."""

    SECONDS = "seconds", "To the second"
    DAYS_ACTUAL = "days_actual", "By the days of the month"
    DAYS_30_360 = "days_30_360", "By months of thirty days"
    NONE = "none", "Whole periods only"


class TimeRounding(RichEnum):
    """What is rounded up to the agreed increment."""

    ENTRY = "entry", "Each entry"
    DAY = "day", "The day"


class OrderKind(RichEnum):
    ORDER = "order", "Order"
    CONSENT = "consent", "Consent"


class AliasKind(RichEnum):
    """By what else a client is known."""

    NAME = "name", "Another name"
    PAYER = "payer", "Somebody who pays for them"
    ACCOUNT = "account", "Bank account they pay from"
    VIRTUAL_ACCOUNT = "virtual_account", "Account that was given to them alone"
    PARENT = "parent", "The client they belong to"


class CreditCause(RichEnum):
    """What a credit is owed for."""

    OUTAGE = "outage", "Outage"
    RETURN = "return", "Return"
    REBATE = "rebate", "Rebate"
    AGREED = "agreed", "Agreed"


class ReversalKind(RichEnum):
    """How money that was received went back."""

    REFUND = "refund", "Refund", "info"
    CHARGEBACK = "chargeback", "Chargeback", "danger"


class Severity(RichEnum):
    INFO = "info", "Note", "info"
    WARNING = "warning", "Worth a look", "warning"
    ERROR = "error", "Wrong", "danger"


class FindingStatus(RichEnum):
    OPEN = "open", "Open", "warning"
    CONFIRMED = "confirmed", "Confirmed", "danger"
    FALSE_POSITIVE = "false_positive", "Not an error", "secondary"
    FIXED = "fixed", "Corrected", "success"
