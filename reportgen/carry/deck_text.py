"""One paragraph in three forms made one: words a person typed stay, figures that the data changed are renewed.

built   Revenue grew 5.2% to 10.3 billion       left   Revenue, as hoped, grew 5.2% to 10.3 billion
now     Revenue grew 6.1% to 11.0 billion       new    Revenue, as hoped, grew 6.1% to 11.0 billion
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lxml import etree

from reportgen.carry.deck_trees import Forms
from reportgen.office.xml import local_name, qn

_WORDS = re.compile(r"\s+|[^\W\d]+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_DIGIT_BESIDE = r"(?<![\w.,]){}(?![\w])"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure or a break of a paragraph, the run that it stands in, and how that looks."""

    text: str
    run: etree._Element
    style: etree._Element | None

    @property
    def is_word(self) -> bool:
        """Whether it is plain text, no break, field or formula."""
        return self.run.tag == qn("a:r")


@dataclass(frozen=True)
class Merged:
    """The tokens of a merged paragraph with the style of each; `conflict` where both sides changed the same words."""

    tokens: tuple[tuple[Token, etree._Element | None], ...]
    conflict: bool


def tokens_of(paragraph: etree._Element, figures: Collection[str]) -> list[Token]:
    """The tokens of a paragraph; each of `figures` is one token, however many words it has."""
    known = [re.escape(text) for text in sorted(figures, key=len, reverse=True) if text]
    pattern = re.compile("|".join(_DIGIT_BESIDE.format(one) for one in known)) if known else None
    found: list[Token] = []
    for run in paragraph.iterchildren(etree.Element):
        local = local_name(run)
        if local in ("pPr", "endParaRPr"):
            continue
        style = run.find(qn("a:rPr"))
        if local != "r":
            found.append(Token(f"\ufffc{local}{run.get('type', '')}", run, style))
            continue
        text = "".join(node.text or "" for node in run.iter(qn("a:t")))
        found += [Token(piece, run, style) for piece in _pieces(text, pattern)]
    return found


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
        old, mine, new = tokens_of(built, self._was), tokens_of(left, self._was), tokens_of(now, self._now)
        self._renewed = renewals(old, new, self._was, self._now)
        self._present = set(_texts(mine))
        ours, theirs = token_matches(old, mine), token_matches(old, new)
        found: list[tuple[Token, etree._Element | None]] = []
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
                style, clash = self._style(old[end], mine[last], new[stop])
                found.append((new[stop], style))
                conflict |= clash
            at, first, low = end + 1, last + 1, stop + 1
        return Merged(tuple(found), conflict)

    def _style(self, old: Token, mine: Token, new: Token) -> tuple[etree._Element | None, bool]:
        was, has, gets = (self._forms(one.style) for one in (old, mine, new))
        if has == was:
            return new.style, False
        return mine.style, gets not in (was, has)

    def _chunk(
        self, old: list[Token], mine: list[Token], new: list[Token]
    ) -> tuple[list[tuple[Token, etree._Element | None]], bool]:
        renewed = self._renewed
        before, yours, ours = _texts(old), _texts(mine), _texts(new)
        if yours == before:
            return self._restyled(old, mine, new), False
        # A figure that a person put elsewhere is renewed there.
        kept = [
            (replace(one, text=renewed[one.text]) if one.is_word and one.text in renewed else one, one.style)
            for one in mine
        ]
        if ours in (before, yours):
            return kept, False
        changed = {text for text in before if renewed.get(text, text) != text}
        only_figures = [renewed.get(text, text) for text in before] == ours
        return kept, not (only_figures and changed <= self._present)

    def _restyled(
        self, old: list[Token], mine: list[Token], new: list[Token]
    ) -> list[tuple[Token, etree._Element | None]]:
        """Words of the build in the place of words that a person recoloured as a whole keep the colour."""
        was = {self._forms(one.style) for one in old}
        has = {self._forms(one.style) for one in mine}
        recoloured = len(has) == 1 and has != was and bool(mine)
        return [(one, mine[0].style if recoloured else one.style) for one in new]


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
    for token, style in merged.tokens:
        if not token.is_word:
            added.append(deepcopy(token.run))
            last = None
            continue
        form = forms(style)
        if last is not None and last[0] == form:
            text = last[1].find(qn("a:t"))
            assert text is not None
            text.text = (text.text or "") + token.text
            continue
        run = etree.Element(qn("a:r"))
        if style is not None:
            run.append(deepcopy(style))
        etree.SubElement(run, qn("a:t")).text = token.text
        added.append(run)
        last = (form, run)
    for run in added:
        if end is not None:
            end.addprevious(run)
        else:
            paragraph.append(run)


def merged_words(built: str, left: str, now: str) -> tuple[str, bool]:
    """Three forms of a plain text made one, and whether both sides changed the same words."""
    old, mine, new = (_paragraph(text) for text in (built, left, now))
    merged = TextMerge(Forms(), (), ()).merged(old, mine, new)
    return "".join(token.text for token, _ in merged.tokens), merged.conflict


def _paragraph(text: str) -> etree._Element:
    paragraph = etree.Element(qn("a:p"))
    etree.SubElement(etree.SubElement(paragraph, qn("a:r")), qn("a:t")).text = text
    return paragraph
