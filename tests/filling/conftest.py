"""What tests of filling share."""

from __future__ import annotations

import gc

import pytest


@pytest.fixture
def nothing_older() -> None:
    """The collector sees only what a test makes: of what a long run holds, a look at all of it takes seconds."""
    gc.freeze()
