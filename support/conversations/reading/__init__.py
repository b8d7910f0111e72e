"""What a client's words name: invoices, disputes, lines, amounts, months, reasons. Pure, and never a silent guess.

Every reader gets what it may choose from (the client's own invoices, the lines on show) and answers with
`Found`: `certain` when the words leave no choice, else `near` to ask about. English; numbers follow the locale.
"""

from support.conversations.reading.amounts import Amount, amounts_in, claimed_in
from support.conversations.reading.days import days_in, readings_in
from support.conversations.reading.found import Found, KnownInvoice, KnownLine
from support.conversations.reading.invoices import invoice_in
from support.conversations.reading.lines import WHOLE, lines_in
from support.conversations.reading.months import Period, periods_in
from support.conversations.reading.quantities import Quantity, billed_and_right, quantities_in, unit_of
from support.conversations.reading.reasons import reason_in
from support.conversations.reading.references import dispute_in

__all__ = [
    "WHOLE",
    "Amount",
    "Found",
    "KnownInvoice",
    "KnownLine",
    "Period",
    "Quantity",
    "amounts_in",
    "billed_and_right",
    "claimed_in",
    "days_in",
    "dispute_in",
    "invoice_in",
    "lines_in",
    "periods_in",
    "quantities_in",
    "readings_in",
    "reason_in",
    "unit_of",
]
