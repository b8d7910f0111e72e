"""The triggers that write what can be found, and writing it all anew."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, text

from support.extensions import db
from support.kernel.transaction import transaction
from support.kernel.triggers import Trigger, declare


@dataclass(frozen=True)
class Source:
    """Where a kind of entry comes from. SQL over one row named `new`: its words, its client, and who may see it.

    What is `everybodys` is no client's: anyone may find it, whoever they are. `watched` are the columns whose change is a change of the words; without any, rows of the table never change.
    """

    kind: str
    table: str
    words: str
    client: str
    internal: bool = False
    watched: str = ""
    condition: str = ""
    everybodys: bool = False

    @property
    def columns(self) -> str:
        """The values of an entry, in the order that `INTO` names."""
        seen = "staff" if self.internal else "client"
        hidden = "true" if self.internal else "false"
        whose = "'everybody'" if self.everybodys else f"'client' || coalesce({self.client}, 0)"
        scope = f"{whose} || ' {seen} {self.kind}'"
        return f"'{self.kind}', new.id, {self.client}, {hidden}, {scope}, {self.words}"


def joined(*columns: str) -> str:
    """SQL: the columns' texts with a space between them, whichever are null."""
    return " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)


SOURCES = (
    Source(
        "dispute",
        "disputes",
        # The bare number too: people write 42 for DSP-00042.
        joined("new.reference", "ltrim(substr(new.reference, 5), '0')", "new.statement"),
        "new.organisation_id",
        watched="statement",
    ),
    Source(
        "decision",
        "disputes",
        "new.explanation",
        "new.organisation_id",
        internal=True,
        watched="explanation",
        condition="new.explanation != ''",
    ),
    Source(
        "note",
        "notes",
        "new.words",
        "(select d.organisation_id from disputes d where d.id = new.dispute_id)",
        internal=True,
        watched="words",
    ),
    Source(
        "message",
        "messages",
        "new.text",
        "(select c.organisation_id from conversations c where c.id = new.conversation_id)",
        condition="new.author in ('client', 'person')",
    ),
    Source(
        "invoice",
        "invoices",
        joined("new.number", "new.buyer_reference", "new.contract_reference", "new.corrects_number", "new.note"),
        "new.organisation_id",
    ),
    Source(
        "client",
        "organisations",
        joined("new.name", "new.ref", "new.tax_id", "new.company_id", "new.city"),
        "new.id",
        watched="name, tax_id, company_id, city",
    ),
    Source(
        "person",
        "people",
        joined("new.name", "new.email"),
        "new.organisation_id",
        internal=True,
        watched="name, email",
    ),
    Source(
        "article",
        "articles",
        # Nothing is found of what is not published: an entry without words fits no search.
        f"case when new.published then {joined('new.title', 'new.summary', 'new.body')} else '' end",
        "null",
        watched="title, summary, body, published",
        everybodys=True,
    ),
)
INTO = "insert into search_entries (kind, thing_id, organisation_id, internal, scope, words)"
AGAIN = "on conflict (kind, thing_id) do update set words = excluded.words"


def _keeping(source: Source, when: str, name: str) -> Trigger:
    write = f"{INTO} values ({source.columns}) {AGAIN};"
    return Trigger(name, source.table, when, write, write, source.condition, "search_entries")


def _of(source: Source) -> list[Trigger]:
    made = [_keeping(source, "after insert", f"search_{source.kind}_made")]
    if source.watched:
        made.append(_keeping(source, f"after update of {source.watched}", f"search_{source.kind}_changed"))
    return made


# SQLite's index holds no text of its own and has to be told of each change; PostgreSQL's follows by itself.
SQLITE_INDEX = (
    Trigger(
        "search_entry_made",
        "search_entries",
        "after insert",
        "insert into search_index (rowid, words, scope) values (new.id, new.words, new.scope);",
        "",
    ),
    Trigger(
        "search_entry_gone",
        "search_entries",
        "after delete",
        "insert into search_index (search_index, rowid, words, scope) values ('delete', old.id, old.words, old.scope);",
        "",
    ),
    Trigger(
        "search_entry_changed",
        "search_entries",
        "after update of words, scope",
        "insert into search_index (search_index, rowid, words, scope) values ('delete', old.id, old.words, old.scope);"
        " insert into search_index (rowid, words, scope) values (new.id, new.words, new.scope);",
        "",
    ),
)

declare(*(trigger for source in SOURCES for trigger in _of(source)), *SQLITE_INDEX)


def rebuild(source: Source) -> int:
    """Write the entries of one source anew, in one transaction; returns how many there are."""
    with transaction():
        db.session.execute(text("delete from search_entries where kind = :kind"), {"kind": source.kind})
        where = source.condition or "true"
        rows = f"select {source.columns} from {source.table} as new where {where} order by new.id"  # noqa: S608 — ours
        written = cast("CursorResult[Any]", db.session.execute(text(f"{INTO} {rows}")))
        return written.rowcount
