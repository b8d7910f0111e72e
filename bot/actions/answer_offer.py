"""Accept an offer, or turn down an offer or a decision. Each answer is bound to one offer, and accepting is confirmed."""

from __future__ import annotations

from uuid import uuid4

from .answers import Choice, Pending, Waiting
from .choosing import only, pick, pick_pending, says_yes
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button, excuse, to_choose


class AcceptOffer(SkillAction):
    """Shows the one offer that is meant and asks; accepts it only after a yes to that very offer."""

    called = "action_accept_offer"

    async def act(self, turn: Turn) -> Reply:
        if turn.pressed.get("sure"):
            return await self._accept(turn, turn.pressed.get("offer", ""))
        if turn.slot("open_question") == "offer" and turn.slot("offer") and says_yes(turn.words):
            return await self._accept(turn, turn.slot("offer"))
        waiting = await self.door.offers(turn.session)
        if not waiting.offers:
            return _none_waiting(waiting)
        wanted = turn.pressed.get("offer") or self._picked(turn)
        named = [offer for offer in waiting.offers if offer.id == wanted] or waiting.offers
        return _shown(named[0]) if len(named) == 1 else _which_one(named)

    def _picked(self, turn: Turn) -> str | None:
        return pick(turn.shown, turn.words) if turn.slot("open_question") == "which_offer" else None

    async def _accept(self, turn: Turn, offer: str) -> Reply:
        # The key names the offer: saying yes twice, or from two tabs, is one acceptance.
        accepted = await self.door.accept_offer(turn.session, offer, key=f"accept-{offer}")
        return Reply().say(*accepted.say).remember(offer=None)


def _none_waiting(waiting: Waiting) -> Reply:
    reply = Reply().say("There is no offer waiting for your answer.")
    for decision in waiting.outcomes:
        refuse = button("I do not accept this", "reject_resolution", outcome=decision.id)
        reply.say(*decision.say, buttons=[refuse])
    return reply


def _shown(offer: Pending) -> Reply:
    buttons = [
        button("Yes, accept it", "accept_resolution", primary=True, offer=offer.id, sure="yes"),
        button("No, and I say why", "reject_resolution", offer=offer.id),
        button("Not now", "deny"),
    ]
    return Reply().say(*offer.say, "Do you accept this offer?", buttons=buttons).ask("offer").remember(offer=offer.id)


def _which_one(offers: list[Pending]) -> Reply:
    choices = [Choice(f"{offer.title} ({offer.reference})", offer.id) for offer in offers]
    reply = Reply().say("More than one offer waits for your answer. Which one do you mean?")
    reply.messages[-1] = (reply.messages[-1][0], to_choose(choices, "accept_resolution", "offer"))
    return reply.show(choices).ask("which_offer")


class CounterOffer(SkillAction):
    """The assistant agrees to no amount. It passes the one that the client names on to the owner, after a yes to it."""

    called = "action_counter_offer"

    async def act(self, turn: Turn) -> Reply:
        asked = turn.slot("counter") or {}
        if asked and turn.slot("open_question") == "counter" and (turn.pressed.get("sure") or says_yes(turn.words)):
            return await self._pass_on(turn, asked)
        waiting = await self.door.offers(turn.session)
        wanted = turn.pressed.get("offer") or turn.slot("offer")
        named = [offer for offer in waiting.offers if offer.id == wanted] or waiting.offers
        if not waiting.offers and not turn.form:
            return _to_a_person(turn, NO_OFFER)
        if len(named) != 1 or turn.form:
            return _to_a_person(turn)
        reading = await self.door.read(turn.session, turn.words, asked="claimed")
        if reading.claimed is None:
            return _to_a_person(turn)
        question = (
            f"I can't agree to an amount myself. You ask for {reading.claimed} before tax instead of: {named[0].title}. "
            "If I pass that on, this offer ends and a person answers you. Shall I?"
        )
        buttons = [
            button("Yes, pass it on", "counter_offer", primary=True, sure="yes"),
            button("No, keep the offer", "deny"),
        ]
        kept = {"offer": named[0].id, "amount": reading.claimed, "words": turn.words, "key": uuid4().hex}
        return Reply().say(question, buttons=buttons).ask("counter").remember(counter=kept)

    async def _pass_on(self, turn: Turn, asked: dict[str, str]) -> Reply:
        """The key is that of the question: a yes said twice is one wish."""
        told = await self.door.counter_offer(
            turn.session, asked["offer"], asked["amount"], asked["words"], asked["key"]
        )
        return Reply().say(*told.say).remember(counter=None, offer=None)


NO_OFFER = "There is no offer open, and I can't agree to an amount myself. Shall I pass your words on to a person?"
AN_OFFER = "I can't agree to an amount myself. Shall I pass your words on to the person who deals with your dispute?"


def _to_a_person(turn: Turn, sentence: str = AN_OFFER) -> Reply:
    buttons = [button("Pass it on", "request_human", primary=True)]
    if sentence == AN_OFFER:
        buttons.append(button("Show me the offer", "accept_resolution"))
    return Reply().say(sentence, buttons=buttons).ask("person").remember(words=turn.words or turn.slot("words"))


class StartRejection(SkillAction):
    """Finds out what there is to turn down. `something_to_reject` decides whether the form starts."""

    called = "action_start_rejection"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        waiting = await self.door.offers(turn.session)
        pending = waiting.offers + waiting.outcomes
        wanted = _wanted(turn)
        named = [one for one in pending if f"{one.kind}:{one.id}" == wanted] or pending
        reply = Reply().remember(something_to_reject=bool(named), rejection=uuid4().hex, objection=None, rejected=None)
        if not named:
            dispute = button("Open a dispute", "open_dispute", primary=True)
            nothing = "There is no offer or decision waiting for your answer. Do you want to dispute a charge?"
            return reply.say(nothing, buttons=[dispute, TALK_TO_A_PERSON])
        choices = [Choice(f"{one.title} ({one.reference})", f"{one.kind}:{one.id}") for one in named]
        chosen = only(choices) or pick_pending(choices, turn.words)
        if chosen:
            reply.remember(rejected=chosen)
        return reply.show(choices)

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        return Reply().say(excuse(trouble), buttons=[TALK_TO_A_PERSON]).remember(something_to_reject=False)


def _wanted(turn: Turn) -> str:
    """ "offer:7" or "outcome:DSP-00044": what a pressed button names, or the offer under discussion."""
    if turn.pressed.get("outcome"):
        return f"outcome:{turn.pressed['outcome']}"
    if turn.pressed.get("offer"):
        return f"offer:{turn.pressed['offer']}"
    return f"offer:{turn.slot('offer')}" if turn.slot("open_question") == "offer" else ""
