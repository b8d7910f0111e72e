"""`python -m benchmarks.nlu [--folds N] [--csv FILE] [--train FILE --test FILE --shots N]`: how well the assistant understands.

The assistant lives in an environment of its own, so this only starts `bot/measure.py` there; its help says the rest.
"""

import subprocess
import sys
from pathlib import Path

BOT = Path(__file__).resolve().parents[1] / "bot"


def main() -> int:
    python = BOT / ".venv" / "bin" / "python"
    if not python.exists():
        sys.exit("The assistant has no environment here (make setup).")
    return subprocess.run([str(python), str(BOT / "measure.py"), *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
