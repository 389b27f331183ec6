"""What a deck says of itself: how many slides, notes, paragraphs and words it has, and the titles of its slides.

docProps/app.xml (ECMA-376 part 1, 22.2): TitlesOfParts lists fonts, themes and titles of slides one after the other,
HeadingPairs says how many there are of each, in the words of the language that PowerPoint spoke.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from reportgen.figures.views import Sentence
from reportgen.office.package import Package
from reportgen.office.slide_shapes import placeholder_type, shapes
from reportgen.office.xml import clean_text, first_child, qn, remove
from reportgen.pptx.assemble import DeckSlide
from reportgen.pptx.paragraphs import paragraph_text
from reportgen.pptx.places import filled

_VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_TITLES = frozenset(
    {"Slide Titles", "Folientitel", "スライド タイトル", "幻灯片标题", "Titres des diapositives"}
)


def renew_statistics(
    package: Package, slides: Sequence[DeckSlide], before: int, words: Mapping[str, Sentence]
) -> None:
    """Bring the counts and titles that a deck gives of itself up to date; its template has `before` slides.

    `words` fill the names of themes and custom shows among the titles.
    """
    for part in package.related("/", "extended-properties"):
        if part in package:
            _renew(package, part, slides, before)
            for node in package.xml(part).iter(f"{_VT}lpstr"):
                node.text = filled(node.text or "", words)


def _renew(package: Package, part: str, slides: Sequence[DeckSlide], before: int) -> None:
    root = package.xml(part)
    titles: list[str] = []
    paragraphs = words = hidden = 0
    for slide in slides:
        tree = package.peek(slide.part)
        texts = [text for node in tree.iter(qn("a:p")) if (text := paragraph_text(node).strip())]
        paragraphs += len(texts)
        words += sum(len(text.split()) for text in texts)
        hidden += tree.get("show") in ("0", "false")
        titles.append(_title(tree))
    counts = {
        "Slides": len(slides),
        "Notes": sum(bool(slide.notes_part) for slide in slides),
        "HiddenSlides": hidden,
        "Paragraphs": paragraphs,
        "Words": words,
    }
    for name, count in counts.items():
        node = first_child(root, name)
        if node is not None:
            node.text = str(count)
    pairs, listed = first_child(root, "HeadingPairs"), first_child(root, "TitlesOfParts")
    if pairs is not None and listed is not None and not _renew_titles(pairs, listed, titles, before):
        root.remove(pairs)
        root.remove(listed)


def _title(slide: etree._Element) -> str:
    for shape in shapes(slide):
        if placeholder_type(shape) in ("title", "ctrTitle"):
            texts = (paragraph_text(paragraph) for paragraph in shape.paragraphs())
            return " ".join(" ".join(texts).split()) or "PowerPoint Presentation"
    return "PowerPoint Presentation"


def _renew_titles(pairs: etree._Element, listed: etree._Element, titles: Sequence[str], before: int) -> bool:
    """Replace the titles of slides in the list; false where it cannot be told which they are."""
    names = [node.text or "" for node in pairs.iter(f"{_VT}lpstr")]
    counts = list(pairs.iter(f"{_VT}i4"))
    entries = list(listed.iter(f"{_VT}lpstr"))
    numbers = [int(text) if (text := node.text or "").isdecimal() else -1 for node in counts]
    known = [at for at, name in enumerate(names) if name in _TITLES]
    known = known or [at for at, number in enumerate(numbers) if number == before][-1:]
    if not known or len(names) != len(counts) or min(numbers) < 0 or sum(numbers) != len(entries):
        return False
    at = known[0]
    start = sum(numbers[:at])
    for node in entries[start : start + numbers[at]]:
        remove(node)
    vector = first_child(listed, "vector")
    if vector is None:
        return False
    for offset, title in enumerate(titles):
        node = etree.Element(f"{_VT}lpstr")
        node.text = clean_text(title)
        vector.insert(start + offset, node)
    counts[at].text = str(len(titles))
    vector.set("size", str(len(vector)))
    return True
