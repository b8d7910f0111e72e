"""Fuzzing of the mail parser: `python -m benchmarks.fuzz.mail -max_total_time=600` with atheris installed.

atheris is not among the requirements: install it beside them (`pip install atheris`) and put this project's
environment on PYTHONPATH. The same properties are tried on made-up mails by
tests/correspondence/inbound/test_fuzzing.py. What was found is in docs/inbound-mail.md.
"""

import sys
import time

SLOWEST_SECONDS = 5.0
LONGEST = 64 * 1024


def main() -> None:
    try:
        import atheris
    except ImportError:
        raise SystemExit("atheris is not installed here: pip install atheris") from None
    with atheris.instrument_imports(include=["support.correspondence.inbound", "support.correspondence.automatic"]):
        from benchmarks.fuzz.properties import check

    def one(data: bytes) -> None:
        """It never raises, never takes long, and what comes out can be stored."""
        start = time.perf_counter()
        check(data[:LONGEST])
        taken = time.perf_counter() - start
        assert taken < SLOWEST_SECONDS, f"{taken:.1f} s for {len(data)} bytes"

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
