"""A yes, a no or a bare value answers the last question only, and belongs to the skill that asked it.

One question has an answer here that starts a form: a yes to "Would you like to dispute this?" has its own rule.
"""

from __future__ import annotations

import re

from .answer_offer import AcceptOffer, CounterOffer
from .change_dispute import ChangeDispute
from .dispute_charge import OpenDispute
from .dispute_status import DisputeStatus
from .explain_charge import Explain
from .further import ask_for_the_next
from .person import HandOver
from .rejection_form import Reject
from .small_talk import MORE, Thanks
from .turn import Reply, SkillAction, Turn, button

ON_YES: dict[str, type[SkillAction]] = {
    "invoice": Explain,
    "offer": AcceptOffer,
    "which_offer": AcceptOffer,
    "person": HandOver,
    "send_dispute": OpenDispute,
    "send_rejection": Reject,
    "change": ChangeDispute,
    "counter": CounterOffer,
    "noted": Explain,
    "rating": Thanks,
}


ANSWERED_BY: dict[str, type[SkillAction]] = {"which_offer": AcceptOffer, "change": ChangeDispute, "rating": Thanks}

CORRECTS = re.compile(r"\b(?:actually|instead|i meant|rather than)\b", re.IGNORECASE)
"""With nothing explained before, "it's actually line 3" is said of a dispute."""


class Yes(SkillAction):
    called = "action_yes"

    async def act(self, turn: Turn) -> Reply:
        skill = ON_YES.get(turn.slot("open_question") or "")
        if skill is None and turn.words and (await self.door.offers(turn.session)).offers:
            skill = AcceptOffer  # it shows the one that waits, or asks which of several is meant
        if skill is None:
            none_open = Reply().say("Good. I have no question open just now. What can I do for you?", buttons=MORE)
            return ask_for_the_next(none_open, turn)
        return await skill(self.door).answer(turn)


class No(SkillAction):
    """Nothing happens on a no, least of all something that cannot be taken back."""

    called = "action_no"

    async def act(self, turn: Turn) -> Reply:
        question = turn.slot("open_question")
        if question in ("dispute", "noted"):
            return _next_of(turn, dropped=question == "noted")
        if question == "offer":
            refuse = button("Turn it down and say why", "reject_resolution", offer=turn.slot("offer") or "")
            return Reply().say("All right, I have left the offer open. You can answer it later.", buttons=[refuse])
        if question == "counter":
            return Reply().say("All right, the offer stands as it is. You can answer it later.").remember(counter=None)
        if question == "change":
            return Reply().say("All right, I have left your dispute as it is.").remember(change=None)
        if question in ("send_dispute", "send_rejection"):
            return Reply().say("All right, I have not sent it again.")
        return Reply().say("All right. What can I do for you?", buttons=MORE)


def _next_of(turn: Turn, *, dropped: bool) -> Reply:
    """After a no: what else the client wrote, without what they have just `dropped`."""
    reply = Reply().say("Good. If anything else on your invoices is unclear, just ask.").remember(beside=None)
    return ask_for_the_next(reply.remember(noted=(turn.slot("noted") or [])[1:] or None) if dropped else reply, turn)


class BareValue(SkillAction):
    """ "INV-2026-0042", "DSP-00042" or "the first one", outside a form."""

    called = "action_bare_value"

    async def act(self, turn: Turn) -> Reply:
        skill: type[SkillAction] = ANSWERED_BY.get(turn.slot("open_question") or "", Explain)
        if not turn.slot("open_question") and turn.words:
            if CORRECTS.search(turn.words) and not turn.slot("about"):
                skill = ChangeDispute
            elif await self._names_a_dispute(turn):
                skill = DisputeStatus
        return await skill(self.door).answer(turn)

    async def _names_a_dispute(self, turn: Turn) -> bool:
        """A number alone may be a dispute's: the client wants to know where it stands."""
        return bool((await self.door.read(turn.session, turn.words, asked="dispute")).dispute)
