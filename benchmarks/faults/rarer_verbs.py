"""Verbs of a dispute that are seldom needed, each with what comes before it."""

from datetime import timedelta

from sqlalchemy import select

from benchmarks.faults.verbs import Prepare, dispute, remedy
from support.accounts.roles import Role
from support.disputes import attending, filing, in_bulk, joining, keeping_replies, keeping_views, proposing, services
from support.disputes.in_bulk import BulkRun, Deed, Wish
from support.disputes.models import Dispute, Mention
from support.disputes.proposing import Proposed, ProposedCheck
from support.disputes.reasons import CheckKind, Reason, RemedyKind, RootCause
from support.extensions import db
from support.feedback import rating
from support.files.inspection import accepted
from support.files.models import Attachment
from support.kernel import clock
from support.kernel.money import Money
from tests import factories
from tests.letters.conftest import Story

NOTE = b"%PDF-1.4\n%%EOF\n"


def _both_lines(story: Story) -> None:
    services.take(story.opened(lines=story.invoice.lines[1:]), by=story.ana)


def _split(story: Story) -> None:
    services.split(dispute(), [story.invoice.lines[1].id], why="They are two matters.", by=story.ana)


def _unanswered(story: Story) -> None:
    """The offer has run out, its end has been announced, and its day is today."""
    began = clock.now()
    clock.read_from(lambda: began - timedelta(days=40))
    story.offered()
    services.expire_offer(remedy(), by=story.grace)
    clock.read_from(lambda: began - timedelta(days=15))
    services.close_unanswered()
    clock.read_from(lambda: began)


def _service_owed(story: Story) -> None:
    service = services.offer_settlement(
        story.investigated(),
        kind=RemedyKind.ADDITIONAL_SERVICE,
        amount=Money.of("40", "EUR"),
        words="We change the seals.",
        by=story.ana,
    )
    services.accept_offer(service, by=story.maria)


def _plan_agreed(story: Story) -> None:
    plan = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": clock.today() + timedelta(days=5)}
    services.offer_plan(story.investigated(), words="Pay it in three parts.", by=story.ana, **plan)
    services.accept_offer(remedy(), by=story.maria)


def _about_data(story: Story) -> None:
    story.opened(reason=Reason.WRONG_CLIENT_DATA, claimed=None)
    services.take(dispute(), by=story.ana)
    for kind in CheckKind:
        services.record_check(dispute(), kind=kind, finding="Heard.", evidence="A call", passed=False, by=story.ana)
    services.record_cause(dispute(), root_cause=RootCause.DATA_ENTRY, by=story.ana)


def _put_right(story: Story) -> None:
    words = {"corrected": "It is Harbour Café Group from today.", "explanation": "It was typed as it was spoken."}
    services.resolve_without_credit(dispute(), **words, by=story.ana)


def _gone_up(story: Story) -> None:
    services.escalate(story.taken(), why="Somebody more senior.", by=story.maria)


def _down(story: Story) -> None:
    services.hand_down(dispute(), why="The price list answers it.", by=dispute().owner or story.grace)


def _plan(story: Story) -> None:
    plan = {"amount": Money.of("100", "EUR"), "instalments": 3, "first_due_on": clock.today() + timedelta(days=5)}
    services.offer_plan(dispute(), words="Pay it in three parts.", by=story.ana, **plan)


def _at_once(story: Story) -> None:
    """Checks, cause and decision in one go."""
    check = ProposedCheck("Two lines rest on one delivery.", "DLV-00311", passed=False)
    amounts = {story.invoice.lines[2].id: Money.of("40", "EUR")}
    proposed = Proposed(
        dict.fromkeys(CheckKind, check), RootCause.SOFTWARE_GLITCH, amounts, "It was billed twice by mistake.", ()
    )
    proposing.decide_as_proposed(dispute(), proposed, by=story.ana)


def _sent_in(story: Story) -> None:
    filing.add_files(story.taken(), [accepted("note.pdf", NOTE)], by=story.maria)


