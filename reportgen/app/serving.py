"""The hand-over page for authors of templates: served to this machine alone, built anew on every save.

A build runs in a process of its own, so that a fault in it cannot stop the server, and tells its findings as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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


@dataclass(frozen=True, slots=True)
class BuildState:
    """How the last build ended; `version` counts builds, `faults` are why one did not go through."""

    version: int = 0
    building: bool = True
    faults: tuple[BuildFault, ...] = ()


@dataclass
class Stage:
    """What is served: a project's reports, the folder of the files, and the state of the last build."""

    root: Path
    reports: Sequence[str]
    out: Path
    state: BuildState = BuildState()

    def build(self) -> Iterator[BuildState]:
        """Build, then draw what LibreOffice can; gives the state after each."""
        for more in ((), ("--pictures",)):
            self.state = replace(self.state, building=True)
            faults = self._faults(more)
            self.state = BuildState(self.state.version + 1, False, faults)
            yield self.state
            if faults:
                return

    def _faults(self, more: Sequence[str]) -> tuple[BuildFault, ...]:
        command = [sys.executable, "-m", "reportgen", "build", *self.reports, "--json", *more]
        places = ["--project", str(self.root), "--out", str(self.out)]
        done = subprocess.run(
            [*command, *places], check=False, capture_output=True, text=True, encoding="utf-8"
        )
        try:
            told = json.loads(done.stdout)
        except ValueError:
            return (BuildFault("no-answer", "", done.stderr.strip() or "the build gave no answer"),)
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
