"""The database is away or busy while a letter is being sent: it is neither given up nor sent twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from support.correspondence import claiming, outbox
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel.errors import JustChanged, TooBusy
from tests.correspondence.conftest import Postman

Posted = Callable[..., OutgoingLetter]


def _again(letter: OutgoingLetter) -> OutgoingLetter:
    return db.session.get_one(OutgoingLetter, letter.id, populate_existing=True)


@pytest.mark.parametrize("trouble", [TooBusy(), JustChanged()])
def test_a_busy_database_never_gives_a_letter_up(posted: Posted, postman: Postman, calendar, trouble) -> None:
    letter, postman.trouble = posted(), trouble
    outbox.deliver_due()
    assert _again(letter).status is LetterStatus.RETRY
    postman.trouble = None
    calendar.forward(minutes=2)
    assert outbox.deliver_due() == 1


def _twice_away(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> list[int]:
    """The database is away when a worker wants to write down that a letter has left; the third time it is there."""
    usual, asked = claiming.let_go, list[int]()

    def let_go(letter_id: int, worker: str, **columns: object) -> bool:
        asked.append(letter_id)
        if len(asked) < 3:
            raise trouble
        return usual(letter_id, worker, **columns)

    monkeypatch.setattr(claiming, "let_go", let_go)
    monkeypatch.setattr(claiming, "LOOKS_EVERY_SECONDS", 0)
    return asked


@pytest.mark.parametrize("trouble", [OperationalError("update", {}, Exception("gone")), TooBusy()])
def test_a_database_that_is_away_after_a_letter_has_left_does_not_double_it(
    posted: Posted, postman: Postman, calendar, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    letter, asked = posted(), _twice_away(monkeypatch, trouble)
    assert outbox.deliver_due() == 1
    assert asked == [letter.id] * 3
    calendar.forward(minutes=10)
    assert outbox.deliver_due() == 0
    assert len(postman.taken) == 1
    assert _again(letter).status is LetterStatus.SENT
    assert _again(letter).unsure == 0


def test_a_worker_does_not_wait_for_a_database_longer_than_it_holds_the_letter(
    posted: Posted, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted()
    _twice_away(monkeypatch, OperationalError("update", {}, Exception("gone")))
    monkeypatch.setattr(claiming, "STANDS_BY", timedelta(seconds=-1))
    with pytest.raises(OperationalError):
        outbox.deliver_due()
    assert claiming.STANDS_BY < claiming.LEASE
