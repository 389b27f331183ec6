"""What is done on a filled page so that its texts fit: shorter forms, smaller sizes, findings.

words   title: Consolidated Financial Results for FY2017     title_short: FY2017 Results
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.figures.views import Sentence
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.tags import find_tags
from reportgen.office.xml import qn, remove
from reportgen.plan.plan import PagePlan
from reportgen.pptx.fit import fit_shape, overflow
from reportgen.pptx.fit_tables import fit_table
from reportgen.pptx.looks import InheritedStyles
from reportgen.pptx.manifest import Writing, sentence_figures
from reportgen.pptx.measure import FontBook
from reportgen.pptx.paragraphs import fill_words, paragraph_text, pieces, sentence_text

SHORT = "_short"


def shorter_words(words: Mapping[str, Sentence]) -> dict[str, Sentence]:
    """The words that have a shorter form, with that form: `title_short` is the shorter form of `title`."""
    return {name: words[name + SHORT] for name in words if name + SHORT in words}


def has_shorter(shape: Shape, words: Mapping[str, Sentence]) -> bool:
    """Whether a word that stands in the shape has a shorter form."""
    shorter = shorter_words(words)
    return bool(shorter) and any(
        tag.word in shorter for node in shape.paragraphs() for tag in find_tags(paragraph_text(node))
    )


def fit_filled(
    shape: Shape,
    looks: InheritedStyles,
    place: Place,
    writings: list[Writing],
    before: etree._Element | None,
    words: Mapping[str, Sentence],
) -> tuple[list[Writing], list[Issue]]:
    """Fit one filled shape; `before` is its text as the template has it, where shorter forms may be tried."""
    if shape.table is not None:
        return writings, [
            overflow(
                found.fit,
                replace(place, shape=f"{shape.name}, row {found.row}, column {found.column}"),
                found.text,
            )
            for found in fit_table(shape, looks).faults
        ]
    body = shape.node.find(qn("p:txBody"))
    if body is None or not any(writing.kind in ("word", "bullets") for writing in writings):
        return writings, []
    kept = deepcopy(body)
    fit = fit_shape(shape, looks)
    if fit is not None and before is not None and (fit.scale < 1.0 or not fit.fits):
        shorter = shorter_words(words)
        _put_body(shape, before)
        for paragraph in shape.paragraphs():
            fill_words(paragraph, {**words, **shorter})
        tail = _tail(kept)
        if tail:
            append_text(shape, tail)
        writings = [_shortened(writing, shorter) for writing in writings]
        fit = fit_shape(shape, looks)
    if fit is None or fit.fits:
        return writings, []
    text = " ".join(paragraph_text(paragraph) for paragraph in shape.paragraphs()).strip()
    return writings, [overflow(fit, place, text)]


def append_text(shape: Shape, text: str) -> None:
    """Add `text` behind the last run of a shape, in its format."""
    paragraphs = [node for node in shape.paragraphs() if paragraph_text(node).strip()]
    found = [piece for piece in pieces(paragraphs[-1]) if piece.node.tag == qn("a:r")] if paragraphs else []
    if found:
        node = found[-1].node.find(qn("a:t"))
        if node is not None:
            node.text = f"{(node.text or '').rstrip()}{text}"


def drop_empty_tables(root: etree._Element, plan: PagePlan) -> None:
    """Take out the tables whose rows all stand on earlier pages of a split."""
    for shape in shapes(root):
        view = plan.tables.get(shape.name)
        if view is not None and not view.rows and shape.table is not None:
            remove(shape.node)


def fonts_not_found(book: FontBook, name: str) -> Iterator[Issue]:
    """A remark for every family that texts were measured for without its file."""
    for family in book.missing:
        yield Issue(
            "font-not-found",
            f'no file of the font "{family}" was found; its texts are measured with average widths',
            Place(file=name),
            Severity.WARNING,
        )


def _put_body(shape: Shape, body: etree._Element) -> None:
    old = shape.node.find(qn("p:txBody"))
    if old is not None:
        shape.node.replace(old, body)


def _tail(body: etree._Element) -> str:
    """The "(1/2)" that a title ends with, with the blank before it; empty where it has none."""
    text = paragraph_text(body.findall(qn("a:p"))[-1])
    head, mark, tail = text.rpartition(" (")
    numbers = tail.removesuffix(")").split("/")
    is_part = bool(mark) and tail.endswith(")") and len(numbers) == 2 and all(n.isdecimal() for n in numbers)
    return f" ({tail}" if is_part and head else ""


def _shortened(writing: Writing, shorter: Mapping[str, Sentence]) -> Writing:
    sentence = shorter.get(writing.binding) if writing.kind == "word" else None
    if sentence is None:
        return writing
    return replace(writing, text=sentence_text(sentence), figures=sentence_figures(sentence))
