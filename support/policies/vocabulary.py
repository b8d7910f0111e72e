"""The names of what may happen to a dispute, as policies say them. Clocks start, stop, pause and grow on these."""

LIFECYCLE = (
    "received",
    "acknowledged",
    "taken",
    "asked_client",
    "client_answered",
    "progress_shared",
    "standing_told",
    "approval_requested",
    "offered",
    "offer_accepted",
    "offer_declined",
    "offer_expired",
    "determined",
    "determined_error",
    "determined_no_error",
    "resolved",
    "final_response_sent",
    "outcome_rejected",
    "reopened",
    "escalated",
    "remedy_posted",
    "follow_up_started",
    "withdrawn",
    "closed",
)
"""Read from the dispute's own history."""

FACTS = (
    "statement_sent",
    "new_account",
    "point_of_sale",
    "foreign_transaction",
    "oral_notice",
    "written_confirmation_received",
    "written_confirmation_missing",
    "provisional_credit_posted",
    "provisional_credit_notified",
    "provisional_credit_reversed",
    "holding_response_sent",
    "summary_resolution_sent",
    "payment_services_complaint",
    "superannuation_complaint",
    "delay_notice_sent",
    "in_progress_sent",
    "urgent",
    "deadlock",
    "adr_letter_sent",
    "agreed",
    "implemented",
    "extension_agreed",
    "supervisory_review_requested",
    "supervisory_review_answered",
    "records_requested",
    "records_sent",
    "unauthorised_charge_reported",
    "unauthorised_charge_removed",
    "overbilling_found",
    "overbilling_corrected",
    "overcharge_found",
    "overcharge_large",
    "former_client",
    "client_informed",
    "repaid",
    "systemic_error_found",
    "systemic_error_reported",
    "invoice_improper",
    "invoice_returned",
    "invoice_proper",
    "paid",
    "case_forwarded",
    "recourse_informed",
)
"""Recorded by a person, or given on the command line."""

KNOWN = frozenset({*LIFECYCLE, *FACTS})

ALIASES = {
    "notice_received": "received",
    "complaint_received": "received",
    "opened": "received",
    "statement_transmitted": "statement_sent",
    "invoice_issued": "statement_sent",
    "pos": "point_of_sale",
    "foreign": "foreign_transaction",
    "provisional_credit": "provisional_credit_posted",
    "psd": "payment_services_complaint",
    "psd_complaint": "payment_services_complaint",
    "withdrew": "withdrawn",
    "reasserted": "reopened",
    "holding_response": "holding_response_sent",
    "response_sent": "final_response_sent",
    "progress": "progress_shared",
    "update_sent": "progress_shared",
}


def name_of(word: str) -> str:
    """The name that `word` stands for. Raises `ValueError` with the known ones for anything else."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    for candidate in (plain, plain.removesuffix("_on"), plain.removesuffix("_at")):
        if ALIASES.get(candidate, candidate) in KNOWN:
            return ALIASES.get(candidate, candidate)
    raise ValueError(f"“{word}” is not among the events that clocks know: {', '.join(sorted(KNOWN))}")
