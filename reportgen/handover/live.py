"""The hand-over page for who works on templates and definitions: it renews itself, and shows faults at their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from reportgen.core.findings import FindingsError, Place
from reportgen.core.structs import replace
from reportgen.handover.fault_places import CellsAround, DrawnSlide, cells_around, drawn_slide
from reportgen.handover.page import allowed, asset, template
from reportgen.office.package import Package, open_package

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_MAIN = "<main>"
_AROUND = 3
_LARGEST = 20_000_000


class BuildFault(Struct, frozen=True):
    """A finding that stopped a build, with what stands around its place.

    `lines` are those of a text: number, text, whether it is this one; `cells` those of a sheet, `slide` is drawn.
    """

    id: str
    place: str
    message: str
    further: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[int, str, bool], ...] = ()
    cells: CellsAround | None = None
    slide: DrawnSlide | None = None


def faults_of(findings: Iterable[Mapping[str, Any]], root: Path) -> tuple[BuildFault, ...]:
    """Findings as `build --json` tells them, with what stands around them in the files of the project in `root`."""
    opened: dict[Path, Package | None] = {}
    return tuple(_fault(one, Place(**one.get("place", {})), root.resolve(), opened) for one in findings)


def _fault(
    one: Mapping[str, Any], place: Place, root: Path, opened: dict[Path, Package | None]
) -> BuildFault:
    told = tuple((name, one[name]) for name in ("expected", "found", "hint") if name in one)
    fault = BuildFault(one["id"], str(place), one["message"], told)
    path = (root / place.file).resolve()
    if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > _LARGEST:
        return fault
    if place.line is not None:
        return replace(fault, lines=_lines(path, place.line))
    if path not in opened:
        opened[path] = _opened(path)
    package = opened[path]
    if package is not None and place.cell:
        return replace(fault, cells=cells_around(package, place))
    if package is not None and place.slide is not None:
        return replace(fault, slide=drawn_slide(package, place))
    return fault


def _opened(path: Path) -> Package | None:
    try:
        return open_package(path.read_bytes(), path.name)
    except FindingsError:
        return None  # which is what the finding tells


def _lines(path: Path, here: int) -> tuple[tuple[int, str, bool], ...]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = max(1, here - _AROUND)
    shown = enumerate(lines[first - 1 : here + _AROUND], start=first)
    return tuple((number, line, number == here) for number, line in shown)


def live_page(page: bytes | None, faults: Sequence[BuildFault], version: int) -> bytes:
    """A page that looks for the next `version`, with the faults of a build that did not go through on top."""
    text = page.decode() if page is not None else _bare_page()
    script, style = asset("live.js"), asset("live.css")
    told = template("live.html").render(faults=faults, stands=page is not None)
    # An older version may have written the page: what its policy allows stays allowed.
    text = _POLICY.sub(lambda found: _wider(found[0], script, style), text, count=1)
    text = text.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    text = text.replace("<body>", f'<body data-version="{version}">', 1).replace(_MAIN, _MAIN + told, 1)
    before, end, after = text.rpartition("</body>")
    return f"{before}<script>{script}</script>\n{end}{after}".encode()


def _wider(policy: str, script: str, style: str) -> str:
    """A policy that also allows a script, a style and questions to this server."""
    policy = policy.replace("style-src", f"style-src {allowed(style)}", 1)
    policy = policy.replace("script-src", f"script-src {allowed(script)}", 1)
    return policy.replace('content="', "content=\"connect-src 'self'; ", 1)


def _bare_page() -> str:
    style = asset("page.css")
    policy = f"default-src 'none'; style-src {allowed(style)}; script-src; base-uri 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>reportgen</title>\n<style>{style}</style>\n</head>\n<body>\n{_MAIN}\n</main>\n</body>\n</html>\n"
    )
