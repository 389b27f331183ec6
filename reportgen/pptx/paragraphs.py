"""Text of a paragraph, read over its runs and written into them.

<a:p> <a:r>Unit: {{u</a:r> <a:r>nit}}</a:r> </a:p>      is read as   Unit: {{unit}}
put("JPY million")   ->   <a:p> <a:r>Unit: JPY million</a:r> </a:p>

What is put in takes the properties (`a:rPr`, ECMA-376 part 1, 21.1.2.3.9) of the run with the tag's first
character; runs that the tag does not touch stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.figures.views import Sentence, Span
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.links import lead
from reportgen.office.package import Package
from reportgen.office.tags import TextTag, find_tags, without_tags
from reportgen.office.xml import child_elements, clean_text, qn, remove, sub

_BREAKS = re.compile("\r\n|\r|\n|\v|\u2028")
_TEXT = qn("a:t")
_RUN, _FIELD, _BREAK = qn("a:r"), qn("a:fld"), qn("a:br")
_TEXT_PARTS = (_RUN, _FIELD, _BREAK)
_PROPERTIES = qn("a:rPr")
_RAISED = "30000"
_LINK = qn("a:hlinkClick")
# Where a link leads stands in it until the part that holds it is known: then it gets a relationship.
_ADDRESS = "address"


class _RunFormat(Struct, frozen=True):
    """What a stretch of text adds to the properties of its tag's run."""

    bold: bool = False
    italic: bool = False
    raised: bool = False
    link: str = ""


_Stretch = tuple[str, _RunFormat]
_PLAIN = _RunFormat()


class Piece(Struct, frozen=True):
    """A run, field or line break of a paragraph and the place of its text in the paragraph's text."""

    node: etree._Element
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the piece's text ends in the paragraph's text."""
        return self.start + len(self.text)


def pieces(paragraph: etree._Element) -> list[Piece]:
    """The runs, fields and line breaks of a paragraph in order; a line break counts as one `\\n`."""
    found: list[Piece] = []
    start = 0
    for node in paragraph:
        if node.tag not in _TEXT_PARTS:
            continue
        text = "\n" if node.tag == _BREAK else (node.findtext(_TEXT) or "")
        found.append(Piece(node, text, start))
        start += len(text)
    return found


def paragraph_text(paragraph: etree._Element) -> str:
    """The joined text of a paragraph."""
    # Asked for every paragraph of a template several times, so without the places that `pieces` keeps.
    return "".join(
        [
            "\n" if node.tag == _BREAK else (node.findtext(_TEXT) or "")
            for node in paragraph
            if node.tag in _TEXT_PARTS
        ]
    )


def sentence_text(sentence: Sentence, *, marks: bool = True) -> str:
    """The text of a sentence, its raised footnote marks left out where `marks` is false."""
    return "".join(span.text for span in sentence if marks or not span.mark)


def put(paragraph: etree._Element, tag: TextTag, sentence: Sentence, *, bold_figures: bool = False) -> None:
    """Write `sentence` in place of `tag`, which stands in the paragraph's present text."""
    touched = [piece for piece in pieces(paragraph) if piece.start < tag.end and piece.end > tag.start]
    first, last = touched[0], touched[-1]
    properties = first.node.find(qn("a:rPr"))
    before, after = first.text[: tag.start - first.start], last.text[tag.end - last.start :]
    stretches = _stretches(sentence, bold_figures)
    new: list[etree._Element] = []
    if first.node is last.node and first.node.tag == _RUN:
        stretches = _merge([(before, _PLAIN), *stretches, (after, _PLAIN)])
    elif before:
        new.append(_run(before, properties, _PLAIN))
    for text, format_ in stretches:
        new.extend(_runs(text, properties, format_))
    if first.node is not last.node and after:
        kept = deepcopy(last.node)
        _set_text(kept, after)
        new.append(kept)
    elif first.node.tag == _FIELD and after:
        new.append(_run(after, properties, _PLAIN))
    place = paragraph.index(first.node)
    for piece in touched:
        remove(piece.node)
    for offset, node in enumerate(new):
        paragraph.insert(place + offset, node)


