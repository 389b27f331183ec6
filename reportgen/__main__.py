"""The program: `python -m reportgen` is the same as `reportgen`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress

from reportgen.cli.app import main

# Commands that look and end: what cycles they make, they need not look for.
_LOOKING = frozenset(
    ["check", "coverage", "diff", "doctor", "explain", "inspect", "lint", "list", "mirror", "show", "verify"]
)


def program() -> None:
    """Run the command line as a process of its own.

    It ends as it stands, for taking all values apart one by one before costs a twentieth of a command's time.
    """
    if _LOOKING & set(sys.argv[1:2]):
        gc.disable()
    code: str | int = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    watched = sys.getprofile() is not None or threading.active_count() > 1
    if isinstance(code, int) and not watched:
        with suppress(OSError):  # nobody reads on: Python tells that in its own way
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    program()
