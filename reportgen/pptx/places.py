"""Every place of a deck where a tag may stand, whatever part it is in.

slide, notes, comments, diagrams, charts with the drawings and the workbook behind them     words of the page
layouts, masters, properties, names of sections and shows                                   words of the deck

A paragraph is read over its runs. Everywhere else (tooltips, alternative texts, addresses of links, names of series)
a text is the whole of an element or an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast
from urllib.parse import quote

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import FindingsError
from reportgen.core.structs import replace
from reportgen.figures.views import Sentence
from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.slide_shapes import SHAPES, non_visual, placeholder_of
from reportgen.office.tags import find_tags, with_words
from reportgen.office.xml import NAMESPACES, clean_text, local_name, qn
from reportgen.plan.deck_map import Role
from reportgen.pptx.assemble import unlink
from reportgen.pptx.paragraphs import fill_words, lead_links, paragraph_text, sentence_text

# What a look at the bytes can tell: braces in pairs, one at the end of a run, those of an address, wide ones, signs
# in disguise; a text in two bytes for each sign is read in any case.
_BRACES = re.compile(rb"\{\{|\}\}|\{<|\}<|%7[Bb]%7[Bb]|\xef\xbd\x9b|&#|\A(?:\xff\xfe|\xfe\xff)")
_TEXTS = etree.XPath("//text()[contains(., '{{') or contains(., '}}') or contains(., '\uff5b\uff5b')]")
# Of attributes that hold no words (format codes, actions of links) only what opens like a tag is looked at.
_ATTRIBUTES = etree.XPath(
    "//@*[contains(., '{{')] | //@descr[contains(., '{')] | //@title[contains(., '{')] | //@tooltip[contains(., '{')]"
    " | //@name[contains(., '{')]"
)
_LINKS = etree.XPath("descendant-or-self::*/@r:*", namespaces={"r": NAMESPACES["r"]})
_CACHES = frozenset({qn("c:cat"), qn("c:xVal"), qn("c:val"), qn("c15:datalabelsRange")})
_ALTERNATIVE = ("descr", "title")
# The relationships that lead to texts of a slide; what add-ins keep behind it is nobody's text.
_OWNED = frozenset(
    [
        "notesSlide",
        "comments",
        "chart",
        "chartEx",
        "chartUserShapes",
        "diagramData",
        "diagramDrawing",
        "package",
    ]
)
_BEHIND = ("slideLayout", "slideMaster", "notesMaster", "handoutMaster", "theme")
# What the presentation says beside its slides: who commented, which styles of tables it offers.
_BESIDE = ("commentAuthors", "authors", "tableStyles", "presProps")
_ADDRESS_SIGNS = "!#$%&'()*+,/:;=?@[]~"


class Holder(Struct, frozen=True):
    """A part with texts: its name, what findings call the place, and the role of its texts.

    `inside` is the file that holds the part where it stands in one inside the deck, `part` its name there;
    `behind` says that it lies behind the slides, where texts of placeholders are only prompts.
    """

    part: str
    shape: str = ""
    role: Role = ""
    inside: str = ""
    behind: bool = False


class Text(Struct, frozen=True):
    """A text with braces: the paragraph, or the element or attribute that it is the whole of, and its shape's name."""

    node: etree._Element
    text: str
    attribute: str = ""
    role: Role = ""
    shape: str = ""

    @property
    def is_paragraph(self) -> bool:
        """Whether the text is that of a paragraph, over its runs."""
        return self.node.tag == qn("a:p") and not self.attribute


def may_hold_tags(package: Package, part: str) -> bool:
    """Whether a part holds braces that may be tags, itself or in an address that it leads to: a quick look."""
    return _BRACES.search(package[part]) is not None or any(map(_has_tags, addresses(package, part)))


