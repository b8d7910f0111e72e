"""Every verb of a dispute, in one place: `services.take(dispute, by=person)`."""

from support.disputes.afterwards import (
    close,
    escalate,
    flag_service_impact,
    hand_down,
    reject_outcome,
    reopen,
    start_follow_up,
    withdraw,
)
from support.disputes.answering import counter_offer, grant_counter, refuse_counter, remind_of_offers
from support.disputes.approving import look_for_approvers
from support.disputes.deciding import (
    approve,
    recall_proposal,
    resolve_not_upheld,
    resolve_with_correction,
    resolve_without_credit,
    send_back,
)
from support.disputes.for_now import credit_for_now, end_credit_for_now
from support.disputes.fulfilling import record_delivery, record_instalment, record_refund, remind_of_instalments
from support.disputes.handing_out import hand_out_waiting, relieve, relieve_absent
from support.disputes.handing_over import hand_over
from support.disputes.informing import tell_delay, tell_recourse
from support.disputes.investigating import (
    acknowledge,
    add_statement,
    ask_client,
    assign,
    attach_document,
    client_answers,
    record_cause,
    record_check,
    record_fact,
    resume,
    share_progress,
    take,
    verify_line,
)
from support.disputes.joining import link, link_told_together, merge
from support.disputes.lapsing import close_unanswered, lapse
from support.disputes.noting import add_note, mark_seen
from support.disputes.offering import accept_offer, decline_offer, expire_offer, offer_plan, offer_settlement
from support.disputes.opening import Opening, check_opening, open_dispute, was_opened_with
from support.disputes.overriding import override
from support.disputes.restating import write_corrected
from support.disputes.separating import unlink, unmerge
from support.disputes.splitting import split
from support.disputes.standing import tell_standing
from support.disputes.tagging import set_tags, tag
from support.disputes.undoing import void_credit

__all__ = [
    "Opening",
    "accept_offer",
    "acknowledge",
    "add_note",
    "add_statement",
    "approve",
    "ask_client",
    "assign",
    "attach_document",
    "check_opening",
    "client_answers",
    "close",
    "close_unanswered",
    "counter_offer",
    "credit_for_now",
    "decline_offer",
    "end_credit_for_now",
    "escalate",
    "expire_offer",
    "flag_service_impact",
    "grant_counter",
    "hand_down",
    "hand_out_waiting",
    "hand_over",
    "lapse",
    "link",
    "link_told_together",
    "look_for_approvers",
    "mark_seen",
    "merge",
    "offer_plan",
    "offer_settlement",
    "open_dispute",
    "override",
    "recall_proposal",
    "record_cause",
    "record_check",
    "record_delivery",
    "record_fact",
    "record_instalment",
    "record_refund",
    "refuse_counter",
    "reject_outcome",
    "relieve",
    "relieve_absent",
    "remind_of_instalments",
    "remind_of_offers",
    "reopen",
    "resolve_not_upheld",
    "resolve_with_correction",
    "resolve_without_credit",
    "resume",
    "send_back",
    "set_tags",
    "share_progress",
    "split",
    "start_follow_up",
    "tag",
    "take",
    "tell_delay",
    "tell_recourse",
    "tell_standing",
    "unlink",
    "unmerge",
    "verify_line",
    "void_credit",
    "was_opened_with",
    "withdraw",
    "write_corrected",
]
