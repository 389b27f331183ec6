"""The slides of a template as pages with names.

slide 5, speaker notes "page: revenue"   ->   page "revenue"
slide 6, no such line                    ->   page "slide6"
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package
from reportgen.office.slide_shapes import placeholder_type, shapes
from reportgen.office.tags import page_marker
from reportgen.office.xml import qn
from reportgen.pptx.paragraphs import drop_paragraph, paragraph_text, write_line, write_lines


class LibraryPage(Struct, frozen=True):
    """One slide of a template: its name, number from 1, part, place in the list of slides, notes part."""

    name: str
    number: int
    marked: bool
    part: str
    rid: str
    slide_id: str
    notes_part: str = ""


def presentation_part(package: Package) -> str:
    """The name of the presentation's main part; a finding where the package is no presentation."""
    for part in package.related("/", "officeDocument"):
        if part in package and package.peek(part).tag == qn("p:presentation"):
            return part
    place = Place(file=package.name)
    issue = Issue("not-a-presentation", "this file holds no presentation", place, expected="a .pptx file")
    raise FindingsError(issue)


def library_pages(package: Package) -> tuple[LibraryPage, ...]:
    """The slides of a presentation in their order, each with the name its speaker notes give it."""
    main = presentation_part(package)
    found: list[LibraryPage] = []
    for number, node in enumerate(slide_nodes(package.peek(main)), start=1):
        rid = node.get(qn("r:id"), "")
        part = package.target(main, rid)
        if part is None or part not in package:
            issue = Issue(
                "slide-without-part",
                "the list of slides names a slide that the file does not hold",
                Place(file=package.name, slide=number),
                found=rid,
                hint="open the file in PowerPoint and save it again",
            )
            raise FindingsError(issue)
        notes = next((name for name in package.related(part, "notesSlide") if name in package), "")
        name = _name_in_notes(package.peek(notes)) if notes else None
        found.append(
            LibraryPage(
                name or f"slide{number}", number, name is not None, part, rid, node.get("id", ""), notes
            )
        )
    return tuple(found)


def slide_nodes(presentation: etree._Element) -> list[etree._Element]:
    """The `p:sldId` elements of a presentation in order."""
    return presentation.findall(f"{qn('p:sldIdLst')}/{qn('p:sldId')}")


def notes_body(notes: etree._Element) -> etree._Element | None:
    """The text body of a notes slide that holds the speaker notes."""
    for shape in shapes(notes):
        if placeholder_type(shape) == "body":
            return shape.node.find(qn("p:txBody"))
    return None


def notes_lines(body: etree._Element) -> list[str]:
    """The lines of a text body; a line break counts as an end of line."""
    return [line for p in body.findall(qn("a:p")) for line in paragraph_text(p).split("\n")]


def _name_in_notes(notes: etree._Element) -> str | None:
    body = notes_body(notes)
    for line in notes_lines(body) if body is not None else ():
        name = page_marker(line)
        if name:
            return name
    return None


def write_notes(package: Package, part: str, lines: Sequence[str]) -> None:
    """Replace the speaker notes in `part` by `lines`; without lines only the page's name is taken out."""
    body = notes_body(package.xml(part))
    if body is None:
        return
    if lines:
        write_lines(body, lines)
        return
    for paragraph in body.findall(qn("a:p")):
        texts = paragraph_text(paragraph).split("\n")
        rest = [text for text in texts if not page_marker(text)]
        if len(rest) == len(texts):
            continue
        if rest:
            write_line(paragraph, "\n".join(rest))
        else:
            drop_paragraph(paragraph)
