"""A client who is told how billing works gets it by mail too."""

from support.correspondence.welcome_letters import welcome
from support.extensions import db
from support.knowledge.events import WelcomeSent
from support.knowledge.models import WelcomePack
from support.knowledge.welcoming import agreements_of, prices_now


def write_welcome(event: WelcomeSent) -> None:
    pack = db.session.get_one(WelcomePack, event.pack_id)
    agreements = [(contract, prices_now(contract)) for contract in agreements_of(pack.organisation)]
    welcome(pack.organisation, agreements, pack_id=pack.id)
