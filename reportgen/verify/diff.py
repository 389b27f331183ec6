"""What changed between two builds of a report; of decks: figures by their keys, pages by their names, words.

A page is known by the name its library page has, so that a deck whose pages moved is compared page by page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.gc_paused import gc_paused
from reportgen.verify.bindings import squeezed
from reportgen.verify.changes import (
    BuildDifference,
    FigureChange,
    TextChange,
    mark_changes,
    numbered,
    part_changes,
    text_changes,
)
from reportgen.verify.deck_texts import slide_parts
from reportgen.verify.finished import FinishedFile, open_finished
from reportgen.verify.numbers import TextOccurrence
from reportgen.verify.workbook_diff import workbook_difference

_WORDS = ("text", "table", "notes", "alternative")
_CHART = (" category", " name")
_FIGURE = "\u2026"


@gc_paused()
def difference(old: Path, new: Path) -> BuildDifference:
    """What changed from one file to the other; a finding where they are not of one kind."""
    before, after = open_finished(old, as_written=True), open_finished(new, as_written=True)
    if before.kind != after.kind:
        message = "a workbook and a deck cannot be told apart figure by figure: verify compares them"
        raise FindingsError(Issue("two-kinds", message, Place(str(new)), hint="use reportgen verify"))
    if before.kind == "workbook":
        after.grids_of(after.package).share(before.grids_of(before.package))
    return compared(before, after)


def compared(old: FinishedFile, new: FinishedFile) -> BuildDifference:
    """What changed from one file to the other, which is of the same kind."""
    return (_deck_difference if old.kind == "deck" else workbook_difference)(old, new)


class SlideWords(Struct):
    """One slide: its name and number, its title, its texts and bound figures by shape."""

    name: str
    number: int
    title: str
    texts: list[TextOccurrence]
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def _deck_difference(old: FinishedFile, new: FinishedFile) -> BuildDifference:
    before, after = pages_of(old), pages_of(new)
    parts = part_changes(
        [(page.name, page.title) for page in before.values()],
        [(page.name, page.title) for page in after.values()],
    )
    both = [(before[name], page) for name, page in after.items() if name in before]
    return BuildDifference(
        old.name,
        new.name,
        tuple(mark_changes(old.mark, new.mark)),
        tuple(_figures(old, new)),
        tuple(parts),
        tuple(change for then, now in both for change in _words(then, now)),
    )


def pages_of(file: FinishedFile) -> Mapping[str, SlideWords]:
    """The slides of a deck by the names they are known by, in order."""
    names: dict[str, str] = {}
    for bound in file.texts:
        names.setdefault(bound.slide_id, bound.page)
    titles: dict[str, str] = {}
    texts: dict[str, list[TextOccurrence]] = defaultdict(list)
    for occurrence in file.occurrences:
        home = occurrence.home
        if home.slide_id:
            texts[home.slide_id].append(occurrence)
            if home.kind == "text" and occurrence.text.strip():
                titles.setdefault(home.slide_id, squeezed(occurrence.text))
    slides = slide_parts(file.package)
    found: dict[str, SlideWords] = {}
    known = [names.get(slide.identity) or titles.get(slide.identity, "slide") for slide in slides]
    for slide, name in zip(slides, numbered(known), strict=True):
        page = SlideWords(name, slide.number, titles.get(slide.identity, ""), texts[slide.identity])
        for bound in file.texts:
            if bound.slide_id == slide.identity:
                page.shown[bound.shape_id] += [figure.text for figure in bound.figures if figure.text]
        found[name] = page
    return found


def _figures(old: FinishedFile, new: FinishedFile) -> Iterator[FigureChange]:
    """Figures by key: the texts they were shown as, and the places that show them now."""
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*after, *before]):
        then, now = before.get(key, {}), after.get(key, {})
        gone, come = [text for text in then if text not in now], [text for text in now if text not in then]
        # A figure that is shown at one more place is no change of the figure.
        if then and now and not (gone and come):
            continue
        places = [place for text in (come or gone) for place in (now if come else then)[text]]
        yield FigureChange(key, tuple(gone), tuple(come), tuple(dict.fromkeys(places)))


def _by_key(file: FinishedFile) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for bound in file.texts:
        for figure in bound.figures:
            found[figure.key][figure.text].append(f'slide {bound.slide} "{bound.shape}"')
    return found


def _words(old: SlideWords, new: SlideWords) -> Iterator[TextChange]:
    before, after = _by_shape(old), _by_shape(new)
    for shape in dict.fromkeys([*before, *after]):
        where = f"slide {new.number}, {shape}"
        yield from text_changes(where, before.get(shape, []), after.get(shape, []))


def _by_shape(page: SlideWords) -> dict[str, list[tuple[str, str]]]:
    """The texts of each shape, each masked (figures left out) and as it stands."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    told: dict[str, set[str]] = defaultdict(set)
    for occurrence in page.texts:
        home = occurrence.home
        where = home.shape or home.words
        figures = page.shown.get(home.shape_id, [])
        if home.kind == "table":
            row = occurrence.at.removeprefix("cell ").partition(",")[0]
            rows[where][row].append((_masked(occurrence.text, figures), squeezed(occurrence.text)))
        elif home.kind in _WORDS and occurrence.text.strip():
            label = where if home.kind == "text" or not home.shape else f"{where}, {home.words}"
            if home.kind in ("alternative", "notes"):
                # Both follow from the figures of the page: digits are left out.
                found[label].append((_without_digits(occurrence.text), squeezed(occurrence.text)))
            else:
                found[label].append((_masked(occurrence.text, figures), squeezed(occurrence.text)))
        elif home.kind == "chart" and occurrence.at.endswith(_CHART) and occurrence.text not in told[where]:
            told[where].add(occurrence.text)
            found[f"{where}, series and categories"].append((occurrence.text, squeezed(occurrence.text)))
    for where, lines in rows.items():
        for cells in lines.values():
            masked, whole = (" | ".join(texts) for texts in zip(*cells, strict=True))
            found[where].append((masked, whole))
    return found


def _masked(text: str, figures: list[str]) -> str:
    """The text with every bound figure as one sign, so that only words are compared."""
    # On the slide the blanks of a figure may be such as no line ends at.
    text = squeezed(text)
    for figure in sorted(set(map(squeezed, figures)), key=len, reverse=True):
        text = text.replace(figure, _FIGURE)
    return text


def _without_digits(text: str) -> str:
    kept = "".join("" if char.isdigit() or char in ",.+-()" else char for char in text)
    return squeezed(kept)
