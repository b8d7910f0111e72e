"""What seldom happens in a demo company, so that the pages about it have something to show."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from support.accounts.models import Person
from support.billing.changes import PriceNotice
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes import in_bulk
from support.disputes.in_bulk import Deed, Wish
from support.disputes.queries import dispute_with
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import transaction
from support.prevention.incident_models import Incident
from support.prevention.kinds import IncidentKind
from tests.browser.addresses import RUN


def happen(maria: Person, ana: Person) -> None:
    _tagged(ana)
    with transaction():
        _send_a_letter(maria)
        _stop_a_letter()
        _announce_a_price(maria)
        _notice_an_incident()


def _tagged(ana: Person) -> None:
    some = [dispute_with(reference, seen_by=ana) for reference in ("DSP-00004", "DSP-00005")]
    done, _ = in_bulk.run(some, Wish(Deed.TAG, None, ["spring"]), by=ana)
    with transaction():
        done.public_id = RUN


def _send_a_letter(maria: Person) -> None:
    theirs = select(OutgoingLetter).where(OutgoingLetter.person_id == maria.id).order_by(OutgoingLetter.id).limit(1)
    letter = db.session.scalars(theirs).one()
    letter.status, letter.sent_at = LetterStatus.SENT, clock.now()


def _stop_a_letter() -> None:
    letter = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id.desc()).limit(1)).one()
    letter.status, letter.last_error = LetterStatus.GIVEN_UP, "550 5.1.1 no such mailbox"


def _announce_a_price(maria: Person) -> None:
    today = clock.now().date()
    notice = PriceNotice(sku="CLEAN-DAILY", sent_on=today, effective_on=today + timedelta(days=60), currency="EUR")
    notice.old_price, notice.new_price, notice.organisation_id = Decimal(420), Decimal(441), maria.organisation_id
    db.session.add(notice)


def _notice_an_incident() -> None:
    what = {"reference": "INC-00901", "key": "R6 SUPPORT", "title": "Not the agreed price, service SUPPORT"}
    figures = {"count": 4, "clients": 4, "expected": 0.3, "chance": 0.0003}
    db.session.add(Incident(kind=IncidentKind.MASS, noticed_at=clock.now(), **what, **figures))
