"""A deck as built, and its project with later figures, for the tests of decks that people work in."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_edits import project

from reportgen.app.build import build_in_memory


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the later project; the deck of the earlier one stands in it as `built.pptx`."""
    folder = tmp_path_factory.mktemp("decks")
    (made,) = build_in_memory(project(folder), ["deck"]).built
    (folder / "built.pptx").write_bytes(made.data)
    project(folder, later=True)
    return folder
