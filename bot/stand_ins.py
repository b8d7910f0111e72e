"""Inert stand-ins for TensorFlow, so that Rasa 3.6.21 runs without it.

Rasa imports TensorFlow in some twenty modules and computes with it in six components only. When TensorFlow is absent,
`install()` answers `import tensorflow...` and `import keras...` with modules whose every attribute is an inert class:
good enough to be subclassed, to decorate and to stand in an annotation. Anything that would compute raises
NeedsTensorFlow, so a forgotten use is loud. Where TensorFlow is installed, `install()` does nothing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

REPLACED = ("tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras")
NEED_TENSORFLOW = frozenset(
    {
        "DIETClassifier",
        "ResponseSelector",
        "ConveRTFeaturizer",
        "LanguageModelFeaturizer",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)


class NeedsTensorFlow(RuntimeError):
    """Something was asked of TensorFlow, which this environment leaves out."""


class InertType(type):
    """The type of stand-in classes: any attribute is another one; calling one decorates or refuses."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return InertType(name, (), {"__module__": cls.__module__})

    def __call__(cls, *args: Any, **settings: Any) -> Any:
        if len(args) == 1 and not settings and isinstance(args[0], types.FunctionType):
            return args[0]  # used as a plain decorator, as in @tf.function
        raise NeedsTensorFlow(f"{cls.__module__}.{cls.__qualname__} needs TensorFlow, which is left out here.")


class InertModule(types.ModuleType):
    """A stand-in module: a package without files whose attributes are inert classes."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return InertType(name, (), {"__module__": self.__name__})


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every module below the replaced packages and loads it as an inert one."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in REPLACED:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


def are_needed() -> bool:
    """Is TensorFlow absent, or already stood in for?"""
    return any(isinstance(finder, StandIns) for finder in sys.meta_path) or not importlib.util.find_spec("tensorflow")


def install() -> None:
    """Answer imports of TensorFlow from now on, when it is absent. Safe to call twice."""
    if are_needed() and not any(isinstance(finder, StandIns) for finder in sys.meta_path):
        sys.meta_path.append(StandIns())


def refuse_tensorflow(config: Path) -> None:
    """Exit with one sentence when this config.yml names a component that would need the TensorFlow we leave out.

    A missing pipeline or policy list counts too: Rasa would fill it in with DIETClassifier and TEDPolicy.
    """
    named = components_of(config)
    empty = [part for part, names in named.items() if not names]
    wanted = [name for names in named.values() for name in names if name in NEED_TENSORFLOW]
    if empty:
        sys.exit(f"{config.name} has no {empty[0]}, and what Rasa would put there needs TensorFlow, which is left out.")
    if wanted:
        sys.exit(
            f"{config.name} names {', '.join(wanted)}, which needs TensorFlow: this environment leaves it out "
            "(docs/decisions/0001-rasa-without-tensorflow.md says how to go back)."
        )


def components_of(config: Path) -> dict[str, Sequence[str]]:
    """The class names in `pipeline` and `policies`, without their modules."""
    from ruamel.yaml import YAML

    settings = YAML(typ="safe").load(config.read_text(encoding="utf-8")) or {}
    return {
        part: [str(entry["name"]).rpartition(".")[2] for entry in settings.get(part) or [] if "name" in entry]
        for part in ("pipeline", "policies")
    }
