"""Setting up: the locks are whole and name no machine, nothing is done twice, secrets are fresh and private."""

import re
import stat
from pathlib import Path

import pytest

from support.running import environments

LOCKS = [*environments.APP_LOCKS, *environments.BOT_LOCKS]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(environments.ROOT)))
def test_every_locked_package_has_one_version_and_hashes(lock: Path) -> None:
    packages = re.findall(r"^([a-z0-9-]+)(==\S+)?.*((?:\n +--hash=sha256:[0-9a-f]{64}.*)*)", lock.read_text(), re.M)
    assert len(packages) > 20
    assert [name for name, version, hashes in packages if not version or not hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(environments.ROOT)))
def test_a_lock_names_no_index_and_no_path_of_a_machine(lock: Path) -> None:
    assert not re.search(r"://|file:|--index|--find-links|^#.* /", lock.read_text(), re.M)


def test_the_assistants_lock_holds_no_tensorflow_and_no_torch() -> None:
    assert not re.search(r"^(tensorflow|keras|torch|transformers|pydantic)", LOCKS[-1].read_text(), re.M)


def test_what_is_left_out_leaves_the_lock_with_its_hashes_and_comments(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "a==1 \\\n    --hash=x\n    # via b\ntorch==2 ; sys_platform == 'never' \\\n    --hash=y\n    # via a\nz==3\n"
    )
    environments.drop_left_out(lock)
    assert lock.read_text() == "a==1 \\\n    --hash=x\n    # via b\nz==3\n"


def test_an_environment_is_current_until_its_lock_changes_or_its_python_goes(tmp_path: Path) -> None:
    lock, python = tmp_path / "lock.txt", tmp_path / "bin" / "python"
    lock.write_text("a==1")
    assert not environments.is_current(tmp_path, [lock])
    python.parent.mkdir()
    python.touch()
    (tmp_path / "lock.sha256").write_text(environments.digest([lock]))
    assert environments.is_current(tmp_path, [lock])
    lock.write_text("a==2")
    assert not environments.is_current(tmp_path, [lock])
    lock.write_text("a==1")
    python.unlink()
    assert not environments.is_current(tmp_path, [lock])


def test_settings_get_fresh_secrets_that_only_their_owner_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    (tmp_path / ".env.example").write_text("SECRET_KEY=\nBOT_TOKEN=\nPORT=8000\n")
    environments.write_settings()
    written = (tmp_path / ".env").read_text()
    secrets = re.findall(r"^(?:SECRET_KEY|BOT_TOKEN)=(\S{40,})$", written, re.M)
    assert len(set(secrets)) == 2
    assert "PORT=8000" in written
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_existing_settings_are_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    (tmp_path / ".env").write_text("SECRET_KEY=mine\n")
    environments.write_settings()
    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine\n"


def test_this_python_is_preferred_for_the_assistant_when_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYENV_ROOT", "/nowhere")
    monkeypatch.setattr(environments.sys, "version_info", (3, 12, 1))
    assert environments.bot_pythons() == [environments.sys.executable, "3.12", "3.11"]
    monkeypatch.setattr(environments.sys, "version_info", (3, 14, 0))
    assert environments.bot_pythons() == ["3.12", "3.11"]
