"""Who is signed in. The cookie names a person and their salt; changing the salt signs them out everywhere."""

from flask import Flask, g, request, session

from support.accounts.models import Person
from support.extensions import db


def set_up(app: Flask) -> None:
    app.before_request(recognise)


def recognise() -> None:
    """Put the signed-in person, or None, into `g.person`."""
    g.person = None
    if request.blueprint in {None, "bot_door", "mail_door", "bootstrap"} or "person" not in session:
        return
    person = db.session.get(Person, session["person"])
    if person is not None and person.active and person.session_salt == session.get("salt", ""):
        g.person = person


def begin(person: Person) -> None:
    """Sign `person` in with a fresh session: nothing of an earlier one is kept."""
    session.clear()
    session.permanent = True
    session["person"] = person.id
    session["salt"] = person.session_salt
    g.person = person


def end() -> None:
    session.clear()
    g.person = None
