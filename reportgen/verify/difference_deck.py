"""What changed between two decks: figures by their keys, pages by their names, words apart from figures.

A page is known by the name its library page has, so that a deck whose pages moved is compared page by page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reportgen.verify.bindings import squeezed
from reportgen.verify.difference import (
    BuildDifference,
    FigureChange,
    TextChange,
    Version,
    mark_changes,
    numbered,
    part_changes,
    text_changes,
)
from reportgen.verify.findings import kind_words
from reportgen.verify.numbers import TextOccurrence
from reportgen.verify.read_deck import slide_parts

_WORDS = ("text", "table", "notes", "alternative")
_CHART = (" category", " name")
_FIGURE = "\u2026"


@dataclass
class _Page:
    """One slide: its name and number, its title, its carriers and bound figures by shape."""

    name: str
    number: int
    title: str = ""
    carriers: list[TextOccurrence] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def deck_difference(old: Version, new: Version) -> BuildDifference:
    """Everything that differs between two decks."""
    before, after = _pages(old), _pages(new)
    words: list[TextChange] = []
    for name, page in after.items():
        if name in before:
            words += _words(before[name], page)
    parts = part_changes(
        [(page.name, page.title) for page in before.values()],
        [(page.name, page.title) for page in after.values()],
    )
    return BuildDifference(
        old.finished.name,
        new.finished.name,
        tuple(mark_changes(old.mark, new.mark)),
        tuple(_figures(old, new)),
        tuple(parts),
        tuple(words),
    )


def _pages(version: Version) -> Mapping[str, _Page]:
    names: dict[str, str] = {}
    for bound in version.texts:
        names.setdefault(bound.slide_id, bound.page)
    titles: dict[str, str] = {}
    carriers: dict[str, list[TextOccurrence]] = defaultdict(list)
    for carrier in version.finished.carriers:
        home = carrier.home
        if home.slide_id:
            carriers[home.slide_id].append(carrier)
            if home.kind == "text" and carrier.text.strip():
                titles.setdefault(home.slide_id, squeezed(carrier.text))
    slides = slide_parts(version.finished.package)
    found: dict[str, _Page] = {}
    known = [names.get(slide.identity) or titles.get(slide.identity, "slide") for slide in slides]
    for slide, name in zip(slides, numbered(known), strict=True):
        page = _Page(name, slide.number, titles.get(slide.identity, ""), carriers[slide.identity])
        for bound in version.texts:
            if bound.slide_id == slide.identity:
                page.shown[bound.shape_id] += [figure.text for figure in bound.figures if figure.text]
        found[name] = page
    return found


def _figures(old: Version, new: Version) -> Iterator[FigureChange]:
    """Figures by key: the texts they were shown as, and the places that show them now."""
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*after, *before]):
        then, now = before.get(key, {}), after.get(key, {})
        # A figure that is shown at one more place is no change of the figure.
        if then and now and (set(then) == set(now) or not (set(then) ^ set(now))):
            continue
        gone, come = [text for text in then if text not in now], [text for text in now if text not in then]
        if then and now and not (gone and come):
            continue
        places = [place for text in (come or gone) for place in (now if come else then)[text]]
        yield FigureChange(key, tuple(gone), tuple(come), tuple(dict.fromkeys(places)))


def _by_key(version: Version) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for bound in version.texts:
        for figure in bound.figures:
            found[figure.key][figure.text].append(f'slide {bound.slide} "{bound.shape}"')
    return found


def _words(old: _Page, new: _Page) -> Iterator[TextChange]:
    before, after = _by_shape(old), _by_shape(new)
    for shape in dict.fromkeys([*before, *after]):
        where = f"slide {new.number}, {shape}"
        yield from text_changes(where, before.get(shape, []), after.get(shape, []))


def _by_shape(page: _Page) -> dict[str, list[tuple[str, str]]]:
    """The texts of each shape, each masked (figures left out) and as it stands."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    told: dict[str, set[str]] = defaultdict(set)
    for carrier in page.carriers:
        home = carrier.home
        where = home.shape or kind_words(home)
        figures = page.shown.get(home.shape_id, [])
        if home.kind == "table":
            row = carrier.at.removeprefix("cell ").partition(",")[0]
            rows[where][row].append((_masked(carrier.text, figures), squeezed(carrier.text)))
        elif home.kind in _WORDS and carrier.text.strip():
            label = where if home.kind == "text" or not home.shape else f"{where}, {kind_words(home)}"
            if home.kind in ("alternative", "notes"):
                # Both follow from the figures of the page: digits are left out.
                found[label].append((_without_digits(carrier.text), squeezed(carrier.text)))
            else:
                found[label].append((_masked(carrier.text, figures), squeezed(carrier.text)))
        elif home.kind == "chart" and carrier.at.endswith(_CHART) and carrier.text not in told[where]:
            told[where].add(carrier.text)
            found[f"{where}, series and categories"].append((carrier.text, squeezed(carrier.text)))
    for where, lines in rows.items():
        for cells in lines.values():
            masked, whole = (" | ".join(texts) for texts in zip(*cells, strict=True))
            found[where].append((masked, whole))
    return found


def _masked(text: str, figures: list[str]) -> str:
    """The text with every bound figure as one sign, so that only words are compared."""
    for figure in sorted(set(figures), key=len, reverse=True):
        text = text.replace(figure, _FIGURE)
    return squeezed(text)


def _without_digits(text: str) -> str:
    kept = "".join("" if char.isdigit() or char in ",.+-()" else char for char in text)
    return squeezed(kept)
