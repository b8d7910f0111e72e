"""A server on the loopback interface that plays Rasa: well, slowly, not at all, or telling nonsense."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any


class Rasa:
    """A server on the loopback interface that answers what the test says."""

    def __init__(self) -> None:
        self.status, self.body, self.heard = 200, b"[]", []
        self.patience = 5.0
        self.hold = threading.Event()
        self.hold.set()
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.heard.append((self.path, sent))
                outer.hold.wait(outer.patience)
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server: HTTPServer = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
