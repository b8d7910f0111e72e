"""The ledger's rules about money that hold in the database itself, whoever writes to it.

Documents that were imported may break them, and the audit says so; what is posted here may not.
"""

from support.kernel.safeguards import DELETE, INSERT, Safeguard, keep

GIVEN = (
    "(select coalesce(sum(amount_minor), 0) from credit_applications where credit_note_id = NEW.credit_note_id)"
    " + (select coalesce(sum(amount_minor), 0) from refunds where credit_note_id = NEW.credit_note_id)"
)
GIVES = (
    "(select case when kind = 'credit_note' then payable_minor else -payable_minor end"
    " from invoices where id = NEW.credit_note_id)"
)
POSTED = "exists (select 1 from invoices where id = NEW.invoice_id and source_format = 'posted')"


LINE_CREDIT = (
    # More than the line came to, or less than nothing.
    "(select sum(net_minor) from invoice_lines where corrects_line_id = NEW.corrects_line_id) not between 0 and"
    " (select case when net_minor > 0 then net_minor else 0 end from invoice_lines where id = NEW.corrects_line_id)"
)
REFUNDED = "(select coalesce(sum(amount_minor), 0) from refunds where invoice_id = {row}.invoice_id)"
PAID = "(select coalesce(sum(amount_minor), 0) from allocations where invoice_id = {row}.invoice_id)"
MORE_THAN_PAID = f"{REFUNDED} > {PAID}"


keep(
    Safeguard(
        "invoice_frozen",
        "invoices",
        ("update of net_minor, tax_minor, gross_minor, payable_minor, currency, kind",),
        "NEW.net_minor <> OLD.net_minor or NEW.tax_minor <> OLD.tax_minor or NEW.gross_minor <> OLD.gross_minor"
        " or NEW.payable_minor <> OLD.payable_minor or NEW.currency <> OLD.currency or NEW.kind <> OLD.kind",
        "an issued document is never edited",
    ),
    Safeguard(
        "line_frozen",
        "invoice_lines",
        ("update of net_minor, invoice_id",),
        "NEW.net_minor <> OLD.net_minor or NEW.invoice_id <> OLD.invoice_id",
        "a line of an issued document is never edited",
    ),
    Safeguard(
        "line_credit",
        "invoice_lines",
        (INSERT, "update of corrects_line_id"),
        " and ".join(("NEW.corrects_line_id is not null", POSTED, LINE_CREDIT)),
        "more than a line came to would be credited on it",
        ("invoice_lines", "NEW.corrects_line_id"),
    ),
    Safeguard(
        "invoice_credit",
        "invoices",
        (INSERT, "update of corrects_id"),
        "NEW.corrects_id is not null and NEW.source_format = 'posted' and NEW.net_minor > 0"
        " and (select sum(case when kind = 'credit_note' then net_minor else -net_minor end) from invoices"
        " where corrects_id = NEW.corrects_id and (kind = 'credit_note' or payable_minor < 0))"
        " > (select case when net_minor > 0 then net_minor else 0 end from invoices where id = NEW.corrects_id)",
        "more than an invoice came to would be credited on it",
        ("invoices", "NEW.corrects_id"),
    ),
    Safeguard(
        "replaced_once",
        "invoices",
        (INSERT, "update of corrects_id"),
        "NEW.corrects_id is not null and NEW.kind = 'corrected_invoice' and NEW.payable_minor >= 0"
        " and exists (select 1 from invoices where corrects_id = NEW.corrects_id and id <> NEW.id"
        " and kind = 'corrected_invoice' and payable_minor >= 0)",
        "an invoice would be replaced by two corrected ones",
        ("invoices", "NEW.corrects_id"),
    ),
    Safeguard(
        "credit_spent",
        "credit_applications",
        (INSERT, "update of amount_minor, credit_note_id, invoice_id"),
        f"{GIVEN} > {GIVES}",
        "more credit would be spent than its note gives",
        ("invoices", "NEW.credit_note_id"),
    ),
    Safeguard(
        "credit_settles",
        "credit_applications",
        (INSERT, "update of amount_minor, invoice_id"),
        "(select sum(amount_minor) from credit_applications where invoice_id = NEW.invoice_id)"
        " > (select abs(payable_minor) from invoices where id = NEW.invoice_id)",
        "credit would settle more than an invoice came to",
        ("invoices", "NEW.invoice_id"),
    ),
    Safeguard(
        "credit_elsewhere",
        "credit_applications",
        (INSERT, "update of invoice_id, credit_note_id"),
        "exists (select 1 from invoices where id = NEW.credit_note_id and corrects_id = NEW.invoice_id)"
        " and exists (select 1 from credit_applications where credit_note_id = NEW.credit_note_id and id < NEW.id)",
        "what a credit note has left never goes back to the invoice that it corrects",
    ),
    Safeguard(
        "refund_kept",
        "refunds",
        (INSERT, "update of amount_minor, credit_note_id"),
        f"{GIVEN} > {GIVES}",
        "more would be paid back than the credit note has left",
        ("invoices", "NEW.credit_note_id"),
    ),
    Safeguard(
        "refund_paid",
        "refunds",
        (INSERT, "update of amount_minor, invoice_id"),
        MORE_THAN_PAID.format(row="NEW"),
        "more would be paid back than was paid",
        ("invoices", "NEW.invoice_id"),
    ),
    Safeguard(
        "payment_kept",
        "allocations",
        ("update of amount_minor, invoice_id", DELETE),
        MORE_THAN_PAID.format(row="OLD"),
        "what was paid back would no longer have been paid",
        ("invoices", "OLD.invoice_id"),
    ),
)