def page_holders(package: Package, slide: str) -> list[Holder]:
    """The parts that belong to a slide, itself first, and whose texts may hold tags."""
    frames = _frames(package, slide)
    found = [Holder(slide)]
    seen = {slide}
    for holder in found:
        if holder.inside:
            continue
        for relation in package.relationships(holder.part):
            part = "" if relation.external else resolve_target(holder.part, relation.target)
            if relation.kind not in _OWNED or part not in package or part in seen:
                continue
            seen.add(part)
            if holder.part == slide:
                shape, role = _called(relation.kind, frames.get(relation.rid, ""))
            else:
                shape, role = holder.shape, holder.role
            if part.endswith(".xml"):
                found.append(Holder(part, shape, role))
            elif relation.kind == "package":
                found += _inner_holders(package, part, shape, "embedded" if holder.part == slide else "data")
    return [one for one in found if one.inside or may_hold_tags(package, one.part)]


def deck_holders(package: Package, main: str) -> list[Holder]:
    """The parts that belong to no slide and whose texts may hold tags: the presentation's own, masters, properties."""
    kinds = ("core-properties", "extended-properties", "custom-properties")
    own = [main, *(part for kind in kinds for part in package.related("/", kind))]
    own += [part for kind in _BESIDE for part in package.related(main, kind)]
    parts = dict.fromkeys(own)
    queue = [main, *package.related(main, "slide")]
    for part in queue:
        for kind in _BEHIND:
            fresh = [one for one in package.related(part, kind) if one not in parts]
            parts |= dict.fromkeys(fresh)
            queue += fresh
    return [
        Holder(part, behind=part not in own)
        for part in parts
        if part in package and may_hold_tags(package, part)
    ]


def texts(root: etree._Element, holder: Holder) -> list[Text]:
    """The texts of a part that hold braces, paragraphs first."""
    found: list[tuple[etree._Element, str, str]] = [
        (paragraph, text, "")
        for paragraph in root.iter(qn("a:p"))
        if (text := paragraph_text(paragraph)) and ("{" in text or "}" in text or "\uff5b" in text)
    ]
    for text in cast("list[etree._ElementUnicodeResult]", _TEXTS(root)):
        node = _holder(text)
        # What a paragraph's runs say was read above; the titles of all slides are written anew.
        skipped = "p" if node.tag == qn("a:t") else "TitlesOfParts"
        if text.is_text and not any(local_name(one) == skipped for one in node.iterancestors()):
            found.append((node, str(text), ""))
    for text in cast("list[etree._ElementUnicodeResult]", _ATTRIBUTES(root)):
        found.append((_holder(text), str(text), str(text.attrname)))
    return [_text(holder, *one) for one in found]


def _holder(text: etree._ElementUnicodeResult) -> etree._Element:
    node = text.getparent()
    assert node is not None
    return node


def _text(holder: Holder, node: etree._Element, text: str, attribute: str) -> Text:
    role = holder.role
    if attribute in _ALTERNATIVE and node.tag == qn("p:cNvPr"):
        role = "alternative"
    elif node.tag == qn("c:v") and any(one.tag in _CACHES for one in node.iterancestors()):
        role = "data"
    around = (node, *node.iterancestors(*SHAPES))
    shape, properties = next(
        ((one, own) for one in around if (own := non_visual(one)) is not None), (None, None)
    )
    if holder.behind and shape is not None and placeholder_of(shape) is not None:
        role = "remark"
    name = properties.get("name", "") if properties is not None else ""
    return Text(node, text, attribute, role, holder.shape or name)


def addresses(package: Package, part: str) -> list[str]:
    """The addresses outside of the file that a part leads to, as a person typed them."""
    return [_typed(link.target) for link in package.relationships(part) if link.external]


def filled(text: str, words: Mapping[str, Sentence]) -> str:
    """A text with words in place of their tags."""
    return with_words(text, lambda word: sentence_text(words[word], marks=False) if word in words else None)


def write_text(text: Text, words: Mapping[str, Sentence]) -> list[tuple[str, Sentence]]:
    """Write words in place of their tags; the names and sentences put in."""
    if text.is_paragraph:
        return fill_words(text.node, words)
    new = clean_text(filled(text.text, words))
    if text.attribute:
        text.node.set(text.attribute, new)
    else:
        text.node.text = new
    return [(tag.word, words[tag.word]) for tag in find_tags(text.text) if tag.word in words]


