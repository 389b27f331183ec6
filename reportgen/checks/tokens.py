"""The number tokens of a source text, each with a guess at what it is when it is no figure.

FY17: JPY7,840 million (up JPY2,413 million, up 44.5% YoY)      17 label   7,840   2,413   44.5
III - 2. Revenues                                                2 section number
May 15, 2018                                                     15 date   2018 date

The guesses read the characters around a token only; they know no company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\s?\d+)?|\.\d+")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("markup", re.compile(r"<[^>]*>|&#?\w+;")),
    ("address", re.compile(r"https?://\S+|www\.\S+|\S+@\S+")),
    (
        "address",
        re.compile(r"\(?\b\d{1,4}\)?-\d{2,5}-\d{2,5}(?:-\d{2,5})?\b|(?:TEL|FAX|Tel|Fax)[.:]?\s*[\d() -]+"),
    ),
    ("address", re.compile(r"\b\d{1,3}-\d{1,3}-\d{1,3}\b|\b\d{3}-\d{4}\b|\b\d{1,3}-(?:chome|ku)\b|\b\d+F\b")),
    ("date", re.compile(rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d")),
    ("date", re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d\d")),
    (
        "date",
        re.compile(rf"\b{_MONTH}\s*(?:19|20)\d\d\b|\b{_MONTH}[-' ]\d\d\b|\b{_MONTH}\s+\d{{1,2}}\b(?!\s*%)"),
    ),
    (
        "date",
        re.compile(
            r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?\b|\b\d\d/\d{1,2}(?:/\d{1,2})?\b"
        ),
    ),
    (
        "label",
        re.compile(
            r"\b(?:\d\s?Q\s?-\s?)?[1-4]\s?Q\s?(?:FY)?\s?(?:20)?\d{0,2}\b|\b[12]\s?H\s?(?:FY)?\s?(?:20)?\d{0,2}\b"
            r"|\b(?:3|6|9)M\s?(?:FY)?\d\d\b|\bFY\s?'?(?:19|20)?\d\d\b|\b(?:1st|2nd|3rd|4th)\s+(?:quarter|half)\b",
            re.IGNORECASE,
        ),
    ),
    ("section", re.compile(r"^\W*(?:[IVX\u2160-\u216b]+\s*[-.]\s*\d*\s*[-.]?\s*(?:\(\d+\))?|[-.]\s*\d+\.?)")),
    ("section", re.compile(r"\(\d\)\s*(?=$|[A-Z]|Unit)|^\s*\d{1,2}[.)]\s+(?=[A-Z])|\bpages?\s+\d+\b")),
    ("footnote", re.compile(r"\*+\s?\d{1,2}\b|\u203b\s?\d|^\s*\(?\*?\d\)?:\s")),
    ("code", re.compile(r"\b(?:TSE|NASDAQ|NYSE|JASDAQ)\s?\d?\s?[:(]\s?\w+\)?")),
    ("ordinal", re.compile(r"\b\d+(?:st|nd|rd|th)\b")),
    ("name", re.compile(r"(?<![\w.])(?=[\w/+-]*\d)(?=[\w/+-]*[A-Za-z])(?!JPY)[A-Za-z][\w/+-]*")),
    ("name", re.compile(r"\b[Ff]orm \d+-\w+")),
    ("name", re.compile(r"(?<![\w.,])\d+[A-Za-z][\w/+-]*(?<!bn)(?<!mn)")),
    ("date", re.compile(r"\b(?:19[89]\d|20[0-4]\d)\b(?!\s*(?:%|million|billion|persons?|units?))")),
)


@dataclass(frozen=True, slots=True)
class Token:
    """One number as printed: its line (from 1), where it starts, its characters, and what it seems to be.

    `kind` is empty where nothing but a figure explains it.
    """

    line: int
    start: int
    text: str
    kind: str = ""

    @property
    def digits(self) -> str:
        """The characters that make the number, without separators: `36,179` gives `36179`."""
        return self.text.replace(",", "").replace(" ", "")


def tokens(text: str) -> Iterator[Token]:
    """All number tokens, line by line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if any(char.isdigit() for char in line):
            yield from _line_tokens(number, line)


def _line_tokens(number: int, line: str) -> Iterator[Token]:
    spans = [(match.span(), kind) for kind, shape in _CLASSES for match in shape.finditer(line)]
    for match in NUMBER.finditer(line):
        start, end = match.span()
        kind = next((kind for (first, last), kind in spans if first <= start and end <= last), "")
        yield Token(number, start, match[0], kind)
