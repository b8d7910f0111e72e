"""The tables that say what the product does are whole."""

from pathlib import Path

import jinja2
import pytest
from flask import Flask

from support.correspondence import letters
from support.disputes.permissions import PERMISSIONS
from support.disputes.states import TRANSITIONS, Action, Status, actions_from, after
from support.kernel.errors import RuleBroken
from support.kernel.transaction import Event
from support.reactions import REACTIONS
from tests.house import source


def _leaves(kind: type) -> set[type]:
    below = kind.__subclasses__()
    return {kind} if not below else {leaf for sub in below for leaf in _leaves(sub)}


def test_every_event_has_a_row_of_reactions(app: Flask) -> None:
    ours = {event for event in _leaves(Event) if event.__module__.startswith("support.")}
    assert {event.__name__ for event in ours} == {event.__name__ for event in REACTIONS}


def test_every_action_is_permitted_to_somebody() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert all(PERMISSIONS.values())


def test_every_action_is_possible_somewhere() -> None:
    assert {action for _, action in TRANSITIONS} == set(Action)


def test_every_status_can_be_reached_and_left() -> None:
    reached = {Status.RECEIVED} | set(TRANSITIONS.values())
    assert reached == set(Status)
    assert all(actions_from(status) for status in Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_what_is_not_in_the_table_is_refused(status: Status, action: Action) -> None:
    if (status, action) in TRANSITIONS:
        assert after(status, action) is TRANSITIONS[status, action]
    else:
        with pytest.raises(RuleBroken, match="not possible while"):
            after(status, action)


LETTERS = source.ROOT / "templates" / "letters"


def test_every_letter_has_a_subject_a_text_and_a_page() -> None:
    folders = {folder.name for folder in LETTERS.iterdir() if folder.is_dir()}
    assert folders == set(letters.KINDS)
    for name in folders:
        assert {file.name for file in (LETTERS / name).iterdir()} == {"subject.txt", "body.txt", "body.html"}, name


def _used(app: Flask, name: str) -> set[str]:
    """The names a template uses, itself or in the fragments that it includes: those see what it has imported."""
    tree = app.jinja_env.parse((source.ROOT / "templates" / name).read_text(), name)
    used = {node.name for node in tree.find_all(jinja2.nodes.Name)}
    for node in tree.find_all(jinja2.nodes.Include):
        if isinstance(node.template, jinja2.nodes.Const):
            used |= _used(app, node.template.value)
    return used


def test_every_template_can_be_read_and_imports_what_it_uses(app: Flask) -> None:
    for path in source.files("templates/*"):
        name = str(path.relative_to(source.ROOT / "templates"))
        tree = app.jinja_env.parse(path.read_text(), name)
        used = _used(app, name)
        for node in tree.find_all(jinja2.nodes.FromImport):
            names = {given[1] if isinstance(given, tuple) else given for given in node.names}
            assert names <= used, f"{name} imports {names - used} and does not use it"


def test_the_diagram_in_the_docs_is_the_table(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["states"])
    assert printed.exit_code == 0
    assert Path(source.ROOT / "docs" / "states.md").read_text().strip() == printed.output.strip()