def only_run(paragraph: etree._Element) -> etree._Element | None:
    """The `a:t` of a paragraph whose text is that of a single run; None for any other."""
    runs = [node for node in paragraph if node.tag in _TEXT_PARTS]
    if len(runs) != 1 or runs[0].tag != _RUN or runs[0].tail or runs[0].attrib:
        return None
    own = [child.tag for child in runs[0]]
    text = runs[0].find(_TEXT)
    return text if text is not None and own in ([_PROPERTIES, _TEXT], [_TEXT]) and not text.attrib else None


def plain_line(sentence: Sentence) -> str | None:
    """The text of a sentence that is one line and looks alike throughout; None for any other."""
    text = sentence_text(sentence)
    return text if all(span.is_plain for span in sentence) and not _BREAKS.search(text) else None


def fill_run(paragraph: etree._Element, text: str, given: Sequence[tuple[TextTag, Sentence]]) -> bool:
    """Write plain sentences of one line in place of their tags in a paragraph that has an only run.

    `text` is the paragraph's present text, tags from left to right; false where anything else is asked for. This is
    what `put` comes to, tag by tag, for nine of ten texts.
    """
    target = only_run(paragraph)
    if target is None or _BREAKS.search(text):
        return False
    for tag, sentence in reversed(given):
        said = plain_line(sentence)
        if not said:
            return False
        text = f"{text[: tag.start]}{said}{text[tag.end :]}"
    target.text = clean_text(text)
    return True


def fill_words(paragraph: etree._Element, words: Mapping[str, Sentence]) -> list[tuple[str, Sentence]]:
    """Replace every tag that `words` has a sentence for; the names and sentences put in, left to right.

    A paragraph that consisted of tags only and whose words are all empty is removed; the last paragraph of
    its text body stays, empty, with the properties of its first run as end properties.
    """
    text = paragraph_text(paragraph)
    tags = [tag for tag in find_tags(text) if tag.word in words]
    if not tags:
        return []
    bare = not without_tags(text).strip()
    filled = [(tag.word, words[tag.word]) for tag in tags]
    if bare and len(tags) == len(find_tags(text)) and not any(sentence_text(s).strip() for _, s in filled):
        drop_paragraph(paragraph)
        return filled
    if fill_run(paragraph, text, [(tag, words[tag.word]) for tag in tags]):
        return filled
    for tag in reversed(tags):
        put(paragraph, tag, words[tag.word])
    if tags[0].start == 0 and not sentence_text(words[tags[0].word]):
        _drop_leading_spaces(paragraph)
    return filled


def lead_links(package: Package, part: str) -> None:
    """Let the links that were written into a part lead to their addresses; texts of charts have none."""
    root = package.peek(part)
    nodes = [node for node in root.iter(_LINK) if _ADDRESS in node.attrib]
    if root.tag == qn("c:chartSpace"):
        for node in nodes:
            remove(node)
        return
    ids = lead(package, part, (node.get(_ADDRESS, "") for node in nodes))
    for node in nodes:
        node.set(qn("r:id"), ids[str(node.attrib.pop(_ADDRESS))])


def _drop_leading_spaces(paragraph: etree._Element) -> None:
    """An empty word at the head of a paragraph takes the spaces along that stood between it and the next."""
    for piece in pieces(paragraph):
        rest = piece.text.lstrip(" ")
        if rest == piece.text:
            return
        if rest or piece.node.tag != _RUN:
            _set_text(piece.node, rest)
            return
        remove(piece.node)


def drop_paragraph(paragraph: etree._Element) -> None:
    """Remove a paragraph; the only one of a text body is emptied instead (a body needs one)."""
    body = paragraph.getparent()
    if body is not None and len(body.findall(qn("a:p"))) > 1:
        body.remove(paragraph)
        return
    empty_paragraph(paragraph)


