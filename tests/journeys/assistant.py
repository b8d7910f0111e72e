"""The assistant's part in a journey: it understands a few sentences, and does through the bot's door what the actions do.

Rasa itself is tried elsewhere. Everything said here comes from the door, over HTTP and with its token.
"""

import json
import re
from typing import Any

from flask import Flask

from support.conversations.gateway import BotButton, BotReply

PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?")
INTENTS = (
    ("dispute_duplicate_charge", r"\btwice\b"),
    ("dispute_wrong_amount", r"\bmore expensive\b|\bprice\b"),
    ("check_dispute_status", r"\bwhere does my dispute stand\b"),
    ("request_human", r"\bperson\b"),
)


class Assistant:
    """One proposal and one open question a session, as the real one keeps them in slots."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.slots: dict[str, dict[str, Any]] = {}

    def answer(self, session: str, text: str) -> list[BotReply]:
        slots = self.slots.setdefault(session, {})
        pressed = PAYLOAD.fullmatch(text)
        if pressed is None:
            intent = next((name for name, said in INTENTS if re.search(said, text, re.IGNORECASE)), "inform")
            return self._typed(session, slots, intent, text)
        entities = json.loads(pressed["entities"] or "{}")
        handler = getattr(self, f"_{pressed['intent']}", None)
        return handler(session, slots, entities) if handler else []

    def _door(self, session: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.app.config['BOT_TOKEN']}"}
        with self.app.app_context():
            answer = self.app.test_client().open(
                f"/bot/conversations/{session}{path}",
                method="POST" if body is not None else "GET",
                json=body,
                headers=headers,
            )
        assert answer.is_json, answer.get_data(as_text=True)
        return answer.get_json()

    def _typed(self, session: str, slots: dict[str, Any], intent: str, text: str) -> list[BotReply]:
        if slots.get("asked") == "objection":
            return self._objected(session, slots, text)
        if intent == "check_dispute_status":
            return [_said(self._door(session, "/disputes"))]
        if intent == "request_human":
            return [_said(self._door(session, "/hand-over", {"why": "client asked", "text": text}))]
        found = self._door(session, "/explain", {"text": text, "topic": intent, "invoice": None, "line": None})
        slots["draft"] = _draft(found, text)
        reply = _said(found)
        return [reply, BotReply("Would you like to dispute this?", (BotButton("Open a dispute", "/open_dispute"),))]

    def _open_dispute(self, session: str, slots: dict[str, Any], _: dict[str, str]) -> list[BotReply]:
        summary = self._door(session, "/draft", slots["draft"])
        assert "ok" in summary, summary
        return [_said(summary), BotReply("Shall I open this dispute?", (BotButton("Yes, open it", "/affirm"),))]

    def _affirm(self, session: str, slots: dict[str, Any], _: dict[str, str]) -> list[BotReply]:
        return [_said(self._door(session, "/disputes", {**slots["draft"], "key": f"run-{session}"}))]

    def _accept_resolution(self, session: str, slots: dict[str, Any], entities: dict[str, str]) -> list[BotReply]:
        if "sure" in entities:
            return [
                _said(
                    self._door(session, f"/offers/{entities['offer']}/accept", {"key": f"accept-{entities['offer']}"})
                )
            ]
        (offer,) = [row for row in self._door(session, "/offers")["offers"] if row["id"] == entities["offer"]]
        yes = "/accept_resolution" + json.dumps({"offer": offer["id"], "sure": "yes"})
        return [
            BotReply("\n\n".join([*offer["say"], "Do you accept this offer?"]), (BotButton("Yes, accept it", yes),))
        ]

    def _reject_resolution(self, session: str, slots: dict[str, Any], entities: dict[str, str]) -> list[BotReply]:
        slots.update(asked="objection", outcome=entities["outcome"])
        return [BotReply("What is wrong with it, in your own words?")]

    def _objected(self, session: str, slots: dict[str, Any], text: str) -> list[BotReply]:
        slots["asked"] = None
        path = f"/disputes/{slots['outcome']}/reject-outcome"
        return [_said(self._door(session, path, {"statement": text, "key": f"reject-{session}"}))]


def _said(answer: dict[str, Any]) -> BotReply:
    return BotReply("\n\n".join(answer["say"]))


def _draft(found: dict[str, Any], text: str) -> dict[str, Any]:
    """What the ledger suggests; what it has no objection to is disputed in the client's own words."""
    suggested = found["dispute"] or {"invoice": found["invoice"], "lines": found["lines"], "reason": "rate_discrepancy"}
    return {"claimed": None, **suggested, "statement": text}
