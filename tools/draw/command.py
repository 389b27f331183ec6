"""Draw first versions of the templates, or propose new ones; a template that somebody edited is never replaced.

    python -m tools.draw [model] [form] [deck] [gallery] [--out FOLDER] [--discard-edits]

`drawn.json` keeps the digest of each template as it was last drawn. A file with any other digest was edited in Office
and is left alone, unless its edits are given up with --discard-edits.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from reportgen.new.form import draw_form
from tools.draw import gallery
from tools.draw.deck import library
from tools.draw.model import book as model

TEMPLATES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "model": ("templates/iij/model.xlsx", model.draw),
    "form": ("templates/iij/form.xlsx", partial(draw_form, "JPY", japanese=True)),
    "deck": ("templates/iij/deck.pptx", library.draw),
    "gallery": ("templates/gallery/templates/gallery/deck.pptx", gallery.draw),
}
RECORD = "tools/draw/drawn.json"
_MOST_NAMED = 3


def main(arguments: Sequence[str] | None = None, *, root: Path) -> int:
    """Draw the templates that are named, or all; 1 where one was left alone."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.draw", description="Draw first versions of the templates."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(TEMPLATES)}; all where none is named"
    )
    parser.add_argument("--out", type=Path, help="a folder for copies, to compare with what stands")
    parser.add_argument("--discard-edits", action="store_true", help="replace files that were edited since")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(TEMPLATES):
        parser.error(f"no template is called {', '.join(sorted(unknown))}; there are {', '.join(TEMPLATES)}")
    return max(
        [place(name, root, options.out, discard=options.discard_edits) for name in options.names or TEMPLATES]
    )


def place(name: str, root: Path, out: Path | None, *, discard: bool) -> int:
    """Draw one template into its place or into `out`; 1 where an edited file stands there."""
    relative, draw = TEMPLATES[name]
    path = root / relative if out is None else out / f"{name}{Path(relative).suffix}"
    record = root / RECORD
    drawn: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    fresh = draw()
    if path.exists() and not discard and digest(path.read_bytes()) not in {drawn.get(name), digest(fresh)}:
        print(_refusal(name, path, lost(path.read_bytes(), fresh)), file=sys.stderr)
        return 1
    _write(path, fresh)
    if out is None:
        _write(record, (json.dumps({**drawn, name: digest(fresh)}, indent=2, sort_keys=True) + "\n").encode())
    print(path)
    return 0


def digest(data: bytes) -> str:
    """What a package holds, part by part; how it was compressed does not count. Of other files, their bytes."""
    summary = hashlib.sha256()
    for name, part in sorted(_parts(data).items()):
        summary.update(f"{name}\0{hashlib.sha256(part).hexdigest()}\0".encode())
    return summary.hexdigest()


def lost(standing: bytes, fresh: bytes) -> list[str]:
    """The parts of a file that a fresh drawing would change or take away."""
    new = _parts(fresh)
    return sorted(name for name, part in _parts(standing).items() if new.get(name) != part)


def _parts(data: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _refusal(name: str, path: Path, parts: list[str]) -> str:
    more = f" and {len(parts) - _MOST_NAMED} more" if len(parts) > _MOST_NAMED else ""
    return (
        f"error  edited-template   {path}: edited since it was drawn; lost would be {len(parts)} of its parts "
        f"({', '.join(parts[:_MOST_NAMED])}{more}). hint: `python -m tools.draw {name} --out FOLDER` writes a copy to "
        "compare; --discard-edits replaces the file"
    )


def _write(path: Path, data: bytes) -> None:
    """The file is whole or as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)
