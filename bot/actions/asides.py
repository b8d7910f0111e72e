"""Which intents are an answer to a form's question, and which are something else said in between.

Something else is answered by its own rule, and the form then asks its question again. Every intent of the domain stands
in exactly one of these sets; a test compares them.
"""

from __future__ import annotations

YES = frozenset({"affirm", "accept_resolution"})
NO = frozenset({"deny", "reject_resolution"})

# The client speaks about what is wrong: inside the form that is an answer, whatever skill the intent starts elsewhere.
ABOUT_THE_CHARGE = frozenset(
    {
        "open_dispute",
        "dispute_unrecognised_charge",
        "dispute_duplicate_charge",
        "dispute_wrong_amount",
        "dispute_fee",
        "dispute_service",
        "missing_credit",
        "request_refund",
        "update_dispute",
        "check_payment",
        "not_my_invoice",
    }
)
ANSWERS = YES | NO | ABOUT_THE_CHARGE | {"inform", "nlu_fallback", "cancel_flow", "counter_offer"}

# Never an answer, not even where free words are asked for.
ALWAYS_ASIDE = frozenset(
    {
        "request_human",
        "request_escalation",
        "self_harm",
        "threat",
        "ask_amount_due",
        "check_dispute_status",
        "check_refund_status",
        "ask_policy",
        "ask_contact",
        "ask_capabilities",
        "bot_challenge",
        "greet",
        "thank_you",
        "goodbye",
    }
)
# Answered aside where one thing is asked for; part of the statement where the client tells the story.
ASIDE_UNLESS_TELLING = frozenset(
    {"explain_charge", "ask_bill_increase", "ask_fees", "pay_invoice", "hardship", "data_privacy", "external_recourse"}
)
# A short answer is easily taken for one of these ("March" for "the March invoice, please"): it is read first.
READ_FIRST = frozenset(
    {
        "get_invoice",
        "complain_service",
        "manage_payment_method",
        "report_payment_problem",
        "request_payment_extension",
        "update_billing_details",
        "other_account_request",
        "out_of_scope",
    }
)
# Buttons under a form's own question carry these; any other button belongs to another skill.
BUTTONS_OF_FORMS = frozenset({"inform", "affirm", "deny", "cancel_flow"})