def fill_addresses(package: Package, part: str, words: Mapping[str, Sentence]) -> int:
    """Write words in place of their tags in the addresses that a part leads to; how many.

    A link whose address becomes empty goes.
    """

    def value_of(word: str) -> str | None:
        return quote(sentence_text(words[word], marks=False), _ADDRESS_SIGNS) if word in words else None

    tagged = {
        link.rid: with_words(_typed(link.target), value_of)
        for link in package.relationships(part)
        if link.external and _has_tags(link.target)
    }
    if not tagged:
        return 0
    before = package.relationships(part)
    after = [replace(link, target=tagged.get(link.rid, link.target)) for link in before]
    package.set_relationships(part, tuple(link for link in after if link.target or not link.external))
    gone = {rid for rid, target in tagged.items() if not target}
    if gone:
        unlink(package.xml(part), gone)
    return sum(
        tag.word in words for link in before if link.rid in tagged for tag in find_tags(_typed(link.target))
    )


def fill_holder(
    package: Package, holder: Holder, words: Mapping[str, Sentence]
) -> tuple[list[tuple[str, Sentence]], int]:
    """Write words in place of their tags in a part and the addresses that it leads to.

    Gives those that a slide shows, and how many others there are.
    """
    if holder.role == "embedded":
        return [], 0
    count = fill_addresses(package, holder.part, words) if not holder.inside else 0
    file = package.embedded(holder.inside) if holder.inside else package
    if not any(find_tags(one.text) for one in texts(file.peek(holder.part), holder)):
        return [], count
    file = file.copy() if holder.inside else file
    found = texts(file.xml(holder.part), holder)
    written = [one for text in found for one in write_text(text, words)]
    lead_links(file, holder.part)
    if holder.inside:
        package.embed(holder.inside, file)
        return [], count + len(written)
    return written, count


def read_holder(package: Package, holder: Holder) -> list[Text]:
    """The texts of a part that hold braces, with the addresses that it leads to."""
    file = package.embedded(holder.inside) if holder.inside else package
    root = file.peek(holder.part)
    links = [] if holder.inside else addresses(package, holder.part)
    found = [Text(root, link, "Target", "address", holder.shape) for link in links if _has_tags(link)]
    return [*texts(root, holder), *found]


def _called(kind: str, shape: str) -> tuple[str, Role]:
    """What findings call a part that a slide leads to by a relationship of this kind."""
    if kind == "notesSlide":
        return "notes", ""
    if kind == "comments":
        return "comments", "remark"
    return shape, ""


def _frames(package: Package, slide: str) -> dict[str, str]:
    """The names of the shapes that hold the relationships of a slide, by their ids."""
    found: dict[str, str] = {}
    for node in package.peek(slide).iter(qn("p:graphicFrame")):
        named = node.find(f"{qn('p:nvGraphicFramePr')}/{qn('p:cNvPr')}")
        name = named.get("name", "") if named is not None else ""
        found |= dict.fromkeys(map(str, cast("list[str]", _LINKS(node))), name)
    for rid, shape in list(found.items()):
        # A diagram's drawing is named by its data alone.
        data = package.target(slide, rid)
        if data in package.related(slide, "diagramData") and data in package:
            found |= {
                node.get("relId", ""): shape for node in package.peek(data).iter(qn("dsp:dataModelExt"))
            }
    return found


def _inner_holders(package: Package, part: str, shape: str, role: Role) -> Iterator[Holder]:
    """The parts with texts of the workbook behind a chart, or of a file that a slide shows as an object."""
    try:
        file = package.embedded(part)
    except FindingsError:
        return
    for inner in file:
        if (
            inner.startswith(("/xl/", "/word/", "/ppt/"))
            and inner.endswith(".xml")
            and may_hold_tags(file, inner)
        ):
            yield Holder(inner, shape, role, part)


def _typed(address: str) -> str:
    return re.sub("%7[Bb]", "{", re.sub("%7[Dd]", "}", address)) if "%7" in address else address


def _has_tags(address: str) -> bool:
    # Two closing braces alone end somebody's query; who opens two means a tag.
    return "{{" in _typed(address)
