"""A form that is sent twice (a double click, “back” and again) acts once: each carries a key, or says here why not."""

import re
from collections.abc import Iterator

from tests.house import source

TEMPLATES = source.ROOT / "templates"
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
KEYED = ("csrf()", "guarded()", 'name="once"')

WITHOUT = {
    "components/letters.html": "choosing the same again changes nothing",
    "desk/documents.html": "an import knows what it has taken in, and shows what became of each file",
    "desk/new_dispute.html": "a key of its own finds the dispute that the first press opened",
    "layouts/_bar.html": "signing out twice is signing out",
    "layouts/base.html": "choosing the same language again changes nothing",
    "portal/chat.html": "each message has an id of its own, by which the second is the first",
    "portal/dispute_summary.html": "a key of its own finds the dispute that the first press opened",
    "portal/new_dispute.html": "shows the summary and opens nothing",
    "public/confirm.html": "carries the key of the form that it stands before",
    "public/sign_in.html": "signing in twice is signing in",
    "public/sign_in_link.html": "the link itself works once",
    "public/stop_reminders.html": "stopping twice is stopping",
    "public/survey.html": "the link of the letter is the key",
}


def _forms() -> Iterator[tuple[str, str]]:
    """(template, form) of every form that changes something; letters have none."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if not name.startswith("letters/"):
            for form in FORM.findall(path.read_text()):
                yield name, form


def test_every_form_carries_a_key_or_says_why_it_needs_none() -> None:
    bare = {name for name, form in _forms() if not any(mark in form for mark in KEYED)}
    assert bare == set(WITHOUT), "a form without a key (or one that has got one) is to be named here, or not"


def test_there_are_forms_to_look_at() -> None:
    assert len(list(_forms())) > 60
