"""The command line: `flask ...`. Each group of commands lives in a module of its own."""

from importlib import import_module

from flask import Flask

GROUPS = ("billing", "disputes", "sla", "demo", "chat", "up")
COMMANDS = (("states", "states"), ("worker", "worker"), ("worker", "tick"))


def set_up(app: Flask) -> None:
    for module, name in [*((group, "group") for group in GROUPS), *COMMANDS]:
        try:  # noqa: temporary while the modules are being written
            app.cli.add_command(getattr(import_module(f"support.cli.{module}"), name))
        except ModuleNotFoundError:
            pass
