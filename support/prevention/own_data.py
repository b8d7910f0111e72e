"""A client's own data: confirmed by themselves, or changed by us when they ask for it and somebody has looked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from support.accounts.models import Organisation, Person
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import steps
from support.prevention.events import DataRequestDecided
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task, Verification
from support.prevention.request_models import DataRequest, RequestStatus
from support.prevention.rights import Act, require
from support.prevention.tasks import GROUPS

FIELDS: Mapping[str, tuple[str, int]] = {
    "name": (N_("Name"), 200),
    "street": (N_("Street"), 200),
    "postcode": (N_("Postcode"), 20),
    "city": (N_("City"), 100),
    "country": (N_("Country"), 2),
    "tax_id": (N_("Tax number"), 40),
    "company_id": (N_("Company number"), 40),
}
"""What a client may ask us to change: its name for people, and the most letters of it."""
WAITS_ALREADY = N_("You have asked for a change already. Take it back first, or wait for our answer.")


def confirm(*, by: Person) -> None:
    """The client says that what we have is right."""
    organisation = _own(by)
    with transaction():
        require(by, Act.CONFIRM_OWN_DATA, organisation)
        for group in GROUPS:
            words = N_("Confirmed by the client in the portal.")
            db.session.add(
                Verification(organisation_id=organisation.id, on=clock.today(), group=group, by_id=by.id, words=words)
            )


def _own(by: Person) -> Organisation:
    if by.organisation is None:
        raise NotFound(N_("This is about a client's own data."))
    return by.organisation


def confirmed_on(organisation: Organisation) -> date | None:
    """When the data was last gone through, by the client or by us."""
    return db.session.scalar(select(func.max(Verification.on)).where(Verification.organisation_id == organisation.id))


def ask(wanted: Mapping[str, str], *, words: str, by: Person) -> DataRequest:
    """Ask for what differs in `wanted` (by the names of `FIELDS`). Raises `BadInput`, `RuleBroken` beside an open one."""
    organisation = _own(by)
    with transaction():
        require(by, Act.ASK_FOR_CHANGE, organisation)
        db.session.get_one(Organisation, organisation.id, with_for_update=True)
        if waiting_of(organisation) is not None:
            raise RuleBroken(WAITS_ALREADY)
        row = DataRequest(
            public_id=str(uuid.uuid4()),
            organisation_id=organisation.id,
            changes=_changes(organisation, wanted),
            words=readable(words, "words")[:2000],
            asked_by_id=by.id,
            asked_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        _plan(row, organisation)
    return row


def _changes(organisation: Organisation, wanted: Mapping[str, str]) -> dict[str, list[str]]:
    found = {}
    for name, (label, longest) in FIELDS.items():
        said = readable(wanted.get(name, ""), name).strip()
        said = said.upper() if name == "country" else said
        if len(said) > longest or "\n" in said:
            raise BadInput(
                N_("%(label)s: one line of %(longest)s letters at most.", label=label, longest=longest), field=name
            )
        before = getattr(organisation, name) or ""
        if said != before:
            found[name] = [before, said]
    if not found:
        raise BadInput(N_("Nothing differs from what we have. If it is all right, confirm it instead."), field="name")
    if not found.get("name", ["", "-"])[1]:
        raise BadInput(N_("The name is missing."), field="name")
    return found


def _plan(row: DataRequest, organisation: Organisation) -> None:
    """A task for whoever is at the desk, so that no request lies about."""
    task = Task(
        public_id=str(uuid.uuid4()),
        key=_key(row),
        kind=TaskKind.DATA_REQUEST,
        title=N_("%(client)s asks for a change of their data", client=organisation.name),
        due_on=clock.today(),
        organisation_id=organisation.id,
        made_at=clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    steps.note(task, N_("asked for by the client"), by=row.asked_by)


def _key(row: DataRequest) -> str:
    return f"data_request:{row.public_id}"


def request_with(public_id: str, *, seen_by: Person) -> DataRequest:
    """Raises `NotFound`, also for another client's."""
    found = db.session.scalar(select(DataRequest).where(DataRequest.public_id == public_id))
    if found is None or not (seen_by.role.is_staff or found.organisation_id == seen_by.organisation_id):
        raise NotFound(N_("There is no such request."))
    return found


def of_task(task: Task) -> DataRequest | None:
    """What the task is about, where it is about a request."""
    named = task.key.removeprefix("data_request:")
    return db.session.scalar(select(DataRequest).where(DataRequest.public_id == named))


def waiting_of(organisation: Organisation) -> DataRequest | None:
    own = DataRequest.organisation_id == organisation.id
    return db.session.scalar(select(DataRequest).where(own, DataRequest.status == RequestStatus.WAITING))


def requests_of(organisation: Organisation, limit: int = 10) -> list[DataRequest]:
    """The latest first."""
    wanted = select(DataRequest).where(DataRequest.organisation_id == organisation.id).order_by(DataRequest.id.desc())
    return list(db.session.scalars(wanted.options(joinedload(DataRequest.asked_by)).limit(limit)))


def approve(request: DataRequest, *, words: str = "", by: Person) -> DataRequest:
    """Change it as asked. Raises `RuleBroken` where it is decided, or the data is another by now."""
    with transaction():
        require(by, Act.DECIDE_DATA_REQUEST)
        row = _open(request)
        client = db.session.get_one(Organisation, row.organisation_id, with_for_update=True)
        for name, (before, after) in row.changes.items():
            if (getattr(client, name) or "") != before:
                raise RuleBroken(
                    N_(
                        "%(value)s has changed since they asked. Talk with them, then decline this.",
                        value=FIELDS[name][0],
                    )
                )
            setattr(client, name, after or (None if name in ("tax_id", "company_id") else ""))
        _end(row, RequestStatus.MADE, words, by)
    return row


def decline(request: DataRequest, *, words: str, by: Person) -> DataRequest:
    """Leave it as it is, with the reason that the client reads."""
    with transaction():
        require(by, Act.DECIDE_DATA_REQUEST)
        row = _open(request)
        _end(row, RequestStatus.DECLINED, steps.needed(words, "words", N_("The reason")), by)
    return row


def take_back(request: DataRequest, *, by: Person) -> DataRequest:
    """The client no longer asks for it."""
    with transaction():
        require(by, Act.ASK_FOR_CHANGE, request.organisation)
        row = _open(request)
        _end(row, RequestStatus.TAKEN_BACK, "", by)
    return row


def _open(request: DataRequest) -> DataRequest:
    row: DataRequest = steps.locked(request)
    if row.status is not RequestStatus.WAITING:
        raise RuleBroken(N_("It is decided already: %(label)s.", label=row.status.label.lower()))
    return row


def _end(row: DataRequest, status: RequestStatus, words: str, by: Person) -> None:
    row.status, row.answer = status, readable(words, "words")
    row.decided_by_id, row.decided_at = by.id, clock.now()
    task = db.session.scalar(select(Task).where(Task.key == _key(row)).with_for_update())
    if task is not None and task.status is TaskStatus.OPEN:
        done = status is not RequestStatus.TAKEN_BACK
        task.status, task.ended_at = TaskStatus.DONE if done else TaskStatus.DROPPED, clock.now()
        task.outcome = row.answer or status.label
        steps.note(task, status.label.lower(), by=by, words=row.answer)
    if status is not RequestStatus.TAKEN_BACK:
        record(DataRequestDecided(row.id))
