"""A form that arrives twice acts once; a form that was refused can be sent again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Organisation
from support.extensions import db
from support.kernel import clock, once
from support.kernel.errors import AlreadyDone, RuleBroken
from support.kernel.transaction import rehearse, transaction
from tests import factories


def act(key: str | None, name: str = "Harbour Café", fail: bool = False) -> None:
    if key:
        once.offer(key)
    with transaction():
        db.session.add(Organisation(ref=name, name=name, created_at=clock.now(), country="IE"))
        if fail:
            raise RuleBroken("Not now.")


def named() -> int:
    return db.session.scalar(select(func.count(Organisation.id)))


def test_the_second_of_two_is_told_and_changes_nothing(app: Flask) -> None:
    act("a", "One")
    with pytest.raises(AlreadyDone, match="with your first press"):
        act("a", "Two")
    assert named() == 1


def test_what_was_refused_can_be_sent_again(app: Flask) -> None:
    with pytest.raises(RuleBroken):
        act("a", fail=True)
    act("a")
    assert named() == 1


def test_a_rehearsal_claims_nothing(app: Flask) -> None:
    once.offer("a")
    rehearse(lambda: act(None), lambda: None)
    act("a")
    assert named() == 1


def test_further_transactions_of_the_same_request_need_no_claim(app: Flask) -> None:
    act("a", "One")
    act(None, "Two")
    assert named() == 2


def test_old_forms_are_forgotten(app: Flask, calendar) -> None:
    act("a", "One")
    assert once.forget_old_forms() == 0
    calendar.forward(days=8)
    assert once.forget_old_forms() == 1
    factories.make_organisation()


def test_the_forms_are_kept_for_a_week() -> None:
    assert timedelta(days=7) == once.KEPT_FOR
