"""Make the two Python environments exactly as locked: `.venv` for the application, `bot/.venv` for the assistant.

Run by path, with whatever Python the machine has and before anything is installed, so it imports the standard
library only: `python3 -I support/running/environments.py app|bot|settings|lock`.

Each environment remembers the digest of the lock it was made from; when that has not changed nothing is done.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP, BOT = ROOT / ".venv", ROOT / "bot" / ".venv"
APP_LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
BOT_LOCKS = (ROOT / "bot" / "requirements.txt",)
BOT_PYTHONS = ((3, 11), (3, 12))
NO_BOT_PYTHON = (
    "The assistant needs Python 3.11 or 3.12 and neither was found or could be fetched: "
    "install one (Debian: apt install python3.11-venv) and run make setup again. Everything else works without it."
)


def digest(paths: Sequence[Path]) -> str:
    """Name one state of these files: hex SHA-256 over their contents, in order."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def is_current(environment: Path, locks: Sequence[Path]) -> bool:
    """Was this environment made from these very locks, and is its Python still there?"""
    stamp = environment / "lock.sha256"
    return (environment / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == digest(locks)


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Run a command from the project's root; say whether it succeeded. `quiet` hides what it prints."""
    target = subprocess.DEVNULL if quiet else None
    parts = [str(part) for part in command]
    if not Path(parts[0]).exists():
        return False
    return subprocess.run(parts, cwd=ROOT, env=registry_settings(), stdout=target, stderr=target).returncode == 0


def registry_settings() -> dict[str, str]:
    """Let uv use the package index and the certificates that pip is set up with: it does not read pip's settings."""
    environment = dict(os.environ)
    pip = APP / "bin" / "pip"
    if not pip.exists():
        return environment
    listing = subprocess.run([str(pip), "config", "list"], capture_output=True, text=True).stdout
    found = dict(re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", listing, re.MULTILINE))
    for key, names in {"index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"), "cert": ("SSL_CERT_FILE",)}.items():
        if key in found and not any(name in environment for name in names):
            environment[names[0]] = found[key]
    return environment


def bootstrap_uv() -> None:
    """Create `.venv` and put the uv of the lock into it, its hash checked."""
    if not run(APP / "bin" / "python", "-c", "import pip", quiet=True):
        shutil.rmtree(APP, ignore_errors=True)
        if not run(sys.executable, "-m", "venv", APP):
            sys.exit("python3 could not make a virtual environment (Debian: apt install python3-venv).")
    wanted = re.search(r"^uv==(\S+)(?:.*\\\n +--hash=\S+)+", APP_LOCKS[0].read_text(), re.MULTILINE)
    if wanted is None:
        sys.exit("requirements.txt names no uv: run make lock.")
    if not run(APP / "bin" / "uv", "--version", quiet=True) or wanted[1] not in installed_uv():
        only_uv = APP / "uv.txt"
        only_uv.write_text(wanted[0] + "\n")
        if not run(
            APP / "bin" / "python",
            "-m",
            "pip",
            "install",
            "-q",
            "--no-input",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            only_uv,
        ):
            sys.exit("pip could not install uv: is the package index reachable?")


def installed_uv() -> str:
    """The version line of the uv in `.venv`, for example "uv 0.13.9"."""
    return subprocess.run([str(APP / "bin" / "uv"), "--version"], capture_output=True, text=True).stdout


def install(environment: Path, locks: Sequence[Path]) -> None:
    """Make an environment hold exactly the locked packages; plain pip stands in where uv reaches no index."""
    stamp = environment / "lock.sha256"
    stamp.unlink(missing_ok=True)
    python = environment / "bin" / "python"
    if not run(APP / "bin" / "uv", "pip", "sync", "--require-hashes", "--python", python, *locks):
        print("uv could not install the packages; trying pip, which takes minutes.", file=sys.stderr)
        pip = (APP / "bin" / "python", "-m", "pip", "--python", python, "install", "--ignore-requires-python")
        if not run(*pip, "--no-deps", "--require-hashes", *(part for lock in locks for part in ("-r", lock))):
            sys.exit(f"The packages of {locks[0].relative_to(ROOT)} could not be installed.")
    stamp.write_text(digest(locks))


def make_app() -> None:
    """Make or renew `.venv`."""
    if not is_current(APP, APP_LOCKS):
        print("Setting up .venv (application and tests).", flush=True)
        bootstrap_uv()
        install(APP, APP_LOCKS)


def make_bot() -> None:
    """Make or renew `bot/.venv`; exit with 3 and one sentence where no fitting Python can be had."""
    if is_current(BOT, BOT_LOCKS):
        return
    print("Setting up bot/.venv (the assistant).", flush=True)
    if not run(BOT / "bin" / "python", "-c", "", quiet=True):
        shutil.rmtree(BOT, ignore_errors=True)
        if not any(run(APP / "bin" / "uv", "venv", "-q", "--python", wish, BOT, quiet=True) for wish in bot_pythons()):
            print(NO_BOT_PYTHON, file=sys.stderr)
            sys.exit(3)
    install(BOT, BOT_LOCKS)


def bot_pythons() -> list[str]:
    """Which Python to ask uv for, best first: this one when it fits, else one that uv or pyenv has, else a fetched one."""
    own = [sys.executable] if sys.version_info[:2] in BOT_PYTHONS else []
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return [*own, *sorted((str(path) for path in pyenv.glob("3.1[12].*/bin/python")), reverse=True), "3.12", "3.11"]


def write_settings() -> None:
    """Write `.env` from `.env.example` with fresh secrets, readable by its owner only; never touch an existing one."""
    settings = ROOT / ".env"
    if settings.exists():
        return
    text = (ROOT / ".env.example").read_text()
    text = re.sub(r"^(SECRET_KEY|BOT_TOKEN)=$", lambda row: f"{row[1]}={secrets.token_urlsafe(32)}", text, flags=re.M)
    descriptor = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def lock() -> None:
    """Compile the short `*.in` files into the locked `*.txt` files, with hashes and without naming any index."""
    how = "--upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links"
    for plan in (
        "-o requirements.txt requirements.in",
        "-c requirements.txt -o requirements-dev.txt requirements-dev.in",
        "--override bot/overrides.in -o bot/requirements.txt bot/requirements.in",
    ):
        uv = (APP / "bin" / "uv", "pip", "compile", "-q", "--custom-compile-command", "make lock")
        if not run(*uv, *how.split(), *plan.split()):
            sys.exit(f"{plan.split()[-1]} could not be locked.")
    drop_left_out(ROOT / "bot" / "requirements.txt")


def drop_left_out(lock: Path) -> None:
    """Take the packages that bot/overrides.in leaves out off the lock: uv keeps them, under a marker never true."""
    text = lock.read_text()
    lock.write_text(re.sub(r"^[a-z].*sys_platform == 'never'.*\n(?:[ #].*\n)*", "", text, flags=re.MULTILINE))


TASKS = {"app": make_app, "bot": make_bot, "settings": write_settings, "lock": lock}

if __name__ == "__main__":
    for task in sys.argv[1:]:
        TASKS[task]()
