"""Tables of measurements, put between the marks of their sections."""

from __future__ import annotations

from pathlib import Path


def write_between(text: str, file: Path, begin: str, end: str, section: str) -> None:
    """Put the table between the marks of its section, which is added where it is missing."""
    old = file.read_text(encoding="utf-8") if file.exists() else "# Performance\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n## {section}\n\n{begin}\n{end}\n"
    head, _, rest = old.partition(begin)
    tail = rest.partition(end)[2]
    file.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")
