"""The hand-over page for authors of templates: served to this machine alone, built anew on every save.

A build runs in a process of its own, so that a fault in it cannot stop the server, and tells its findings as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.handover.live import BuildFault, faults_of, live_page
from reportgen.project.handed import NAME

HOST = "127.0.0.1"
# What a browser may ask this server by; another name means that somebody else's page asks (DNS rebinding).
_NAMES = frozenset({HOST, "localhost"})
_TYPES = {
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BuildState(Struct, frozen=True):
    """How the last build ended; `version` counts builds, `faults` are why one did not go through."""

    version: int = 0
    building: bool = True
    faults: tuple[BuildFault, ...] = ()


class Stage(Struct):
    """What is served: a project's reports, the folder of the files, and the state of the last build."""

    root: Path
    reports: Sequence[str]
    out: Path
    state: BuildState = BuildState()

    def build(self) -> BuildState:
        """Build without drawing; gives the state after it."""
        self.state = replace(self.state, building=True)
        done = subprocess.run(self._command(), check=False, capture_output=True, text=True, encoding="utf-8")
        self.state = BuildState(self.state.version + 1, False, self._faults(done.stdout, done.stderr))
        return self.state

    @contextmanager
    def drawing(self) -> Iterator[subprocess.Popen[bytes]]:
        """Draw what LibreOffice can, as long as this is held; what is not done then is given up without a trace."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            process = subprocess.Popen(
                [*self._command(), "--pictures"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": scratch},
                start_new_session=True,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    # With the processes that it started, which would draw on.
                    os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
                    process.wait()

    def drawn(self) -> None:
        """There are new pictures to look at."""
        self.state = replace(self.state, version=self.state.version + 1)

    def _command(self) -> list[str]:
        places = ["--project", str(self.root), "--out", str(self.out)]
        return [sys.executable, "-m", "reportgen", "build", *self.reports, "--json", *places]

    def _faults(self, out: str, err: str) -> tuple[BuildFault, ...]:
        try:
            told = json.loads(out)
        except ValueError:
            return (BuildFault("no-answer", "", err.strip() or "the build gave no answer"),)
        if told.get("fault"):
            return (BuildFault("fault", "", told["fault"]),)
        return faults_of(told.get("findings", ()), self.root)

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """What is asked for, with its type; None for all but the page, its state and the files beside it."""
        if path == "/":
            page = self.out / NAME
            content = page.read_bytes() if page.is_file() else None
            return live_page(content, self.state.faults, self.state.version), "text/html; charset=utf-8"
        if path == "/state":
            told = {"version": self.state.version, "building": self.state.building}
            return json.dumps(told).encode(), "application/json"
        # A name is looked up among those that are there, so that no path leads anywhere else.
        files = self.out.iterdir() if self.out.is_dir() else ()
        known = {file.name: file for file in files if file.suffix in _TYPES and not file.is_symlink()}
        file = known.get(unquote(path.removeprefix("/")))
        return (file.read_bytes(), _TYPES[file.suffix]) if file is not None else None


class _PageServer(BaseHTTPRequestHandler):
    """One question of a browser on this machine."""

    server_version = "reportgen"
    sys_version = ""

    def __init__(self, stage: Stage, *given: Any) -> None:
        self._stage = stage
        super().__init__(*given)

    def do_GET(self) -> None:
        """Answer with the page, its state or a file; refuse whoever asks by another name."""
        if self.headers.get("Host", "").rpartition(":")[0] not in _NAMES:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"", "text/plain")
            return
        found = self._stage.answer(self.path.partition("?")[0])
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")
        else:
            self._send(HTTPStatus.OK, *found)

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in (*_HEADERS.items(), ("Content-Type", kind), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


def server(stage: Stage, port: int) -> ThreadingHTTPServer:
    """A server of this machine alone, ready to serve; `OSError` where the port is taken."""
    return ThreadingHTTPServer((HOST, port), partial(_PageServer, stage))
