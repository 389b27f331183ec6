"""Lines of a rebuilt deck that still show a figure as it was built before, because nothing knew them again.

built  Revenue JPY460 million      now  Revenue JPY470 million      a box of a person's  "JPY460 million, as planned"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from reportgen.carry.deck_bindings import figure_prints
from reportgen.carry.deck_brought import lines_of, said
from reportgen.carry.deck_match import shape_name, shape_nodes
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_tables import CELLS
from reportgen.carry.deck_text import as_printed, figure_pattern
from reportgen.carry.deck_trees import Standing
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import qn

# A number without a unit may be anything: it counts with so many digits, or as a cell of a row with other figures.
_MANY_DIGITS = 4
_UNIT = re.compile(r"[^\d\s.,()\u2212\u25b3\u25b2+-]")


class OldFigures(Struct, frozen=True):
    """How figures were printed that are printed otherwise now, with how they are; `pattern` finds all as built."""

    renewed: Mapping[str, str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, earlier: Iterable[Package], fresh: Iterable[Package]) -> OldFigures:
        """The figures of decks as they were bound when they were built, and as they are built now."""
        was, now = _prints(earlier), _prints(fresh)
        current = {as_printed(text) for texts in now.values() for text in texts}
        renewed = {}
        for key, texts in was.items():
            news = list(now.get(key, ()))
            for at, text in enumerate(texts):
                if news and as_printed(text) not in current and any(map(str.isdigit, text)):
                    renewed[as_printed(text)] = news[min(at, len(news) - 1)]
        known = {text for texts in was.values() for text in texts} if renewed else ()
        return cls(renewed, figure_pattern(known))

    def tell(self, out: Package, part: str, now: Standing | None, told: CarryLog) -> None:
        """Tell each line of a slide that is not as built now and holds an old figure, once for a shape."""
        if self.pattern is None:
            return
        own = {text for _, text in slide_lines(now.side.package, now.part)} if now is not None else ()
        known = {one.place.shape for one in told.conflicts}
        for shape, text in dict.fromkeys(slide_lines(out, part)):
            if text in own or shape in known:
                continue
            figures = self.pattern.findall(text)
            olds = [one for one in dict.fromkeys(figures) if as_printed(one) in self.renewed]
            alone = [one for one in olds if one in text.split(CELLS)]
            if any(map(_is_certain, olds)) or (alone and len(figures) > 1):
                done = f"your text stands; it holds an old figure, {', '.join(olds)}"
                told.conflict(
                    "old-figure", shape, text, ", ".join(self.renewed[as_printed(one)] for one in olds), done
                )
                known.add(shape)


def _prints(packages: Iterable[Package]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for package in packages:
        for key, text in figure_prints(package):
            found.setdefault(key, {})[text] = None
    return {key: list(texts) for key, texts in found.items()}


def _is_certain(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _MANY_DIGITS or _UNIT.search(text) is not None


def slide_lines(package: Package, slide: str) -> Iterator[tuple[str, str]]:
    """The lines of a slide, its charts, diagrams and notes, each with the name of its shape."""
    for node in shape_nodes(package.peek(slide)):
        if node.tag == qn("p:grpSp"):
            continue
        name = shape_name(node)
        for line in lines_of(node):
            yield name, said(line)
        for frame in node.iter(qn("c:chart"), qn("dgm:relIds")):
            rid = frame.get(qn("r:id")) or frame.get(qn("r:dm")) or ""
            part = package.target(slide, rid) or ""
            for paragraph in package.peek(part).iter(qn("a:p")) if part in package else ():
                yield name, paragraph_text(paragraph)
    for notes in package.related(slide, "notesSlide"):
        for paragraph in package.peek(notes).iter(qn("a:p")) if notes in package else ():
            yield "speaker notes", paragraph_text(paragraph)
