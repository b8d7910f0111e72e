"""A real SMTP server that also misbehaves, in a process of its own: `python -m benchmarks.faults.server PORT LOG`.

What it does is named by the recipient: `fine@`, `later@` (451), `busy@` (452 for the text), `drop@` (hangs up before it
takes the mail), `stall@` (answers too late), `forgets@` (takes the mail and hangs up without saying so), each of them only
the first time it sees a mail; `never@` (550) always. Each mail that it takes is a line of LOG, written before the answer.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

STALLS_FOR_SECONDS = 3.0
ONCE = ("later", "busy", "drop", "stall", "forgets")


class Handler:
    def __init__(self, log: Path) -> None:
        self.log = log
        self.seen: set[tuple[str, str]] = set()

    def _first(self, what: str, name: str) -> bool:
        first = (what, name) not in self.seen
        self.seen.add((what, name))
        return first

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        what, _, number = address.partition("@")[0].partition(".")
        if what == "never":
            return "550 5.1.1 nobody of that name"
        if what == "later" and self._first(what, number):
            return "451 4.7.1 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        what, _, number = envelope.rcpt_tos[0].partition("@")[0].partition(".")
        first = what in ONCE and self._first(what, number)
        if first and what == "busy":
            return "452 4.3.1 no room just now"
        if first and what == "drop":
            server.transport.abort()
            return "421 gone"
        if first and what == "stall":
            await asyncio.sleep(STALLS_FOR_SECONDS)
            return "451 4.4.2 too late"
        self._take(envelope.content)
        if first and what == "forgets":
            server.transport.abort()
        return "250 taken"

    def _take(self, content: bytes) -> None:
        lines = content.split(b"\r\n\r\n")[0].split(b"\r\n")
        name = next(line.split(b":", 1)[1].strip() for line in lines if line.lower().startswith(b"message-id:"))
        with self.log.open("ab") as log:
            log.write(name + b"\n")


async def serve(port: int, log: Path) -> None:
    handler = Handler(log)
    loop = asyncio.get_running_loop()
    running = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port)
    print(running.sockets[0].getsockname()[1], flush=True)
    await running.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
