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

    @property
    def said(self) -> str:
        """All that it said, what went wrong behind the rest."""
        return self.out + self.err

    def well(self) -> Answer:
        """Itself, where it ended well."""
        assert self.code == 0, self.said
        return self


Run = Callable[..., Answer]
# A line as a guide prints it, with the exit code and all that is said.
Terminal = Callable[[str], tuple[int, str]]


def lacking(reason: str) -> NoReturn:
    """Skip, or fail where the whole check runs and nothing may be skipped (REPORTGEN_SKIP_NOTHING)."""
    if os.environ.get("REPORTGEN_SKIP_NOTHING"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)
