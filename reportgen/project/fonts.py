"""Font files of this machine, found by fontconfig where it is installed, else by their names in the usual folders.

Calibri   ->   calibri.ttf, or Carlito-Regular.ttf, which has the same widths
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from reportgen.pptx.measure import FontBook, FontFile

# Families that were drawn to have the same widths.
SAME_WIDTHS = {
    "calibri": "carlito",
    "cambria": "caladea",
    "arial": "liberationsans",
    "helvetica": "liberationsans",
    "times new roman": "liberationserif",
    "courier new": "liberationmono",
}
_FOLDERS = (
    "~/.fonts",
    "~/.local/share/fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
)


def font_book() -> FontBook:
    """A book that looks for each font file when a text first needs it."""
    return FontBook(_find)


def _find(family: str, bold: bool) -> FontFile | None:
    path, index = _by_fontconfig(family, bold) if shutil.which("fc-match") else (_by_name(family, bold), 0)
    if path is None:
        return None
    try:
        return FontFile(path.read_bytes(), index)
    except OSError:
        return None


@cache
def _by_fontconfig(family: str, bold: bool) -> tuple[Path | None, int]:
    pattern = (family.replace(":", "").replace("-", r"\-") or "sans") + (":bold" if bold else "")
    # Widths of a substitute for Japanese are right (one em each); any font's Latin would only be a guess.
    if is_east_asian(family):
        pattern += ":lang=ja"
    command = ["fc-match", "-f", "%{file}\n%{index}", pattern]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None, 0
    file, _, index = done.stdout.partition("\n")
    return (Path(file) if file else None), int(index) & 0xFFFF if index.isdecimal() else 0


def is_east_asian(family: str) -> bool:
    """Whether a font is one for Japanese, Chinese or Korean, by its name."""
    names = ("meiryo", "gothic", "mincho", "cjk", "hiragino", "yu ", "ud ", "ms ui")
    return not family.isascii() or any(name in family.casefold() for name in names)


@cache
def _by_name(family: str, bold: bool) -> Path | None:
    wanted = [family.casefold(), SAME_WIDTHS.get(family.casefold(), "")]
    for name in filter(None, wanted):
        stem = name.replace(" ", "")
        endings = ("b", "bd", "-bold") if bold else ("", "-regular")
        for ending in (*endings, ""):
            found = _files().get(stem + ending)
            if found is not None:
                return found
    return None


@cache
def _files() -> dict[str, Path]:
    folders = [Path(folder).expanduser() for folder in _FOLDERS]
    windows = os.environ.get("WINDIR")
    if windows:
        folders.append(Path(windows) / "Fonts")
    files = (file for folder in folders if folder.is_dir() for file in sorted(folder.rglob("*")))
    return {file.stem.casefold(): file for file in files if file.suffix.lower() in (".ttf", ".otf", ".ttc")}
