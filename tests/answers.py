"""What a command answers, run in this process as the installed command would be; what a test lacks to be run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import pytest


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


def lacking(reason: str) -> NoReturn:
    """Skip, or fail where the whole check runs and nothing may be skipped (REPORTGEN_SKIP_NOTHING)."""
    if os.environ.get("REPORTGEN_SKIP_NOTHING"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)
