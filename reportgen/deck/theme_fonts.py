"""The fonts that the themes of a deck name, Latin and Japanese (ECMA-376 part 1, 20.1.4.1.18)."""

from __future__ import annotations

from reportgen.opc import Package
from reportgen.parts.chart_names import qn


def theme_fonts(package: Package) -> list[str]:
    """The typefaces of headings and texts for Latin and for Japanese, each once, in the order of the themes."""
    found: list[str] = []
    for part in package:
        if part.startswith("/ppt/theme/") and part.endswith(".xml"):
            for kind in (qn("a:majorFont"), qn("a:minorFont")):
                for font in package.peek(part).iter(kind):
                    faces = [node.get("typeface", "") for node in font.findall(qn("a:latin"))]
                    faces += [node.get("typeface", "") for node in font.findall(qn("a:ea"))]
                    found += [face for face in faces if face and not face.startswith("+")]
    return list(dict.fromkeys(found))
