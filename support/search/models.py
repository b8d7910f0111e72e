"""What can be found, one row a thing. The database's own triggers keep it current, whatever writes to the ledger."""

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey


class Kind(RichEnum):
    """What was found."""

    DISPUTE = "dispute", "Dispute"
    DECISION = "decision", "Decision"
    NOTE = "note", "Internal note"
    MESSAGE = "message", "Message"
    INVOICE = "invoice", "Invoice"
    CLIENT = "client", "Client"
    PERSON = "person", "Person"
    ARTICLE = "article", "Article"


class SearchEntry(Model):
    """`thing_id` is the row of the table that `kind` names; `internal` is for staff only.

    `scope` says the same as `organisation_id`, `internal` and `kind` in words that the index on SQLite can match.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id"),
        Index("ix_search_entries_client", "organisation_id", "id"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[Kind]
    thing_id: Mapped[int] = mapped_column(BigInteger)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    internal: Mapped[bool] = mapped_column(default=False)
    scope: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(Text)


# Marks off letters only: “DSP-00042” must fall into the same two words here as on SQLite, not into a negative number.
PLAIN = r"regexp_replace(normalize(lower({}), NFKD), '[\u0300-\u036f]', '', 'g')"
VECTOR = f"to_tsvector('simple'::regconfig, regexp_replace({PLAIN}, '[[:punct:][:space:]]+', ' ', 'g'))"
INDEX = {
    "sqlite": [
        "create virtual table search_index using fts5(words, scope, content='search_entries', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    ],
    # Stored, not only indexed: whether a row has a word's beginning is looked up in the row again.
    "postgresql": [
        f"alter table search_entries add column vector tsvector generated always as ({VECTOR.format('words')}) stored",
        "create index search_entries_vector on search_entries using gin (vector)",
    ],
}


@event.listens_for(SearchEntry.__table__, "after_create")
def make_index(_table: object, connection: Connection, **_: object) -> None:
    for statement in INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(SearchEntry.__table__, "before_drop")
def drop_index(_table: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("drop table if exists search_index")
