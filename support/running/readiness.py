"""Is a program ready to do its work? Asked of the program itself, never assumed from its having been started."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from support.kernel import clock

SECONDS_PER_QUESTION = 5.0

Ready = Callable[[], bool]


@dataclass(frozen=True)
class Places:
    """Where the programs listen, all on the loopback interface, and where the worker leaves its sign of life."""

    web: int
    rasa: int
    actions: int
    instance: Path

    @classmethod
    def from_environment(cls, root: Path, environment: Mapping[str, str] = os.environ) -> Places:
        """Read PORT, RASA_URL, ACTIONS_PORT and REDRESS_INSTANCE; an empty value means the default."""
        rasa = httpx.URL(environment.get("RASA_URL") or "http://127.0.0.1:5005")
        return cls(
            web=int(environment.get("PORT") or 8000),
            rasa=rasa.port or 5005,
            actions=int(environment.get("ACTIONS_PORT") or 5055),
            instance=Path(environment.get("REDRESS_INSTANCE") or root / "instance"),
        )

    def settings(self) -> dict[str, str]:
        """The environment variables that make every program agree on these places."""
        return {
            "PORT": str(self.web),
            "RASA_URL": f"http://127.0.0.1:{self.rasa}",
            "ACTIONS_PORT": str(self.actions),
            "SUPPORT_URL": self.address,
            "REDRESS_INSTANCE": str(self.instance),
        }

    @property
    def address(self) -> str:
        """Where a browser finds the web program."""
        return f"http://127.0.0.1:{self.web}"

    def questions(self) -> dict[str, Ready]:
        """How to ask each program of the Procfile, by its name.

        The assistant counts as ready when it understands a sentence it was trained on, not when its port is open.
        """
        return {
            "web": answers(f"{self.address}/health"),
            "worker": beats(self.instance / "worker.heartbeat", since=clock.system_now().timestamp()),
            "rasa": answers(f"http://127.0.0.1:{self.rasa}/webhooks/readiness/"),
            "actions": answers(f"http://127.0.0.1:{self.actions}/health"),
        }

    def ports(self) -> dict[str, int]:
        """Which program needs which port."""
        return {"web": self.web, "rasa": self.rasa, "actions": self.actions}


def answers(url: str) -> Ready:
    """Ready when the address answers 200; proxies of the surroundings are ignored."""

    def ask() -> bool:
        try:
            return httpx.get(url, timeout=SECONDS_PER_QUESTION, trust_env=False).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    return ask


def beats(file: Path, since: float) -> Ready:
    """Ready when the file was touched after the moment `since` (seconds of the system's clock)."""

    def ask() -> bool:
        return file.exists() and file.stat().st_mtime >= since

    return ask
