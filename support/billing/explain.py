"""Why this charge: sentences for people, every figure of them from the ledger's rows.

The assistant, the portal, the desk and the letters all say these. `locale` is the reader's: amounts and dates follow it.
"""

from support.billing.explaining.changes import explain_difference
from support.billing.explaining.charges import explain_line, explain_lines, explain_mistakes
from support.billing.explaining.invoices import explain_invoice
from support.billing.explaining.prices import explain_price
from support.billing.explaining.prorations import explain_change, explain_proration, has_proration
from support.billing.explaining.reckonings import explain_late_fee, explain_tax, explain_tiers, explain_total
from support.billing.explaining.repeats import explain_duplicates
from support.billing.explaining.settlements import (
    explain_balance,
    explain_paid_within,
    explain_payment,
    explain_payments,
    explain_recent_payments,
)
from support.billing.explaining.shapes import Explanation, Source, Suggested, sources_of

__all__ = [
    "Explanation",
    "Source",
    "Suggested",
    "explain_balance",
    "explain_change",
    "explain_difference",
    "explain_duplicates",
    "explain_invoice",
    "explain_late_fee",
    "explain_line",
    "explain_lines",
    "explain_mistakes",
    "explain_paid_within",
    "explain_payment",
    "explain_payments",
    "explain_price",
    "explain_proration",
    "explain_recent_payments",
    "explain_tax",
    "explain_tiers",
    "explain_total",
    "has_proration",
    "sources_of",
]
