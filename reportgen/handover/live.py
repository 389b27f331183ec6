"""The hand-over page for who works on templates and definitions: it renews itself, and shows faults at their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen.core.findings import Place
from reportgen.handover.page import allowed, asset, template

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_MAIN = "<main>"
_BARE = (
    '<!doctype html>\n<html lang="en">\n<head>\n<title>reportgen</title>\n</head>\n'
    f"<body>\n{_MAIN}\n</main>\n</body>\n</html>\n"
)
_AROUND = 3
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class BuildFault:
    """A finding that stopped a build, with the lines of the file around its place: number, text, whether it is this."""

    id: str
    place: str
    message: str
    further: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[int, str, bool], ...] = ()


def faults_of(findings: Iterable[Mapping[str, Any]], root: Path) -> tuple[BuildFault, ...]:
    """Findings as `build --json` tells them, with lines of the project's text files in `root`."""
    return tuple(
        BuildFault(
            one["id"],
            str(place := Place(**one.get("place", {}))),
            one["message"],
            tuple((name, one[name]) for name in ("expected", "found", "hint") if name in one),
            _lines(root, place),
        )
        for one in findings
    )


def _lines(root: Path, place: Place) -> tuple[tuple[int, str, bool], ...]:
    path = (root / place.file).resolve()
    if place.line is None or not path.is_relative_to(root.resolve()) or not path.is_file():
        return ()
    if path.stat().st_size > _LARGEST:
        return ()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(1, place.line - _AROUND)
    shown = enumerate(lines[first - 1 : place.line + _AROUND], start=first)
    return tuple((number, line, number == place.line) for number, line in shown)


def live_page(page: bytes | None, faults: Sequence[BuildFault], version: int) -> bytes:
    """A page that looks for the next `version`, with the faults of a build that did not go through on top."""
    text = page.decode() if page is not None else _BARE
    script, style, own = asset("live.js"), asset("page.css"), asset("page.js")
    policy = (
        "default-src 'none'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"style-src {allowed(style)}; script-src {allowed(own)} {allowed(script)}"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if page is None:
        text = text.replace("<head>", f'<head>\n<meta charset="utf-8">\n{meta}\n<style>{style}</style>')
    told = template("live.html").render(faults=faults, stands=page is not None)
    text = _POLICY.sub(lambda found: meta, text, count=1) if page is not None else text
    text = text.replace("<body>", f'<body data-version="{version}">', 1).replace(_MAIN, _MAIN + told, 1)
    before, end, after = text.rpartition("</body>")
    return f"{before}<script>{script}</script>\n{end}{after}".encode()
