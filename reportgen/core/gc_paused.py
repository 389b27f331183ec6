"""Making very many small values without the cyclic collector walking over all of them again and again.

Tables, answers and tests are trees of frozen values: none of them can be part of a cycle, yet each full
collection visits every one, so that time would grow faster than the data (measured: 30 % at 40,000 figures).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the cyclic collector, and leave it afterwards as it was."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                # What was made meanwhile counts as old at once: the next collection of young values would walk over it.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
