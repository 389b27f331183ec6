"""`reportgen serve` and `reportgen build --watch`: built again on every save."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

from reportgen.app.serving import HOST, Stage, server
from reportgen.app.watching import saves
from reportgen.cli.output import complain, say
from reportgen.core.findings import FindingsError, Issue
from reportgen.handover.drawing import missing_programs


def run(project: Path, reports: list[str], out: Path, port: int) -> None:
    """Serve the page of a project to this machine until it is interrupted, and build on every save."""
    stage = Stage(project, reports, out)
    watched = saves(project)
    try:
        web = server(stage, port)
    except OSError as error:
        hint = "choose another one with --port"
        raise FindingsError(
            Issue("port-taken", f"port {port} cannot be served", found=error.strerror or "", hint=hint)
        ) from None
    threading.Thread(target=web.serve_forever, daemon=True).start()
    say(f"http://{HOST}:{port}/   built again on every save; stop with Ctrl+C")
    sys.stdout.flush()
    try:
        _build_on(watched, stage)
    finally:
        web.shutdown()
        web.server_close()


def _build_on(saved: Iterable[bool], stage: Stage) -> None:
    """Build on every save, and draw in between: a save ends the drawing, so that its faults are told at once."""
    drawing: Popen[bytes] | None = None
    draws = not missing_programs()
    with ExitStack() as held:
        for is_saved in saved:
            if is_saved:
                held.close()
                faults = stage.build().faults
                sys.stderr.write(f"  {len(faults)} to mend\n" if faults else "  built\n")
                drawing = held.enter_context(stage.drawing()) if draws and not faults else None
            elif drawing is not None and drawing.poll() is not None:
                drawing = None
                stage.drawn()
                sys.stderr.write("  drawn\n")


def again_and_again(build: Callable[[], None], project: Path) -> None:
    """Build now and whenever a file of the project is saved, until interrupted; faults are told and waited out."""
    for saved in saves(project):
        if not saved:
            continue
        try:
            build()
        except FindingsError as error:
            complain(error.issues, writes=True)
        except SystemExit:
            pass  # it was told what a person has to look at
        sys.stdout.flush()
