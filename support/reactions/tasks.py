"""What follows from dated tasks: notices of prices to clients, reminders to the staff."""

from sqlalchemy import select

from support.accounts.models import Organisation, Person
from support.billing.agreements import Price
from support.billing.queries import price_before
from support.correspondence import prevention_letters as letters
from support.extensions import db
from support.kernel import clock
from support.prevention import events as happened
from support.prevention.models import Task
from support.prevention.own_data import FIELDS
from support.prevention.request_models import DataRequest, RequestStatus


def tell_of_price(event: happened.PriceAnnounced) -> None:
    price = db.session.get_one(Price, event.price_id)
    client = db.session.get_one(Organisation, event.organisation_id)
    letters.price_notice(client, price, price_before(price), event.notice_id)


def remind_of_tasks(event: happened.TasksDue) -> None:
    wanted = select(Task.title, Task.due_on).where(Task.id.in_(event.task_ids)).order_by(Task.due_on, Task.id)
    rows = [(title, due_on) for title, due_on in db.session.execute(wanted)]
    person = db.session.get_one(Person, event.person_id)
    if person.active:
        letters.tasks_due(person, rows, clock.today())


def tell_of_data(event: happened.DataRequestDecided) -> None:
    row = db.session.get_one(DataRequest, event.request_id)
    if row.asked_by.active:
        changes = [(FIELDS[name][0], before, after) for name, (before, after) in row.changes.items()]
        made = row.status is RequestStatus.MADE
        letters.data_request_decided(row.asked_by, changes, made=made, answer=row.answer, request_id=row.id)