def _adopt(story: Story) -> None:
    filing.adopt_files(dispute(), list(db.session.scalars(select(Attachment))), by=story.maria)


def _done_in_bulk(story: Story) -> None:
    story.opened()
    in_bulk.run([dispute()], Wish(Deed.TAKE), by=story.ana)


def _undo(story: Story) -> None:
    in_bulk.undo(db.session.scalars(select(BulkRun)).one().public_id, by=story.ana)


def _away(story: Story) -> None:
    factories.make_person(Role.AGENT, name="Ben Okafor")
    story.taken()
    story.ana.active = False
    db.session.commit()


def _named(story: Story) -> None:
    services.add_note(story.taken(), words="Look, @ana.ruiz.", by=story.grace)


def _typed(story: Story) -> None:
    field = attending.Field("note", "words", "Half a sentence")
    attending.attend(story.taken(), story.ana, typing=True, fields=[field])


def _two(story: Story) -> None:
    story.opened()
    story.opened(lines=[story.invoice.lines[1]], statement="And this one is wrong too.")


def _told_together(story: Story) -> None:
    older, newer = db.session.scalars(select(Dispute).order_by(Dispute.id)).all()
    joining.link_told_together(newer, older, told_by=story.maria)


RARER_VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "split": (_both_lines, _split),
    "lapse": (_unanswered, lambda s: services.lapse(dispute())),
    "let a manager lapse it": (_unanswered, lambda s: services.lapse(dispute(), by=s.grace)),
    "record a delivery": (
        _service_owed,
        lambda s: services.record_delivery(remedy(), delivered_on=clock.today(), by=s.ana),
    ),
    "record an instalment": (
        _plan_agreed,
        lambda s: services.record_instalment(remedy(), position=1, reference="BANK-1", paid_on=clock.today(), by=s.ana),
    ),
    "hand down": (_gone_up, _down),
    "tag": (Story.taken, lambda s: services.tag(dispute(), add=["promo"], by=s.ana)),
    "set tags": (Story.taken, lambda s: services.set_tags(dispute(), ["promo", "quay"], by=s.ana)),
    "put right without a credit": (_about_data, _put_right),
    "begin the follow-up": (Story.resolved, lambda s: services.start_follow_up(dispute())),
    "write a corrected bill": (
        Story.resolved,
        lambda s: services.write_corrected(dispute(), why="It was billed twice.", by=s.sofia),
    ),
    "offer a plan": (Story.investigated, _plan),
    "end an offer": (Story.offered, lambda s: services.expire_offer(remedy(), by=s.grace)),
    "relieve who is away": (_away, lambda s: services.relieve(s.ana)),
    "say how it stands": (Story.taken, lambda s: services.tell_standing(dispute())),
    "see where one is named": (
        _named,
        lambda s: services.mark_seen(s.ana, list(db.session.scalars(select(Mention.id)))),
    ),
    "decide as proposed": (Story.taken, _at_once),
    "add files": (
        Story.taken,
        lambda s: filing.add_files(dispute(), [accepted("note.pdf", NOTE)], by=s.maria),
    ),
    "adopt files": (_sent_in, _adopt),
    "look at it": (Story.taken, lambda s: attending.attend(dispute(), s.ana, typing=True)),
    "keep a reply": (
        Story.taken,
        lambda s: keeping_replies.keep_reply(s.ana, title="Thanks", words="Thank you.", shared=False),
    ),
    "keep a view": (
        Story.taken,
        lambda s: keeping_views.keep_view(s.ana, name="Mine", asks={"mine": "yes"}, shared=False),
    ),
    "link what was told together": (_two, _told_together),
    "rate how it ended": (Story.resolved, lambda s: rating.rate(dispute(), score=5, by=s.maria)),
    "send what was typed": (_typed, lambda s: attending.sent(dispute(), s.ana, "note")),
}
AT_ONCE: dict[str, tuple[Prepare, Prepare]] = {"undo what was done to many": (_done_in_bulk, _undo)}
"""One dispute a transaction: the rest can be put back within the minute that there is for it."""
