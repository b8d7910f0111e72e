"""From what the index found to what a person reads: one statement a kind, however many were found."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.conversations.models import Conversation, Message
from support.disputes.models import Dispute, Note
from support.extensions import db
from support.knowledge.models import Article
from support.search.models import Kind, SearchEntry

OPENS, CLOSES = "\x02", "\x03"
AROUND = 90
MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|(?<!\S)(?:#{1,6}|>|-)(?=\s)|[*`|]+")
"""What Markdown adds to the words of an article; of a link, its words stay."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `about` is where it leads: a dispute's reference, an invoice's number, a chat's public id,
    a client's ref, an article's slug.

    `title` names it, `client` is a name, and `excerpt` its words, each found one between `OPENS` and `CLOSES`.
    """

    kind: Kind
    about: str
    title: str
    client: str
    excerpt: str


def shown(entries: list[SearchEntry], terms: list[str]) -> list[Hit]:
    """`entries` in their order; one whose thing is no longer there is left out."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry.thing_id)
    things = {(kind, row[0]): row for kind, ids in by_kind.items() for row in db.session.execute(READ[kind](ids))}
    pairs = [(entry, things.get((entry.kind, entry.thing_id))) for entry in entries]
    return [_hit(entry, row, terms) for entry, row in pairs if row is not None]


def _hit(entry: SearchEntry, row: Row[tuple[int, str, str, str]], terms: list[str]) -> Hit:
    _, about, title, client = row
    words = entry.words
    if entry.kind is Kind.DISPUTE:
        # They begin with its reference and its bare number, for whoever looks for those: the title says them.
        words = re.sub(rf"^{re.escape(about)} \d+ ", "", words)
    elif entry.kind is Kind.ARTICLE:
        words = MARKUP.sub(r"\1", words)
    return Hit(entry.kind, about, title, client or "", excerpt_of(words, terms))


def excerpt_of(words: str, terms: Iterable[str]) -> str:
    """The stretch of `words` around the first of `terms`, with every one of them marked."""
    plain = " ".join(words.replace(OPENS, "").replace(CLOSES, "").split())
    pattern = re.compile(
        "|".join(rf"\b{re.escape(term)}" for term in sorted(terms, key=len, reverse=True)), re.IGNORECASE
    )
    first = pattern.search(plain)
    start = max(0, first.start() - AROUND) if first else 0
    start = plain.rfind(" ", 0, start) + 1 if start else 0
    piece = plain[start : start + 2 * AROUND]
    marked = pattern.sub(lambda found: f"{OPENS}{found.group()}{CLOSES}", piece)
    return ("… " if start else "") + marked + (" …" if start + 2 * AROUND < len(plain) else "")


Wanted = Select[tuple[int, str, str, str]]


def _disputes(ids: list[int]) -> Wanted:
    named = select(Dispute.id, Dispute.reference, Dispute.reference, Organisation.name)
    return named.join(Organisation, Organisation.id == Dispute.organisation_id).where(Dispute.id.in_(ids))


def _notes(ids: list[int]) -> Wanted:
    named = select(Note.id, Dispute.reference, Dispute.reference, Organisation.name)
    joined = named.join(Dispute, Dispute.id == Note.dispute_id)
    return joined.join(Organisation, Organisation.id == Dispute.organisation_id).where(Note.id.in_(ids))


def _messages(ids: list[int]) -> Wanted:
    named = select(Message.id, Conversation.public_id, Person.name, Organisation.name)
    joined = named.join(Conversation, Conversation.id == Message.conversation_id)
    joined = joined.join(Organisation, Organisation.id == Conversation.organisation_id)
    return joined.outerjoin(Person, Person.id == Message.person_id).where(Message.id.in_(ids))


def _invoices(ids: list[int]) -> Wanted:
    named = select(Invoice.id, Invoice.number, Invoice.number, Organisation.name)
    return named.join(Organisation, Organisation.id == Invoice.organisation_id).where(Invoice.id.in_(ids))


def _clients(ids: list[int]) -> Wanted:
    named = select(Organisation.id, Organisation.ref, Organisation.name, Organisation.ref)
    return named.where(Organisation.id.in_(ids))


def _people(ids: list[int]) -> Wanted:
    named = select(Person.id, Organisation.ref, Person.name, Organisation.name)
    return named.outerjoin(Organisation, Organisation.id == Person.organisation_id).where(Person.id.in_(ids))


def _articles(ids: list[int]) -> Wanted:
    named = select(Article.id, Article.slug, Article.title, Article.summary)
    return named.where(Article.id.in_(ids), Article.published)


READ: dict[Kind, Callable[[list[int]], Wanted]] = {
    Kind.DISPUTE: _disputes,
    Kind.DECISION: _disputes,
    Kind.NOTE: _notes,
    Kind.MESSAGE: _messages,
    Kind.INVOICE: _invoices,
    Kind.CLIENT: _clients,
    Kind.PERSON: _people,
    Kind.ARTICLE: _articles,
}
