"""Looking things up: what the words fit best is the newest, and a person finds only what they may read."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import and_, func, literal_column, or_, select, text

from support.accounts.models import Person
from support.extensions import db
from support.kernel.errors import BadInput
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.sayings import N_
from support.search.models import Kind, SearchEntry
from support.search.showing import Hit, shown

MOST_WORDS = 8
LONGEST = 200
EVERYBODYS = (Kind.ARTICLE,)
RARE = 1000
"""Rows up to which a word is rare: so many are sorted without being noticed."""


def terms_of(words: str) -> list[str]:
    """What to look for: letters and digits only, no accents, at most eight terms; nothing here is an operator."""
    plain = unicodedata.normalize("NFKD", words[:LONGEST]).encode("utf-8", "ignore").decode()
    bare = "".join(letter for letter in plain.lower() if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", bare)[:MOST_WORDS]


def find(
    words: str, *, seen_by: Person | None, kind: Kind | None = None, before: str | None = None, limit: int = 20
) -> Page[Hit]:
    """What has all of `words`, the newest first; the last word may be the beginning of one. `before` is a `Page.next`.

    Nobody in particular (`seen_by` None) finds what is everybody's.
    """
    terms = terms_of(words)
    if not terms or (seen_by is not None and not seen_by.active):
        return Page([])
    look = _on_sqlite if db.engine.dialect.name == "sqlite" else _on_postgresql
    ids = look(terms, _Within(seen_by, kind, _place(before) if before else None), limit + 1)
    rows = {row.id: row for row in db.session.scalars(select(SearchEntry).where(SearchEntry.id.in_(ids[:limit])))}
    further = cursor_of(ids[limit - 1]) if len(ids) > limit else None
    return Page(shown([rows[one] for one in ids[:limit] if one in rows], terms), further)


@dataclass(frozen=True)
class _Within:
    """What narrows a search: whose rights, which kind, and the entry it goes on from."""

    seen_by: Person | None
    kind: Kind | None
    before: int | None

    @property
    def everything(self) -> bool:
        return self.seen_by is not None and self.seen_by.role.is_staff

    @property
    def client(self) -> int:
        """Whose rows are found beside what is everybody's; 0 for nobody's."""
        return (self.seen_by.organisation_id or 0) if self.seen_by else 0


def _place(cursor: str) -> int:
    place = keys_of(cursor, 1)[0]
    if not isinstance(place, int):
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page."), field="before")
    return place


def _on_sqlite(terms: list[str], within: _Within, limit: int) -> list[int]:
    """Rights and kind are part of what is matched, so that no search walks through rows that are not shown."""
    said = " ".join(f'"{term}"' for term in terms) + " *"
    match = f"{{words}} : ({said})"
    if not within.everything:
        own = f'("client{within.client}" "client") OR ' if within.client else ""
        match += f' AND {{scope}} : ({own}"everybody")'
    if within.kind is not None:
        # With the word before it, who may see it: “client” alone stands in the scope of whatever clients may see.
        kind = within.kind.value
        match += f' AND {{scope}} : ("client {kind}" OR "staff {kind}")'
    found = text(
        "select rowid from search_index where search_index match :match and rowid < :before"
        " order by rowid desc limit :limit"
    )
    before = 2**63 - 1 if within.before is None else within.before
    return list(db.session.scalars(found, {"match": match, "before": before, "limit": limit}))


def _on_postgresql(terms: list[str], within: _Within, limit: int) -> list[int]:
    """A rare word is read from its index and sorted; of a common one the newest rows are walked until enough have it.

    The planner cannot tell the two apart by the beginning of a word, so the first try says which it is.
    """
    match = literal_column("search_entries.vector").op("@@")(func.to_tsquery("simple", " & ".join(terms) + ":*"))
    wanted = select(SearchEntry.id).where(match)
    if not within.everything:
        own = and_(SearchEntry.organisation_id == within.client, SearchEntry.internal.is_(False))
        wanted = wanted.where(or_(own, SearchEntry.kind.in_(EVERYBODYS)))
    if within.kind is not None:
        wanted = wanted.where(SearchEntry.kind == within.kind)
    if within.before is not None:
        wanted = wanted.where(SearchEntry.id < within.before)
    some = list(db.session.scalars(wanted.limit(RARE + 1)))
    if len(some) <= RARE:
        return sorted(some, reverse=True)[:limit]
    return list(db.session.scalars(wanted.order_by(SearchEntry.id.desc()).limit(limit)))
