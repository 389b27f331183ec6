"""Write the sections of docs/chart-gallery.md from the gallery's definition: each page with its comment and picture.

python -m tools.draw.manual        behind the head of the document, which stays as it is
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFINITION = ROOT / "templates" / "gallery" / "templates" / "reports" / "gallery.yaml"
MANUAL = ROOT / "docs" / "chart-gallery.md"
_PAGE = re.compile(r"((?:  # .*\n)+)(  - page: .*\n(?:    .*\n)+)")
_TITLE = re.compile(r"words: \{title: (.*?)\}")


def manual() -> str:
    """The document as it should stand: its head, then a section for each page of the definition."""
    head, mark, _ = MANUAL.read_text(encoding="utf-8").partition("\n## ")
    return head + "".join(_section(*match.groups()) for match in _pages() if mark)


def _pages() -> list[re.Match[str]]:
    return list(_PAGE.finditer(DEFINITION.read_text(encoding="utf-8")))


def _section(comment: str, page: str) -> str:
    found = _TITLE.search(page)
    title = found[1] if found else ""
    picture, *words = (line.removeprefix("  # ") for line in comment.splitlines())
    return f"\n## {title}\n\n![{title}](pictures/{picture})\n\n{' '.join(words)}\n\n```yaml\n{page}```\n"


if __name__ == "__main__":
    MANUAL.write_text(manual(), encoding="utf-8")
    print(MANUAL)
