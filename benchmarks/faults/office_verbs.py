"""Verbs of the office: articles, findings, incidents, drafts, tasks, clients' data; each with what comes before it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select

from benchmarks.faults.verbs import Prepare, nothing
from support.accounts.roles import Role
from support.billing.agreements import Terms
from support.billing.audit import audit_client
from support.billing.kinds import FindingStatus
from support.billing.proactive import ProactiveCorrection
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.knowledge import services as knowledge
from support.knowledge import welcoming
from support.knowledge.models import Article, ArticleKind, WelcomePack
from support.prevention import announcing, correcting, dated, drafts, findings, incidents, own_data, reviewing, tasks
from support.prevention.incident_models import Incident
from support.prevention.models import Draft, Task
from support.prevention.noticing import notice_patterns
from support.prevention.request_models import DataRequest
from tests import factories
from tests.billing.files import BUYER, document, written
from tests.letters.conftest import Story

Row = TypeVar("Row")
TEXT = knowledge.Text("What “on hold” means", "Not due while we look into it.", "You need **not** pay it.")
CLEARER = knowledge.Text(TEXT.title, TEXT.summary, "You need not pay it.")
WORDS = "The agreement sets 100 a delivery; more was entered."


def _article(story: Story) -> None:
    knowledge.write(ArticleKind.ARTICLE, TEXT, by=story.grace)


def _published(story: Story) -> None:
    _article(story)
    knowledge.publish(_the(Article), by=story.grace)


def _policy(story: Story) -> None:
    for article in knowledge.begin_from_drafts(by=story.grace):
        knowledge.publish(article, by=story.grace)
    factories.make_price(factories.make_contract(story.harbour), unit_price=Decimal("18.50"))


def _welcomed(story: Story) -> None:
    _policy(story)
    welcoming.send(story.harbour, by=story.grace)


def _the(kind: type[Row]) -> Row:
    """The latest of them."""
    return db.session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()  # type: ignore[attr-defined]  # every kind has an id


def _wrong(story: Story) -> None:
    """Ours, on one bill, and nobody has looked."""
    factories.make_price(factories.make_contract(story.harbour))
    factories.make_invoice(story.harbour, [{"unit_price": "140"}], issued_on=date(2026, 3, 2))


def _found(price: str) -> Prepare:
    """An error of ours on one bill."""

    def prepare(story: Story) -> None:
        factories.make_price(factories.make_contract(story.harbour))
        factories.make_invoice(story.harbour, [{"unit_price": price}], issued_on=date(2026, 3, 2))
        audit_client(story.harbour)

    return prepare


def _finding() -> Finding:
    return db.session.scalars(select(Finding).where(Finding.rule == "R6").order_by(Finding.id).limit(1)).one()


def _propose(amount: int) -> Prepare:
    return lambda s: correcting.propose(_finding(), amount=Money(amount, "EUR"), words=WORDS, by=s.ana)


def _proposed(story: Story) -> None:
    _found("170")(story)
    correcting.propose(_finding(), amount=Money(7000, "EUR"), words=WORDS, by=story.ana)


def too_high(_story: Story) -> None:
    for _ in range(6):
        client = factories.make_organisation()
        factories.make_person(Role.CLIENT, organisation=client)
        factories.make_price(factories.make_contract(client))
        factories.make_invoice(client, [{"unit_price": "140"}], issued_on=date(2026, 3, 2))
        audit_client(client)


def _noticed(story: Story) -> None:
    too_high(story)
    notice_patterns()


def _confirmed(story: Story) -> None:
    _noticed(story)
    incidents.confirm(_the(Incident), explanation="A wrong price list was read in.", by=story.grace)


def _prepared(story: Story) -> None:
    _confirmed(story)
    incidents.prepare_credits(_the(Incident), by=story.ana)


def _judged(story: Story) -> None:
    _prepared(story)
    for error in incidents.errors_of(_the(Incident), sampled=True):
        incidents.judge(error, right=True, by=story.sofia)


def _judge(story: Story) -> None:
    incidents.judge(incidents.errors_of(_the(Incident), sampled=True)[0], right=True, by=story.sofia)


def _amend(story: Story) -> None:
    error = incidents.errors_of(_the(Incident))[0]
    incidents.amend(error, amount=Money(1000, "EUR"), words="Only ten of it.", by=story.ana)


def _buyer(story: Story) -> None:
    story.harbour.tax_id = BUYER.tax_id
    db.session.commit()


def _prepare(story: Story) -> None:
    made = document()
    drafts.prepare(written(made), f"{made.number}.xml", by=story.ana)


def _drafted(story: Story) -> None:
    _buyer(story)
    _prepare(story)


def _ask(story: Story) -> None:
    wanted = {name: getattr(story.harbour, name) or "" for name in own_data.FIELDS} | {"city": "Galway"}
    own_data.ask(wanted, words="We have moved.", by=story.maria)


def _agreement(story: Story) -> None:
    contract = factories.make_contract(story.harbour)
    db.session.add(Terms(contract_id=contract.id, review_on=clock.today() + timedelta(days=10)))
    db.session.commit()
    dated.make_tasks()


def new_price(story: Story) -> None:
    contract, first = factories.make_contract(story.harbour), clock.today() + timedelta(days=40)
    factories.make_price(contract, valid_to=first - timedelta(days=1))
    factories.make_price(contract, unit_price=Decimal(120), valid_from=first)
    dated.make_tasks()


def _concern(story: Story) -> None:
    tasks.raise_concern(_the(Task), number=story.invoice.number, words="It costs too much.", by=story.ana)


def _put_off(story: Story) -> None:
    tasks.put_off(_the(Task), to=clock.today() + timedelta(days=30), words="They are away.", by=story.ana)


def _rewrite(story: Story) -> None:
    knowledge.rewrite(_the(Article), CLEARER, why="Clearer.", number=1, by=story.grace)


def _leave(story: Story) -> None:
    findings.decide(_finding(), FindingStatus.FALSE_POSITIVE, words="It was agreed by phone.", by=story.grace)


OFFICE_VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "articles: write": (nothing, _article),
    "articles: rewrite": (_article, _rewrite),
    "articles: publish": (_article, lambda s: knowledge.publish(_the(Article), by=s.grace)),
    "articles: take back": (_published, lambda s: knowledge.take_back(_the(Article), by=s.grace)),
    "articles: begin from drafts": (nothing, lambda s: knowledge.begin_from_drafts(by=s.grace)),
    "welcome: send": (_policy, lambda s: welcoming.send(s.harbour, by=s.grace)),
    "welcome: read": (_welcomed, lambda s: welcoming.acknowledge(_the(WelcomePack), by=s.maria)),
    "findings: look for them": (_wrong, lambda s: audit_client(s.harbour)),
    "findings: assign": (_found("140"), lambda s: findings.assign(_finding(), to=s.ana, by=s.grace)),
    "findings: decide": (_found("140"), _leave),
    "findings: add a note": (_found("140"), lambda s: findings.add_note(_finding(), words="Ask them.", by=s.ana)),
    "findings: correct": (_found("140"), _propose(4000)),
    "findings: correct above the limit": (_found("170"), _propose(7000)),
    "findings: approve": (_proposed, lambda s: correcting.approve(_the(ProactiveCorrection), by=s.grace)),
    "findings: send back": (
        _proposed,
        lambda s: correcting.send_back(_the(ProactiveCorrection), words="Only 40.", by=s.grace),
    ),
    "incidents: confirm": (
        _noticed,
        lambda s: incidents.confirm(_the(Incident), explanation="A wrong list.", by=s.grace),
    ),
    "incidents: dismiss": (_noticed, lambda s: incidents.dismiss(_the(Incident), words="It was meant.", by=s.grace)),
    "incidents: prepare the credits": (_confirmed, lambda s: incidents.prepare_credits(_the(Incident), by=s.ana)),
    "incidents: amend a credit": (_prepared, _amend),
    "incidents: judge a credit": (_prepared, _judge),
    "incidents: release": (_judged, lambda s: incidents.release(_the(Incident), by=s.grace)),
    "drafts: prepare": (_buyer, _prepare),
    "drafts: approve": (_drafted, lambda s: reviewing.approve(_the(Draft), by=s.sofia, words="I have looked at it.")),
    "drafts: check again": (_drafted, lambda s: reviewing.recheck(_the(Draft), by=s.ana)),
    "drafts: send back": (_drafted, lambda s: reviewing.send_back(_the(Draft), words="Add it up.", by=s.sofia)),
    "drafts: withdraw": (_drafted, lambda s: reviewing.withdraw(_the(Draft), words="Twice.", by=s.ana)),
    "data: confirm": (nothing, lambda s: own_data.confirm(by=s.maria)),
    "data: approve": (_ask, lambda s: own_data.approve(_the(DataRequest), by=s.ana)),
    "data: decline": (_ask, lambda s: own_data.decline(_the(DataRequest), words="It says Cork.", by=s.ana)),
    "data: take back": (_ask, lambda s: own_data.take_back(_the(DataRequest), by=s.maria)),
    "tasks: finish": (_agreement, lambda s: tasks.finish(_the(Task), outcome="They stay.", by=s.ana)),
    "tasks: put off": (_agreement, _put_off),
    "tasks: assign": (_agreement, lambda s: tasks.assign(_the(Task), to=s.sofia, by=s.grace)),
    "tasks: raise a concern": (_agreement, _concern),
    "tasks: announce a price": (new_price, lambda s: announcing.announce(_the(Task), by=s.ana)),
}