def empty_paragraph(paragraph: etree._Element) -> None:
    """Take all text out of a paragraph; its first run's properties become its end properties."""
    properties: etree._Element | None = None
    for piece in pieces(paragraph):
        found = piece.node.find(qn("a:rPr"))
        properties = found if properties is None else properties
        remove(piece.node)
    end = paragraph.find(qn("a:endParaRPr"))
    if end is not None:
        return
    end = sub(paragraph, "a:endParaRPr")
    if properties is not None:
        for name, value in properties.attrib.items():
            end.set(name, value)
        for child in child_elements(properties):
            if child.tag not in (qn("a:hlinkClick"), qn("a:hlinkMouseOver")):
                end.append(deepcopy(child))


def write_line(paragraph: etree._Element, text: str) -> None:
    """Make `text` the whole text of a paragraph, in the format of its first run."""
    properties = next((piece.node.find(qn("a:rPr")) for piece in pieces(paragraph)), None)
    empty_paragraph(paragraph)
    for run in _runs(text, properties, _PLAIN):
        insert_in_order(paragraph, run)


def write_lines(body: etree._Element, lines: Iterable[str]) -> None:
    """Make the paragraphs of a text body the given lines, in the format of its first paragraph."""
    old = body.findall(qn("a:p"))
    model = old[0] if old else sub(body, "a:p")
    for paragraph in old[1:]:
        remove(paragraph)
    texts = list(lines) or [""]
    paragraphs = [model, *(deepcopy(model) for _ in texts[1:])]
    for paragraph in paragraphs[1:]:
        body.append(paragraph)
    for paragraph, text in zip(paragraphs, texts, strict=True):
        write_line(paragraph, text)


def _stretches(sentence: Sentence, bold_figures: bool) -> list[_Stretch]:
    def looks(span: Span) -> _RunFormat:
        bold = span.bold or (bold_figures and span.figure is not None)
        return _RunFormat(bold, span.italic, span.mark, span.link)

    return _merge((span.text, looks(span)) for span in sentence)


def _merge(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    merged: list[_Stretch] = []
    for text, format_ in stretches:
        if not text:
            continue
        if merged and merged[-1][1] == format_:
            merged[-1] = (merged[-1][0] + text, format_)
        else:
            merged.append((text, format_))
    return merged


def _runs(text: str, properties: etree._Element | None, format_: _RunFormat) -> list[etree._Element]:
    nodes: list[etree._Element] = []
    for number, line in enumerate(_BREAKS.split(text)):
        if number:
            node = etree.Element(_BREAK)
            if properties is not None:
                node.append(deepcopy(properties))
            nodes.append(node)
        if line:
            nodes.append(_run(line, properties, format_))
    return nodes


def _run(text: str, properties: etree._Element | None, format_: _RunFormat) -> etree._Element:
    run = etree.Element(_RUN)
    if properties is not None:
        run.append(deepcopy(properties))
    if format_ != _PLAIN:
        found = run.find(qn("a:rPr"))
        own = found if found is not None else sub(run, "a:rPr")
        if format_.bold:
            own.set("b", "1")
        if format_.italic:
            own.set("i", "1")
        if format_.raised:
            own.set("baseline", _RAISED)
        if format_.link:
            for old in own.findall(_LINK):
                remove(old)
            insert_in_order(own, etree.Element(_LINK, {_ADDRESS: format_.link}))
    _set_text(run, text)
    return run


def _set_text(node: etree._Element, text: str) -> None:
    target = node.find(qn("a:t"))
    (target if target is not None else sub(node, "a:t")).text = clean_text(text)


_TAGS = {"ja": ("ja-JP", "en-US")}
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def mark_language(root: etree._Element, language: str) -> None:
    """Name the language on every run of `root` that holds characters of it; English texts stay as they are.

    PowerPoint breaks lines, spells and chooses between the Latin and the East Asian font by it.
    """
    if language not in _TAGS:
        return
    tag, other = _TAGS[language]
    for node in root.iter(qn("a:r"), qn("a:fld")):
        if not _WIDE.search(node.findtext(qn("a:t")) or ""):
            continue
        properties = node.find(qn("a:rPr"))
        if properties is None:
            properties = etree.Element(qn("a:rPr"))
            node.insert(0, properties)
        properties.set("lang", tag)
        properties.set("altLang", other)
