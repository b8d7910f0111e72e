"""A way in that answers one question only: does the loaded model understand a sentence it was trained on?

Rasa reports itself healthy while it holds a model that failed to load or that was never fitted; this does not.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class ReadinessChannel(InputChannel):
    """GET /webhooks/readiness/ answers 200 when a known sentence is understood, else 503; the body says why."""

    @classmethod
    def name(cls) -> str:
        """The part of the address after /webhooks/."""
        return "readiness"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The one route; Rasa hangs it below /webhooks/readiness."""
        routes = Blueprint("readiness", "readiness")

        @routes.route("/", methods=["GET"])
        async def readiness(request: Request) -> HTTPResponse:
            why_not = await self.problem(request.app.ctx.agent)
            return response.json({"ready": not why_not, "problem": why_not}, status=503 if why_not else 200)

        return routes

    async def problem(self, agent: Any) -> str | None:
        """Why the assistant is not ready, in a sentence; None when it is."""
        if agent is None or not agent.is_ready():
            return "No model is loaded."
        try:
            for example in known_sentences(agent):
                found = (await agent.parse_message(example["text"]))["intent"]["name"]
                if found == example["intent"]:
                    return None
        except Exception as error:  # whatever breaks inside the model, the answer must say so
            return f"The model cannot read a sentence: {type(error).__name__}."
        return "The model does not understand sentences it was trained on."


def known_sentences(agent: Any) -> list[dict[str, str]]:
    """Three sentences with their intents, kept beside the model by bot/train.py."""
    model = Path(agent.processor.model_path)
    kept = model.with_name(model.name.replace(".tar.gz", ".known.json"))
    examples: list[dict[str, str]] = json.loads(kept.read_text(encoding="utf-8"))
    return examples[:3]
