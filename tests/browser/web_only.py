"""The web program alone, without assistant and worker: enough for everything that is about pages."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.browser.programs import ROOT, Programs, settings_in

READY_WITHIN = 120.0


@contextmanager
def running(folder: Path, *, empty: bool = False) -> Iterator[Programs]:
    """The demo company with disputes in every state, served by granian; its state is in `folder`. `empty`: a new desk."""
    settings = settings_in(folder) | {"RATELIMIT_ENABLED": "false"}
    web = Programs(settings["BASE_URL"], settings)
    web.flask("db", "upgrade")
    if not empty:
        web.flask("demo", "load", "--json")
        subprocess.run([sys.executable, "-m", "tests.browser.scene"], cwd=ROOT, env=settings, check=True, timeout=120)
    serve = [str(ROOT / ".venv" / "bin" / "granian"), "--interface", "wsgi", "--no-ws", "--blocking-threads", "4"]
    with (folder / "web.log").open("w") as log:
        process = subprocess.Popen(
            [*serve, "--port", settings["PORT"], "app:app"], cwd=ROOT, env=settings, stdout=log, stderr=log
        )
        try:
            _wait(web.address, process, folder / "web.log")
            yield web
        finally:
            process.terminate()
            process.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the web program was not ready within {READY_WITHIN:.0f} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def web_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    with running(tmp_path_factory.mktemp("web")) as started:
        yield started
