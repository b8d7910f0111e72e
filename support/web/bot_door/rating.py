"""The one question after a decision, asked in the chat: once, when the client says thank you."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from support.disputes import queries
from support.feedback import rating as ratings
from support.kernel.errors import BadInput
from support.web.bot_door import blueprint, bodies
from support.web.bot_door.speaker import speaker


@blueprint.get("/conversations/<session>/rating")
def rating(session: str) -> ResponseReturnValue:
    """The question and its answers; nothing where no decision waits for one. Nothing is written."""
    dispute = ratings.unrated(speaker(session).person)
    if dispute is None:
        return jsonify(say=[], choices=[])
    question = (
        f"May I ask one thing about {dispute.reference}: are you satisfied with how it was dealt with? "
        "A low number goes to a person, who looks at it again."
    )
    scores = sorted(ratings.SCORES.items(), reverse=True)
    choices = [{"title": f"{score}: {words}", "value": f"{dispute.reference}:{score}"} for score, words in scores]
    return jsonify(say=[question], choices=choices)


@blueprint.post("/conversations/<session>/rating")
def rate(session: str) -> ResponseReturnValue:
    who = speaker(session)
    reference, _, score = bodies.text(bodies.given(), "rating").rpartition(":")
    if score not in {"1", "2", "3", "4", "5"}:
        raise BadInput("Choose a number from 1 to 5.", field="rating")
    dispute = queries.dispute_with(reference.upper(), seen_by=who.person)
    ratings.rate(dispute, score=int(score), by=who.person)
    return jsonify(
        say=[
            f"Thank you. I have written down {score} of 5 for {dispute.reference}. You can write here again at any time."
        ]
    )
