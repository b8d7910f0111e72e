"""`flask policies check` reads every file as the program does."""

import shutil
from pathlib import Path

from flask import Flask

from support.policies.shelf import FOLDER


def test_the_programs_own_rules_are_in_order(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["policies", "check"])
    assert done.exit_code == 0
    assert "desk.toml: in order" in done.output


def test_what_cannot_be_followed_is_named_with_its_file(app: Flask, tmp_path: Path) -> None:
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    broken = tmp_path / "default_b2b.toml"
    broken.write_text(broken.read_text().replace("n = 15", "n = -15", 1))
    done = app.test_cli_runner().invoke(args=["policies", "check", str(tmp_path)])
    assert done.exit_code == 1
    assert "default_b2b.toml:" in done.output
    assert "desk.toml: in order" in done.output
