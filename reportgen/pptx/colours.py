"""Colours of a deck by the names that its masters give them, and how far two of them stand apart.

tx2 on bg1      14284b on ffffff   ->   contrast 14.6
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from msgspec import Struct

from reportgen.office.package import Package
from reportgen.office.xml import local_name, qn

_WHITE = "ffffff"


def theme_colours(theme: etree._Element) -> dict[str, tuple[str, etree._Element]]:
    """The colours of a theme by their names as RRGGBB, each with its element."""
    scheme = next(theme.iter(qn("a:clrScheme")), None)
    found = {}
    for node in scheme.iterchildren(etree.Element) if scheme is not None else ():
        colour = next(node.iterchildren(etree.Element), None)
        if colour is not None:
            found[local_name(node)] = (colour.get("lastClr", "") or colour.get("val", "")).lower(), node
    return found


def named_colours(package: Package, master: str) -> dict[str, str]:
    """The colours that a master's slides may name, those of its map among them, as RRGGBB."""
    theme = next(iter(package.related(master, "theme")), "") if master else ""
    known = theme_colours(package.peek(theme)) if theme in package else {}
    found = {name: colour for name, (colour, _) in known.items()}
    mapping = package.peek(master).find(qn("p:clrMap")) if master in package else None
    for name, value in mapping.items() if mapping is not None else ():
        if str(value) in found:
            found[str(name)] = found[str(value)]
    return found


class Palette(Struct, frozen=True):
    """Reads plain fills with the colours of one master by name."""

    named: Mapping[str, str]

    def fill(self, holder: etree._Element | None) -> str:
        """The colour of the plain, opaque fill that stands in `holder`, as RRGGBB; empty where there is none."""
        solid = holder.find(qn("a:solidFill")) if holder is not None else None
        node = next(solid.iterchildren(etree.Element), None) if solid is not None else None
        if node is None or (len(node) and node.find(qn("a:lumMod")) is None):
            return ""
        value = node.get("val", "")
        colour = value.lower() if local_name(node) == "srgbClr" else self.named.get(value, "")
        return _tinted(colour, node) if colour and len(node) else colour

    @property
    def ground(self) -> str:
        """The colour of the plain page."""
        return self.named.get("bg1", _WHITE)


def _tinted(colour: str, node: etree._Element) -> str:
    """A colour made darker or lighter by `lumMod` and `lumOff`, which leave its hue alone.

    Its lightness L becomes L * lumMod + lumOff; for the contrast each channel may go along.
    """
    shares = {local_name(child): int(child.get("val", "0")) / 100_000 for child in node}
    by, plus = shares.get("lumMod", 1.0), shares.get("lumOff", 0.0)
    channels = (min(255, round(channel * by + 255 * plus)) for channel in bytes.fromhex(colour))
    return "".join(f"{channel:02x}" for channel in channels)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = []
    for channel in bytes.fromhex(colour):
        share = channel / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
