"""Turning something down: which one, and why, in the client's own words. Then it is passed on."""

from __future__ import annotations

from .asides import ALWAYS_ASIDE, BUTTONS_OF_FORMS, NO, YES
from .choosing import pick, pick_pending
from .support_api import DoorTrouble
from .turn import TALK_TO_A_PERSON, Reply, SkillAction, Turn, button, to_choose

LEAVE_IT = button("Leave it as it is", "cancel_flow")


class AskRejected(SkillAction):
    called = "action_ask_rejection_form_rejected"

    async def act(self, turn: Turn) -> Reply:
        buttons = [*to_choose(turn.shown, "inform", "rejected"), LEAVE_IT]
        return Reply().say("Which one do you not accept?", buttons=buttons)


class AskObjection(SkillAction):
    called = "action_ask_rejection_form_objection"

    async def act(self, turn: Turn) -> Reply:
        title = next((one.title for one in turn.shown if one.value == turn.slot("rejected")), "")
        about = f"You do not accept: {title}." if title else ""
        question = "Please tell me in your own words why. I pass it on as you write it."
        return Reply().say(about, question, buttons=[LEAVE_IT])


class ReadObjection(SkillAction):
    """No call to the door: the choices were fetched at the start, and the words are passed on as they are."""

    called = "validate_rejection_form"
    speaks = False

    async def act(self, turn: Turn) -> Reply:
        outside = turn.by_button and turn.intent not in BUTTONS_OF_FORMS
        if turn.already_answered or not turn.asked or outside or turn.intent in ALWAYS_ASIDE:
            return Reply()
        if turn.intent == "cancel_flow":
            return Reply().remember(objection=None, rejected=None, requested_slot=None)
        if turn.asked == "rejected":
            value = turn.pressed.get("rejected") or pick(turn.shown, turn.words)
            value = value or pick_pending(turn.shown, turn.words)
            return Reply().remember(rejected=value if value in [one.value for one in turn.shown] else None)
        told = any(letter.isalnum() for letter in turn.words) and turn.intent not in YES | NO
        return Reply().remember(objection=turn.words if told else None)

    def settle(self, turn: Turn, reply: Reply) -> Reply:
        return reply


class Reject(SkillAction):
    """After the form. `rejection` is the key of this form run, so that a second try is the same rejection."""

    called = "action_reject"

    async def act(self, turn: Turn) -> Reply:
        words, rejected = turn.slot("objection"), turn.slot("rejected")
        if not words or not rejected:
            return _done(Reply().say("All right, I have left it as it is."))
        kind, _, named = str(rejected).partition(":")
        key = str(turn.slot("rejection"))
        if kind == "offer":
            answer = await self.door.reject_offer(turn.session, named, words, key)
        else:
            answer = await self.door.reject_outcome(turn.session, named, words, key)
        return _done(Reply().say(*answer.say))

    def apologise(self, turn: Turn, trouble: DoorTrouble | None) -> Reply:
        if trouble is not None and trouble.say:
            return _done(Reply().say(trouble.say, buttons=[TALK_TO_A_PERSON]))
        sentence = "I am sorry, I did not hear back, so it may not have been passed on. Your words are kept. Shall I try again?"
        again = button("Try again", "affirm", primary=True)
        return Reply().say(sentence, buttons=[again, TALK_TO_A_PERSON]).ask("send_rejection")


def _done(reply: Reply) -> Reply:
    return reply.remember(
        objection=None, rejected=None, rejection=None, something_to_reject=None, shown=None, offer=None
    )
