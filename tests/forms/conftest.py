"""Forms made once, and the project they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_language import ROOT, last_year
from house import once

from reportgen.app.form import make_form
from reportgen.project.project import Project


@pytest.fixture(scope="session")
def forms() -> dict[str, bytes]:
    """The forms of a first quarter, a half and a year after the record of this repository."""
    return once(
        "forms",
        lambda: {period: bytes(make_form(Project(ROOT), period).data) for period in ("1Q18", "2Q18", "4Q18")},
    )


@pytest.fixture
def house(tmp_path: Path) -> Project:
    """A copy of this repository's tables of the last year that a test may write into."""
    return last_year(tmp_path / "house")
