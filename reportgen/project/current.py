"""Which finished files are current: what each was built from, by digest, kept in a folder of the project.

.reportgen/current/3f0c….json   {"inputs": {"data": "91ab…", "templates/reports/model.yaml": "77c0…"}, …}

The folder may be deleted at any time: the next build then builds everything.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

import reportgen
from reportgen.core.findings import FindingsError
from reportgen.project.files import write_atomically

FOLDER = ".reportgen"
# What every report is made from beside the tables; each names files of the templates of its own.
ALWAYS = ("program", "fonts")
# Where fonts and their settings stand: a deck's texts are measured with what is found there.
_FONTS = (
    "/etc/fonts",
    "~/.config/fontconfig",
    "~/.fonts",
    "~/.local/share/fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
)


class Asked(Struct, frozen=True):
    """What one report is asked for with: the options that change its file, and the folder it goes to."""

    report: str
    options: tuple[str, ...]
    out: Path

    def place(self, root: Path) -> Path:
        """Where the record of its last build stands."""
        text = "\0".join((self.report, *self.options, str(self.out.resolve())))
        return root / FOLDER / "current" / f"{content_digest(text.encode())}.json"


class KeptBuild(Struct, frozen=True):
    """One build of a report: what it was made from, its file, and what it and the checks told.

    `inputs` are digests by name, the tables aside; `data` is the digest of all tables, `known` of what the report knows
    of them; `output` is that of the finished file, which stands at the absolute `path`.
    """

    inputs: Mapping[str, str]
    data: str
    known: str
    path: str
    output: str
    told: Mapping[str, Any]
    checks: Mapping[str, Any]

    def made_from(self, now: Mapping[str, str]) -> bool:
        """Whether the inputs are the same now.

        Whether the tables are the same is for the caller to ask: of all of them `data`, of its own the report.
        """
        return all(now.get(name) == digest for name, digest in self.inputs.items())

    def told_in(self, out: Path) -> dict[str, Any]:
        """What is told of a current file, with the folder as it is named now."""
        return {**self.told, "path": str(out / Path(self.path).name), "current": True}


def input_digests(root: Path) -> dict[str, str]:
    """Digests of all that files are built from: the program, fonts, tables, and each file of the templates."""
    found = {"program": _program(), "fonts": _fonts(), "data": _folder(root / "data")}
    for path in _files(root / "templates"):
        with suppress(OSError):
            found[path.relative_to(root).as_posix()] = content_digest(path.read_bytes())
    return found


def kept_build(root: Path, asked: Asked) -> KeptBuild | None:
    """The last build of a file that stands byte for byte as it was built: nobody has worked in it; else None."""
    try:
        kept = _read(asked.place(root))
        return kept if content_digest(Path(kept.path).read_bytes()) == kept.output else None
    except (OSError, ValueError):
        return None


def kept_builds(root: Path) -> Iterator[KeptBuild]:
    """The last build of every file, whatever has become of it since."""
    for place in sorted((root / FOLDER / "current").glob("*.json")):
        with suppress(OSError, ValueError):
            yield _read(place)


def _read(place: Path) -> KeptBuild:
    """A kept record; ValueError where somebody has edited it to what no build writes."""
    return msgspec.json.decode(place.read_bytes(), type=KeptBuild)


def keep_build(root: Path, asked: Asked, record: KeptBuild) -> None:
    """Keep what a file was built from; where the folder cannot be written, the next build builds anew."""
    with suppress(FindingsError, OSError):
        folder = root / FOLDER
        if not folder.exists():
            write_atomically(folder / ".gitignore", b"*\n")
        write_atomically(asked.place(root), msgspec.json.encode(record, enc_hook=str))
        for other in asked.place(root).parent.glob("*.json"):
            # A record of a file that is gone will never be asked for.
            with suppress(ValueError):
                if not Path(_read(other).path).exists():
                    other.unlink()


@cache
def _program() -> str:
    """What this program is: its own files, the Python and the libraries beside it, as they were when it began."""
    total = hashlib.sha256(sys.version.encode())
    here = Path(reportgen.__file__).parent
    for path in sorted(here.rglob("*.py")):
        total.update(path.relative_to(here).as_posix().encode())
        total.update(path.read_bytes())
    for folder in sys.path:
        with suppress(OSError):
            names = sorted(one for one in os.listdir(folder or ".") if one.endswith(".dist-info"))
            total.update("\0".join(names).encode())
    return total.hexdigest()[:24]


def _fonts() -> str:
    """A digest that another font or setting changes: the folders of fonts and when each was last changed."""
    total = hashlib.sha256()
    for top in map(os.path.expanduser, _FONTS):
        for folder, _, _ in os.walk(top):
            with suppress(OSError):
                total.update(f"{folder}\0{os.stat(folder).st_mtime_ns}\0".encode())
    return total.hexdigest()[:24]


def _folder(folder: Path) -> str:
    total = hashlib.sha256()
    for path in _files(folder):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with suppress(OSError):
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:24]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def content_digest(data: bytes) -> str:
    """24 hexadecimal digits that name some bytes."""
    return hashlib.sha256(data).hexdigest()[:24]
