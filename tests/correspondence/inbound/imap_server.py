"""A small mailbox that speaks IMAP on the loopback interface: login, select, search, fetch, store, idle."""

import re
import socketserver
import threading
from collections.abc import Callable


class ImapServer(socketserver.ThreadingTCPServer):
    """`mails` by uid; `seen` are the uids marked so. `hang_up_after` closes the connection at that command."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.hang_up_at = ""
        self.pretended_size = 0
        self.arrived = threading.Event()

    def deliver(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw
        self.arrived.set()
        return uid


class Talk(socketserver.StreamRequestHandler):
    server: ImapServer

    def say(self, line: str | bytes) -> None:
        self.wfile.write((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        for raw in self.rfile:
            tag, _, rest = raw.decode().strip().partition(" ")
            words = rest.split()
            name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            if name == self.server.hang_up_at:
                return
            done = COMMANDS.get(name, lambda talk, words: None)(self, words)
            if name == "LOGIN" and "wrong" in rest:
                self.say(f"{tag} NO wrong password")
                continue
            self.say(f"{tag} OK {done or 'done'}")
            if name == "LOGOUT":
                return

    def capability(self, _words: list[str]) -> None:
        self.say("* CAPABILITY IMAP4rev1 IDLE")

    def select(self, _words: list[str]) -> str:
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say("* OK [UIDVALIDITY 1] ok")
        return "[READ-WRITE] selected"

    def search(self, _words: list[str]) -> None:
        unseen = [str(uid) for uid in sorted(self.server.mails) if uid not in self.server.seen]
        self.say("* SEARCH " + " ".join(unseen))

    def fetch(self, words: list[str]) -> None:
        uid, what = int(words[2]), " ".join(words[3:]).upper()
        mail = self.server.mails[uid]
        if "RFC822.SIZE" in what:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {self.server.pretended_size or len(mail)})")
            return
        part = re.split(rb"\r?\n\r?\n", mail)[0] + b"\r\n\r\n" if "HEADER" in what else mail
        self.say(f"* {uid} FETCH (UID {uid} BODY[] {{{len(part)}}}".encode())
        self.wfile.write(part)
        self.say(")")

    def store(self, words: list[str]) -> None:
        self.server.seen |= {int(uid) for uid in words[2].split(",")}

    def idle(self, _words: list[str]) -> None:
        self.say("+ idling")
        self.server.arrived.wait(5)
        self.server.arrived.clear()
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.rfile.readline()

    def logout(self, _words: list[str]) -> None:
        self.say("* BYE bye")


COMMANDS: dict[str, Callable[[Talk, list[str]], str | None]] = {
    "CAPABILITY": Talk.capability,
    "SELECT": Talk.select,
    "UID SEARCH": Talk.search,
    "UID FETCH": Talk.fetch,
    "UID STORE": Talk.store,
    "IDLE": Talk.idle,
    "LOGOUT": Talk.logout,
}
