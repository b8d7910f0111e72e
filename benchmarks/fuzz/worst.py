"""The worst mails we could think of, and what each takes: `python -m benchmarks.fuzz.worst` prints the table."""

import subprocess
import sys
from collections.abc import Callable

from support.correspondence.inbound import limits

HEAD = b"From: Maria Santos <maria@harbour.example>\r\nSubject: The bill\r\nMessage-ID: <1@harbour.example>\r\n"


def nested(depth: int) -> bytes:
    body = b"Content-Type: text/plain\r\n\r\nwords\r\n"
    for level in range(depth):
        mark = f"b{level}".encode()
        body = (
            b'Content-Type: multipart/mixed; boundary="'
            + mark
            + b'"\r\n\r\n--'
            + mark
            + b"\r\n"
            + body
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return HEAD + body


MB = limits.MB
WORST: dict[str, Callable[[], bytes]] = {
    "50 MB": lambda: HEAD + b"\r\n" + b"x" * (50 * MB),
    "35 MB of empty lines": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n' + b"\n" * (35 * MB)
    ),
    "35 MB of base64": lambda: (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nsee\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + (b"QUJD" * 19 + b"\r\n") * 430_000
        + b"--b--"
    ),
    "10,000 recipients": lambda: (
        HEAD + b"To: " + b",\r\n ".join(b"p%d@harbour.example" % n for n in range(10_000)) + b"\r\n\r\nwords"
    ),
    "1,000 parts": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 1_000 + b"--b--"
    ),
    "1,000 texts of 30 KB": lambda: (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + (b"--b\r\n\r\n" + b"words and more\n" * 2_000 + b"\r\n") * 1_000
        + b"--b--"
    ),
    "100,000 parts": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 100_000
    ),
    "5 MB of headers": lambda: b"X-Long: " + b"y" * (5 * MB) + b"\r\n" + HEAD + b"\r\nwords",
    "100,000 headers": lambda: b"X: y\r\n" * 100_000 + HEAD + b"\r\nwords",
    "20 deep": lambda: nested(20),
    "21 deep": lambda: nested(21),
    "1,000 deep": lambda: nested(1_000),
    "5 MB of HTML": lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * MB,
    "one letter a line, uuencoded": lambda: (
        HEAD + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" + b"M\n" * (5 * MB)
    ),
    "false boundaries": lambda: HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"x--b" * (2 * MB),
    "a mark in 1 MB of parameters": lambda: (
        HEAD + b"Content-Type: text/plain" + b"; a*0=b" * 100_000 + b"\r\n\r\nwords"
    ),
}


def measure(name: str) -> None:
    """In a process of its own: seconds, the memory beyond the mail itself, and what came of it."""
    import resource
    import time

    from support.correspondence.inbound.parsing import parse

    raw = WORST[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    read = parse(raw)
    taken = time.perf_counter() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"| {name} | {len(raw) / limits.MB:.1f} | {taken:.2f} | {more:.0f} | {read.problem or 'read'} |")


def main() -> None:
    print(
        "| mail | MB | seconds | MB more at its peak | what became of it |\n| --- | --- | --- | --- | --- |", flush=True
    )
    for name in WORST:
        subprocess.run([sys.executable, "-m", "benchmarks.fuzz.worst", name], check=True)


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
