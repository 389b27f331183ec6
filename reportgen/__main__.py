"""The program: `python -m reportgen` is the same as `reportgen`."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from contextlib import suppress

_VALUES_BETWEEN_COLLECTIONS = 1_000_000


def program() -> None:
    """Run the command line as a process of its own; an output that takes no more is no fault in here."""
    # A command makes values by the hundred thousand and few cycles: looked for after every 700 values, as Python does
    # unless told otherwise, they cost a tenth of its time.
    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    # What is left at the end goes with the process: Python would walk over all of it, for 0.1 to 0.4 s.
    atexit.register(gc.freeze)
    # A caller may have closed either: what is said then goes nowhere, and the work is done all the same.
    nowhere = open(os.devnull, "w")  # noqa: SIM115, for it stays open to the end
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    try:
        try:
            from reportgen.cli.app import main

            main()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:  # while Python still loads the command line
        sys.stderr.write("stopped; nothing was left half written\n")
        sys.exit(130)
    except OSError as error:
        # Whoever stopped to read, as `head` does, needs no word. Python flushes once more at the end, into nothing now.
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            with suppress(OSError):
                sys.stderr.write(f"reportgen stopped: its output cannot be written: {error.strerror}\n")
        sys.exit(1)


if __name__ == "__main__":
    program()
