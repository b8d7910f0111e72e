"""`flask chat`: say something to the assistant through the very addresses the browser uses."""

import json
import re
import time
import uuid
from typing import Any

import click
import httpx
from flask import current_app

from support.accounts import queries, services
from support.kernel.errors import SupportError

AWAY = "The web program does not answer at {url}. Start it with “make run”."
PRESS = re.compile(r"\[(.+)\]")
WAIT_SECONDS = 60.0


class Browser:
    """A signed-in client's browser, as far as the chat needs one."""

    def __init__(self, base_url: str, token: str) -> None:
        self._http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=WAIT_SECONDS)
        door = self._get(f"/sign-in/link/{token}")
        address = f"/sign-in/link/{token}"
        self._http.post(address, data={"csrf_token": _csrf(door)}, headers={"Referer": base_url + address})
        self._csrf = _csrf(self._get("/portal/chat"))

    def say(self, conversation: str, text: str, button: str = "", after: int = 0) -> dict[str, Any]:
        """What the page's script would be given: conversation, last_seq, with_person, messages."""
        body = {"conversation": conversation, "text": text, "button": button, "key": uuid.uuid4().hex, "after": after}
        headers = {"X-CSRFToken": self._csrf, "Accept": "application/json", "Referer": str(self._http.base_url)}
        answer = self._http.post("/portal/chat/messages", json=body, headers=headers)
        if answer.is_error:
            raise click.ClickException(f"The chat refused this: {_refusal(answer)}")
        heard: dict[str, Any] = answer.json()
        until = time.monotonic() + WAIT_SECONDS
        while heard["waiting"] and time.monotonic() < until:
            time.sleep(0.25)
            heard = self.since(heard["conversation"], after) or heard
        return heard

    def since(self, conversation: str, after: int) -> dict[str, Any] | None:
        params: dict[str, str | int] = {"conversation": conversation, "after": after}
        answer = self._http.get("/portal/chat/messages", params=params)
        return answer.json() if answer.status_code == 200 else None

    def close(self) -> None:
        self._http.close()

    def _get(self, path: str) -> httpx.Response:
        try:
            return self._http.get(path)
        except httpx.TransportError:
            raise click.ClickException(AWAY.format(url=self._http.base_url)) from None


def _csrf(page: httpx.Response) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    if found is None:
        raise click.ClickException("The web program answered with a page that is not ours.")
    return found.group(1)


def _refusal(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["say"])
    except (ValueError, KeyError):
        return f"status {answer.status_code}"


@click.command("chat")
@click.option("--as", "email", required=True, metavar="EMAIL", help="The client's person who speaks.")
@click.option("--conversation", default="new", metavar="ID", help="Go on with this conversation; a new one without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.argument("texts", nargs=-1, required=True, metavar='"TEXT"...')
def group(email: str, conversation: str, as_json: bool, texts: tuple[str, ...]) -> None:
    """Send each TEXT as EMAIL and print the answers. A TEXT in square brackets presses the button of that name.

    \b
    Examples:
      flask chat --as maria.santos@harbour-cafe.example "Why was I charged twice on my March invoice?"
      flask chat --as maria.santos@harbour-cafe.example --json "I want to dispute a charge" "[Cancel]"
    """
    try:
        token = services.new_sign_in_link(queries.person_with(email))
    except SupportError as wrong:
        raise click.ClickException(wrong.say) from None
    talk = Talk(Browser(current_app.config["BASE_URL"], token), conversation)
    for text in texts:
        turn = talk.turn(text)
        if not as_json:
            _show(turn)
    if as_json:
        click.echo(json.dumps({"conversation": talk.conversation, "turns": talk.turns}, ensure_ascii=False))


class Talk:
    """A conversation as it goes on: what was said, and which buttons may be pressed now."""

    def __init__(self, browser: Browser, conversation: str) -> None:
        self.browser, self.conversation = browser, conversation
        self.turns: list[dict[str, Any]] = []
        self._after = 0
        self._buttons: dict[str, str] = {}
        if conversation != "new":
            self._hear(browser.since(conversation, 0) or {})

    def turn(self, text: str) -> dict[str, Any]:
        pressed = PRESS.fullmatch(text.strip())
        started = time.monotonic()
        heard = self.browser.say(
            self.conversation, "" if pressed else text, self._button(pressed.group(1)) if pressed else "", self._after
        )
        elapsed = round((time.monotonic() - started) * 1000)
        replies = [_reply(row) for row in heard["messages"] if row["author"] != "client"]
        self._hear(heard)
        turn = {"text": text, "replies": replies, "owner": "person" if heard["with_person"] else "bot", "ms": elapsed}
        self.turns.append(turn)
        return turn

    def _button(self, title: str) -> str:
        if title not in self._buttons:
            offered = ", ".join(self._buttons) or "none"
            raise click.ClickException(f"There is no button “{title}” now. Offered: {offered}.")
        return self._buttons[title]

    def _hear(self, heard: dict[str, Any]) -> None:
        self.conversation = heard.get("conversation", self.conversation)
        self._after = heard.get("last_seq", self._after)
        self._buttons = {
            button["title"]: f"{row['id']}:{button['index']}"
            for row in heard.get("messages", [])
            for button in row["buttons"]
        }


def _reply(row: dict[str, Any]) -> dict[str, Any]:
    buttons = [{"title": button["title"]} for button in row["buttons"]]
    return {"text": row["text"], "buttons": buttons, "from": row["author"]}


def _show(turn: dict[str, Any]) -> None:
    click.secho(f"> {turn['text']}", bold=True)
    for reply in turn["replies"]:
        click.echo(reply["text"])
        if reply["buttons"]:
            click.secho("  " + "  ".join(f"[{button['title']}]" for button in reply["buttons"]), fg="cyan")
    click.secho(f"  ({turn['owner']}, {turn['ms']} ms)\n", dim=True)
