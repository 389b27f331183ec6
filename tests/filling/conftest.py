"""What tests of filling share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def nothing_older() -> Iterator[None]:
    """The collector sees only what a test makes: of what a long run holds, a look at all of it takes seconds."""
    gc.freeze()
    yield
    gc.unfreeze()
