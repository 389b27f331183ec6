"""Golden files that explain themselves: a header with the test and what it shows, then the text.

A difference is shown as a diff; `pytest --renew` writes the files anew, and the change is read in review.
"""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).resolve().parent / "golden"


def agree(name: str, test: str, intention: str, text: str, renew: bool) -> None:
    """Compare `text` with `golden/<name>`, or write it there where golden files are renewed."""
    path = GOLDEN / name
    head = (
        f"# {test}\n# {intention}\n# Written by pytest --renew; read the difference before you keep it.\n\n"
    )
    if renew:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{head}{text.rstrip()}\n", encoding="utf-8")
    assert path.exists(), f"{path} is missing: run pytest --renew {test.split(' ')[0]}"
    kept = path.read_text(encoding="utf-8")
    assert kept.startswith(f"# {test}\n"), "the header names another test"
    assert kept.split("\n\n", 1)[1].splitlines() == text.rstrip().splitlines()
