"""One paragraph in three forms made one: words a person typed stay, figures that the data changed are renewed.

built   Revenue grew 5.2% to 10.3 billion       left   Revenue, as hoped, grew 5.2% to 10.3 billion
now     Revenue grew 6.1% to 11.0 billion       new    Revenue, as hoped, grew 6.1% to 11.0 billion
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import groupby

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import aligned, similarity
from reportgen.carry.deck_trees import Forms
from reportgen.core.structs import replace
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn, remove

_WORDS = re.compile(r"\s+|[^\W\d]+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_NO_RUNS = ("pPr", "endParaRPr")
# Letters of the languages that put no blank between words do not belong to the figure beside them.
_LETTER = "[^\\W\u3040-\u30ff\u3400-\u9fff]"


# How so many characters look, one after another.
Styles = tuple[tuple[int, etree._Element | None], ...]


class Token(Struct, frozen=True):
    """A word, a figure or a break of a paragraph, the run where it begins, and how it looks, piece by piece."""

    text: str
    run: etree._Element
    styles: Styles

    @property
    def is_word(self) -> bool:
        """Whether it is plain text, no break, field or formula."""
        return self.run.tag == qn("a:r")

    @property
    def style(self) -> etree._Element | None:
        """How it looks where it begins."""
        return self.styles[0][1]

    def reading(self, text: str) -> Token:
        """Another text in its place: what both begin and end with keeps its look."""
        old, at, styles = self.text, 0, []
        same = next((n for n, (one, two) in enumerate(zip(old, text, strict=False)) if one != two), len(old))
        low = 0
        for size, style in self.styles:
            at += size
            end = at if at <= same else max(low, len(text) - (len(old) - at))
            styles.append((end - low, style))
            low = end
        return replace(self, text=text, styles=tuple(styles))


# Stands for the end of a paragraph inside another, with the properties of the one that begins there.
_BREAK = qn("a:paragraphBreak")
_SAME_TEXT = 0.75


def with_breaks(
    built: etree._Element, left: etree._Element, now: etree._Element
) -> tuple[etree._Element, etree._Element]:
    """A text as built and as left in which paragraphs that a person split or joined are one, with marks between.

    `now` is joined in place; `split_at_breaks` makes paragraphs of the marks that are left in it.
    """
    bodies = [list(body.iterchildren(qn("a:p"))) for body in (built, left, now)]
    old, mine, new = ([paragraph_text(one) for one in paragraphs] for paragraphs in bodies)
    split = _pieces_of(old, mine) if len(mine) > len(old) else []
    joined = _pieces_of(mine, old) if len(mine) < len(old) else []
    if not split and not joined:
        return built, left
    built, left = deepcopy(built), deepcopy(left)
    bodies[:2] = [list(body.iterchildren(qn("a:p"))) for body in (built, left)]
    for places in split:
        _join([bodies[1][place] for place in places])
    here = aligned(old, new)
    for places in joined:
        homes = [here.get(place, -1) for place in places]
        if homes == list(range(homes[0], homes[0] + len(homes))) and homes[0] >= 0:
            _join([bodies[0][place] for place in places])
            _join([bodies[2][place] for place in homes])
    return built, left


def _pieces_of(whole: Sequence[str], pieces: Sequence[str]) -> list[range]:
    """The stretches of `pieces` that together are one of `whole`."""
    found, pairs = [], aligned(whole, pieces)
    taken = set(pairs.values())
    for at, place in pairs.items():
        first = last = place
        best = similarity(whole[at], pieces[place])
        for step in (-1, 1):
            while (beside := (first if step < 0 else last) + step) not in taken and 0 <= beside < len(pieces):
                wider = range(min(first, beside), max(last, beside) + 1)
                like = similarity(whole[at], "".join(pieces[n] for n in wider))
                if like <= best:
                    break
                first, last, best = wider[0], wider[-1], like
        if last > first and best >= _SAME_TEXT:
            found.append(range(first, last + 1))
    return found


def _join(paragraphs: Sequence[etree._Element]) -> None:
    first = paragraphs[0]
    for other in paragraphs[1:]:
        for end in first.findall(qn("a:endParaRPr")):
            first.remove(end)
        mark = etree.SubElement(first, _BREAK)
        for child in list(other):
            (mark if local_name(child) == "pPr" else first).append(child)
        remove(other)


def split_at_breaks(body: etree._Element) -> None:
    """Make paragraphs of a text where marks stand in one."""
    for mark in reversed(list(body.iter(_BREAK))):
        before = mark.getparent()
        assert before is not None
        fresh = etree.Element(before.tag)
        fresh.extend([*mark, *mark.itersiblings()])
        before.remove(mark)
        before.addnext(fresh)


class Merged(Struct, frozen=True):
    """The tokens of a merged paragraph; `conflict` where both sides changed the same words."""

    tokens: tuple[Token, ...]
    conflict: bool


def figure_pattern(figures: Collection[str]) -> re.Pattern[str] | None:
    """What finds figures in a text, the longest first, where they are no piece of another; None without any."""
    known = [re.escape(text) for text in sorted(figures, key=len, reverse=True) if text]
    inside = "|".join(known).replace("\\ ", r"\s")
    pattern = f"(?<!{_LETTER})(?<![.,])(?:{inside})(?!{_LETTER}|[.,]\\d)"
    return re.compile(pattern, re.IGNORECASE) if known else None


def as_printed(text: str) -> str:
    """A figure without what a person may have made of its blanks and of small letters."""
    return " ".join(text.split()).casefold()


def tokens_of(paragraph: etree._Element, figures: Collection[str]) -> list[Token]:
    """The tokens of a paragraph; each of `figures` is one token, however many words and runs it has."""
    pattern = figure_pattern(figures)
    found: list[Token] = []
    runs = [one for one in paragraph.iterchildren(etree.Element) if local_name(one) not in _NO_RUNS]
    for tag, group in groupby(runs, key=local_name):
        if tag == "r":
            found += _words(list(group), pattern)
        else:
            found += [_break(tag, run) for run in group]
    return found


def _break(tag: str, run: etree._Element) -> Token:
    return Token(f"\ufffc{tag}{run.get('type', '')}", run, ((1, run.find(qn("a:rPr"))),))


def _words(runs: list[etree._Element], figures: re.Pattern[str] | None) -> Iterator[Token]:
    """Words and figures of runs beside one another: a person formats any part of one, a spelling checker cuts it."""
    texts = ["".join(node.text or "" for node in run.iter(qn("a:t"))) for run in runs]
    left = [(len(text), run) for text, run in zip(texts, runs, strict=True) if text]
    for piece in _pieces("".join(texts), figures):
        first, styles, open_ = left[0][1], [], len(piece)
        while open_:
            size, run = left.pop(0)
            used = min(size, open_)
            styles.append((used, run.find(qn("a:rPr"))))
            open_ -= used
            if used < size:
                left.insert(0, (size - used, run))
        yield Token(piece, first, tuple(styles))


def _pieces(text: str, figures: re.Pattern[str] | None) -> Iterator[str]:
    at = 0
    for match in figures.finditer(text) if figures is not None else ():
        yield from _WORDS.findall(text[at : match.start()])
        yield match.group()
        at = match.end()
    yield from _WORDS.findall(text[at:])


def token_matches(old: Sequence[Token], new: Sequence[Token]) -> dict[int, int]:
    """Which token of one paragraph is which of another form of it."""
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=False)
    return {
        at + step: place + step for at, place, size in matcher.get_matching_blocks() for step in range(size)
    }


def renewals(
    old: Sequence[Token], new: Sequence[Token], was: Collection[str], now: Collection[str]
) -> dict[str, str]:
    """Which figure stands now for which figure of the paragraph as built, told by their order."""
    olds = [one.text for one in old if one.text in was]
    news = [one.text for one in new if one.text in now]
    if len(olds) != len(news):
        return {}
    found: dict[str, str] = {}
    for before, after in zip(olds, news, strict=True):
        if found.setdefault(before, after) != after:
            return {}
    return found


class TextMerge:
    """The merge of one paragraph; `was` and `now` are the figures of its shape as built and as built now."""

    def __init__(self, forms: Forms, was: Collection[str], now: Collection[str]) -> None:
        self._forms, self._was, self._now = forms, was, now
        self._renewed: dict[str, str] = {}
        self._present: set[str] = set()

    def merged(self, built: etree._Element, left: etree._Element, now: etree._Element) -> Merged:
        """The tokens of the new paragraph."""
        # A text that a person retyped names fewer figures: cut by those of one side, what is equal would look changed.
        known = {*self._was, *self._now}
        old, mine, new = (tokens_of(one, known) for one in (built, left, now))
        self._renewed = renewals(old, new, self._was, self._now)
        self._present = set(map(as_printed, _texts(mine)))
        ours, theirs = token_matches(old, mine), token_matches(old, new)
        found: list[Token] = []
        conflict = False
        at = low = first = 0
        stable = [one for one in range(len(old)) if one in ours and one in theirs]
        for end in (*stable, len(old)):
            last = ours[end] if end < len(old) else len(mine)
            stop = theirs[end] if end < len(old) else len(new)
            if last < first or stop < low:
                continue
            chunk, clash = self._chunk(old[at:end], mine[first:last], new[low:stop])
            found += chunk
            conflict |= clash
            if end < len(old):
                token, clash = self._styled(old[end], mine[last], new[stop])
                found.append(token)
                conflict |= clash
            at, first, low = end + 1, last + 1, stop + 1
        return Merged(tuple(found), conflict)

    def _styled(self, old: Token, mine: Token, new: Token) -> tuple[Token, bool]:
        was, has, gets = (self._looks(one) for one in (old, mine, new))
        if has == was:
            return new, False
        styles = mine.reading(new.text).styles if new.is_word else mine.styles
        return replace(new, styles=styles), gets not in (was, has)

    def _looks(self, token: Token) -> list[tuple[int, int]]:
        """Where each look of a token begins."""
        found: list[tuple[int, int]] = []
        at = 0
        for size, style in token.styles:
            form = self._forms(style)
            if not found or found[-1][1] != form:
                found.append((at, form))
            at += size
        return found

    def _chunk(self, old: list[Token], mine: list[Token], new: list[Token]) -> tuple[list[Token], bool]:
        renewed = self._renewed
        before, yours, ours = _texts(old), _texts(mine), _texts(new)
        if yours == before:
            return self._restyled(old, mine, new), False
        # A figure that a person put elsewhere is renewed there.
        kept = [self._current(one) for one in mine]
        if ours in (before, yours):
            return kept, False
        changed = {text for text in before if renewed.get(text, text) != text}
        only_figures = [renewed.get(text, text) for text in before] == ours
        return kept, not (only_figures and set(map(as_printed, changed)) <= self._present)

    def _current(self, token: Token) -> Token:
        """A figure as it is now, in large letters and with blanks that do not break where a person wrote it so."""
        known = {as_printed(text): fresh for text, fresh in self._renewed.items()}
        fresh = known.get(as_printed(token.text)) if token.is_word else None
        if fresh is None:
            return token
        if token.text.isupper():
            fresh = fresh.upper()
        return token.reading(fresh.replace(" ", "\xa0") if "\xa0" in token.text else fresh)

    def _restyled(self, old: list[Token], mine: list[Token], new: list[Token]) -> list[Token]:
        """Words of the build in the place of words that a person recoloured keep the colour."""
        if len(old) == len(new):
            return [self._styled(*three)[0] for three in zip(old, mine, new, strict=True)]
        was = {self._forms(style) for one in old for _, style in one.styles}
        has = {self._forms(style) for one in mine for _, style in one.styles}
        recoloured = len(has) == 1 and has != was and bool(mine)
        return [replace(one, styles=((len(one.text), mine[0].style),)) if recoloured else one for one in new]


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [one.text for one in tokens]


def write_tokens(paragraph: etree._Element, merged: Merged, forms: Forms) -> None:
    """Write merged tokens into a paragraph, as few runs as they need; its own properties stay."""
    end = paragraph.find(qn("a:endParaRPr"))
    for run in list(paragraph):
        if local_name(run) not in ("pPr", "endParaRPr"):
            paragraph.remove(run)
    added: list[etree._Element] = []
    last: tuple[int, etree._Element] | None = None
    for token in merged.tokens:
        if not token.is_word:
            added.append(deepcopy(token.run))
            last = None
            continue
        at = 0
        for size, style in token.styles:
            text, at = token.text[at : at + size], at + size
            form = forms(style)
            if last is None or last[0] != form:
                last = (form, _run(style))
                added.append(last[1])
            words = last[1].find(qn("a:t"))
            assert words is not None
            words.text = (words.text or "") + text
    for run in added:
        if end is not None:
            end.addprevious(run)
        else:
            paragraph.append(run)


def _run(style: etree._Element | None) -> etree._Element:
    run = etree.Element(qn("a:r"))
    if style is not None:
        run.append(deepcopy(style))
    etree.SubElement(run, qn("a:t"))
    return run


def merged_words(built: str, left: str, now: str) -> tuple[str, bool]:
    """Three forms of a plain text made one, and whether both sides changed the same words."""
    old, mine, new = (_paragraph(text) for text in (built, left, now))
    merged = TextMerge(Forms(), (), ()).merged(old, mine, new)
    return "".join(token.text for token in merged.tokens), merged.conflict


def _paragraph(text: str) -> etree._Element:
    paragraph = etree.Element(qn("a:p"))
    etree.SubElement(etree.SubElement(paragraph, qn("a:r")), qn("a:t")).text = text
    return paragraph
