"""The command line: `flask ...`. Each group of commands lives in a module of its own."""

from importlib import import_module

from flask import Flask

from support.cli.kindly import kindly

GROUPS = (
    "api",
    "owner",
    "policies",
    "prevention",
    "billing",
    "mail",
    "disputes",
    "sla",
    "search",
    "demo",
    "chat",
    "up",
    "words",
)
BESIDE = ("billing_tables", "billing_writing")
"""Modules that add commands to a group of another one."""
COMMANDS = (("states", "states"), ("worker", "worker"), ("worker", "tick"))


def set_up(app: Flask) -> None:
    for module in BESIDE:
        import_module(f"support.cli.{module}")
    for module, name in [*((group, "group") for group in GROUPS), *COMMANDS]:
        app.cli.add_command(kindly(getattr(import_module(f"support.cli.{module}"), name)))
