"""Who is signed in. The cookie names a person and their salt; changing the salt signs them out everywhere."""

from flask import Flask, g, request, session

from support.accounts.models import Person
from support.extensions import db
from support.kernel import clock
from support.words import reader

AUTHENTICATED_AT = "authenticated_at"


def set_up(app: Flask) -> None:
    app.before_request(recognise)


def recognise() -> None:
    """Put the signed-in person, or None, into `g.person`."""
    g.person = None
    reader.look_again()
    apart = request.url_rule is not None and request.blueprint in {None, "bot_door", "mail_door", "bootstrap"}
    if apart or "person" not in session:
        return  # an address that leads nowhere is told to whoever it is, in their own place
    person = db.session.get(Person, session["person"])
    if person is not None and person.active and person.session_salt == session.get("salt", ""):
        g.person = person


def begin(person: Person) -> None:
    """Sign `person` in with a fresh session: nothing of an earlier one is kept.

    Only who signs in again as the same person keeps their pages: the forms they have open can still be sent.
    """
    again = g.get("person") is not None and g.person.id == person.id
    pages = session.get("csrf_token") if again else None
    session.clear()
    session.permanent = True
    session["person"] = person.id
    session["salt"] = person.session_salt
    if pages is not None:
        session["csrf_token"] = pages
    confirmed()
    g.person = person
    reader.look_again()


def confirmed() -> None:
    """They have just shown who they are."""
    session[AUTHENTICATED_AT] = clock.now().isoformat()


def end() -> None:
    session.clear()
    g.person = None
    reader.look_again()
