"""Tags: short words of the staff on a dispute, to find and sort it by. Clients never see them."""

import re
from collections.abc import Iterable

from sqlalchemy import Select, select

from support.accounts.models import Person
from support.disputes.locking import locked
from support.disputes.models import Dispute, DisputeTag
from support.disputes.permissions import require
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel.errors import BadInput
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

LONGEST, MOST = 40, 12


def tags_in(words: str) -> list[str]:
    """“Promo, urgent” → ["promo", "urgent"], each once. Raises `BadInput` for what is too long."""
    parts = [" ".join(part.split()).lower().lstrip("#") for part in re.split(r"[,;\n]", readable(words, "tags"))]
    names = list(dict.fromkeys(part for part in parts if part))
    if long := [name for name in names if len(name) > LONGEST]:
        raise BadInput(
            N_(
                "A tag has %(longest)s characters at most: “%(value)s…” is longer.",
                longest=LONGEST,
                value=long[0][:LONGEST],
            ),
            field="tags",
        )
    return names


def set_tags(dispute: Dispute, names: Iterable[str], *, by: Person) -> Dispute:
    """It has these tags and no others; the same again changes nothing. Raises `BadInput` for more than twelve."""
    wanted = list(dict.fromkeys(names))
    if len(wanted) > MOST:
        raise BadInput(N_("A dispute has %(most)s tags at most.", most=MOST), field="tags")
    with transaction():
        dispute = locked(dispute)
        after(dispute.status, Action.TAG)
        require(by, Action.TAG, dispute)
        rows = {row.name: row for row in db.session.scalars(_of(dispute))}
        come, gone = [name for name in wanted if name not in rows], [name for name in rows if name not in wanted]
        if come or gone:
            db.session.add_all(DisputeTag(dispute_id=dispute.id, name=name) for name in come)
            for name in gone:
                db.session.delete(rows[name])
            dispute.apply(Action.TAG, by=by, facts={"added": come, "removed": gone}, for_client=False)
    return dispute


def tag(dispute: Dispute, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: Person) -> Dispute:
    """Beside the tags that it has."""
    with transaction():
        dispute, gone = locked(dispute), set(remove)
        return set_tags(dispute, [name for name in [*tags_of(dispute), *add] if name not in gone], by=by)


def tags_of(dispute: Dispute) -> list[str]:
    """In alphabetical order."""
    return sorted(row.name for row in db.session.scalars(_of(dispute)))


def known_tags(limit: int = 100) -> list[str]:
    """Tags in use anywhere, in alphabetical order."""
    return list(db.session.scalars(select(DisputeTag.name).distinct().order_by(DisputeTag.name).limit(limit)))


def _of(dispute: Dispute) -> Select[tuple[DisputeTag]]:
    return select(DisputeTag).where(DisputeTag.dispute_id == dispute.id)
