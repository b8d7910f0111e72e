"""Prepare a Python of bot/.venv for Rasa, and run the `rasa` command in it.

Run it as `bot/.venv/bin/python bot/launch.py data validate --fail-on-warnings`.

Everything in this folder that uses Rasa calls `prepare()` before it imports anything of it.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import stand_ins

HERE = Path(__file__).resolve().parent
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ACTIONS_PORT": "5055",
}
ABOUT_PACKAGES = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
NOISE = re.compile("pkg_resources|[Dd]istutils|Setuptools|Slot auto-fill has been removed")


def prepare() -> None:
    """Set what Rasa reads from its surroundings, work from this folder, stand in for TensorFlow, refuse what needs it."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    choose_blas_kernels()
    warnings.showwarning = show_warning
    os.chdir(HERE)
    if stand_ins.are_needed():
        stand_ins.install()
        stand_ins.refuse_tensorflow(HERE / "config.yml")


def prepare_quietly() -> None:
    """Prepare for using Rasa as a library: only its warnings are printed, and none of its progress bars."""
    os.environ["LOG_LEVEL"] = "WARNING"
    prepare()
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)


def show_warning(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    """Print Rasa's warnings about our files; leave out what its packages of 2023 say about each other.

    Filters would not do: Rasa sets its own.
    """
    if not issubclass(category, ABOUT_PACKAGES) and not NOISE.search(str(message)):
        print(f"{category.__name__}: {message}", file=sys.stderr)


def choose_blas_kernels() -> None:
    """Name the matrix kernels OpenBLAS shall use, from what the processor can do.

    The OpenBLAS inside NumPy 1.26 does not know processors made after it and falls back to kernels of 2004 on them,
    which makes embeddings four times slower. A choice made outside is left alone.
    """
    if platform.machine() != "x86_64" or "OPENBLAS_CORETYPE" in os.environ:
        return
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").partition("flags")[2].split())
    except OSError:
        return
    if {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"} <= flags:
        os.environ["OPENBLAS_CORETYPE"] = "SkylakeX"
    elif {"avx2", "fma"} <= flags:
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"


def main() -> None:
    """Run the `rasa` command with the arguments of this one."""
    prepare()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
