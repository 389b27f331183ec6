"""`reportgen serve` and `reportgen build --watch`: built again on every save."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from reportgen.app.serving import HOST, Stage, server
from reportgen.app.watching import saves
from reportgen.cli.output import complain, say
from reportgen.core.findings import FindingsError, Issue


def run(project: Path, reports: list[str], out: Path, port: int) -> None:
    """Serve the page of a project to this machine until it is interrupted, and build on every save."""
    stage = Stage(project, reports, out)
    watched = saves(project)
    try:
        web = server(stage, port)
    except OSError as error:
        hint = "choose another one with --port"
        raise FindingsError(
            [Issue("port-taken", f"port {port} cannot be served", found=error.strerror or "", hint=hint)]
        ) from None
    threading.Thread(target=web.serve_forever, daemon=True).start()
    say(f"http://{HOST}:{port}/   built again on every save; stop with Ctrl+C")
    sys.stdout.flush()
    try:
        for _ in watched:
            _build(stage)
    finally:
        web.shutdown()
        web.server_close()


def _build(stage: Stage) -> None:
    for state in stage.build():
        told = f"{len(state.faults)} to mend" if state.faults else "built"
        sys.stderr.write(f"  {told}\n")


def again_and_again(build: Callable[[], None], project: Path) -> None:
    """Build now and whenever a file of the project is saved, until interrupted; faults are told and waited out."""
    for _ in saves(project):
        try:
            build()
        except FindingsError as error:
            complain(error.issues, writes=True)
        except SystemExit:
            pass  # it was told what a person has to look at
        sys.stdout.flush()
