"""The program: `python -m reportgen` is the same as `reportgen`."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
import threading
from contextlib import suppress

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
    # A caller may have closed either: what is said then goes nowhere, and the work is done all the same.
    nowhere = open(os.devnull, "w")  # noqa: SIM115, for it stays open to the end
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    code = _code()
    watched = sys.getprofile() is not None or threading.active_count() > 1
    if isinstance(code, str) or watched:
        sys.exit(code)
    with suppress(OSError):
        atexit._run_exitfuncs()
        sys.stderr.flush()
    os._exit(code)


def _code() -> str | int:
    """What the command ends with, when all is said; an interrupt while Python still loads it is one like any other."""
    code: str | int = 0
    try:
        try:
            from reportgen.cli.app import main

            main()
        except SystemExit as stop:
            code = stop.code or 0
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing was left half written\n")
        return 130
    except OSError as error:
        return _unsaid(error)
    return code


def _unsaid(error: OSError) -> int:
    """The exit code where standard output takes no more: whoever stopped to read, as `head` does, needs no word."""
    if error.errno != errno.EPIPE:
        with suppress(OSError):
            sys.stderr.write(f"reportgen stopped: its output cannot be written: {error.strerror}\n")
    return 1


if __name__ == "__main__":
    program()
