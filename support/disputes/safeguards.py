"""The rules of disputes that hold in the database itself, whoever writes to it."""

from support.disputes.states import OPEN
from support.kernel.safeguards import INSERT, Safeguard, keep

OPEN_ONES = ", ".join(f"'{status.value}'" for status in OPEN)
IN_AN_OPEN_ONE = " ".join(("exists (select 1 from disputes where id = NEW.dispute_id and status in (", OPEN_ONES, "))"))

keep(
    Safeguard(
        "decided_on_checks",
        "disputes",
        ("update of status",),
        "NEW.status = 'resolved' and OLD.status <> 'resolved' and (NEW.root_cause is null or"
        " (select count(*) from checks where dispute_id = NEW.id) < 3)",
        "nothing is decided without the three checks and a root cause",
    ),
    Safeguard(
        "line_of_an_open_one",
        "disputed_lines",
        (INSERT, "update of open, dispute_id"),
        f"(case when NEW.open then 1 else 0 end) = 1 and not {IN_AN_OPEN_ONE}",
        "a line is in dispute only while the dispute is open",
        ("disputes", "NEW.dispute_id"),
    ),
    Safeguard(
        "proposal_frozen",
        "remedies",
        ("update of amount_minor, kind, dispute_id",),
        "NEW.amount_minor <> OLD.amount_minor or NEW.kind <> OLD.kind or NEW.dispute_id <> OLD.dispute_id",
        "a proposal is never changed: it is taken back, and another is made",
    ),
    Safeguard(
        "remedy_given_once",
        "remedies",
        ("update of status",),
        "OLD.status in ('declined', 'expired', 'void', 'recalled', 'sent_back') and NEW.status <> OLD.status",
        "what has ended is not given any more",
    ),
    Safeguard(
        "wish_answered",
        "remedies",
        (INSERT, "update of counter_answered_at, counter_minor"),
        "NEW.counter_answered_at is not null and NEW.counter_minor is null",
        "only what a client has asked for is answered",
    ),
    Safeguard(
        "notice_given",
        "remedies",
        (INSERT, "update of notice_at, status"),
        "NEW.notice_at is not null and NEW.status <> 'expired'",
        "only of a proposal that ran out is notice given",
    ),
)
